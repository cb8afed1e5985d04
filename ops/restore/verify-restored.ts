import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import type { Transaction } from '../../core/platform/database.ts';
import { recordEvent } from '../../core/audit/record-event.ts';
import { recordResumption } from '../audit/resume-audit-log.ts';
import { verifyAuditLog } from '../../core/audit/verify-chain.ts';
import { deadline } from '../deadline.ts';
import { backupFiles, manifestSchema, type Manifest } from '../backup/manifest.ts';
import { appendOnlyTables, listStoredObjects, readDatabaseState } from '../backup/read-database-state.ts';
import { readObjectList } from '../backup/object-tally.ts';
import { everyFiveSeconds, secondsSince, type OnProgress } from '../progress.ts';

export type Verification = {
  /** When the backup began, RFC 3339 UTC. */
  madeAt: string;
  documents: number;
  objects: number;
  bytes: number;
  auditEvents: number;
  /** Documents whose originals are missing or not what they were. */
  lost: string[];
  /** One sentence each, those of lost documents among them; empty means proven. */
  faults: string[];
  /** How many of the faults are objects that are missing or not what they were. */
  lostObjects: number;
  seconds: number;
};

const concurrency = 4;

/**
 * Proves a restored appliance against the manifest of its backup, through the running services: rows counted, the audit chain
 * recomputed from its first row, every object read through the storage and hashed. Changes nothing.
 */
export async function verifyRestored(
  app: App,
  folder: string,
  onProgress: OnProgress,
): Promise<Verification> {
  const started = performance.now();
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(join(folder, backupFiles.manifest), 'utf8')),
  );
  const faults: string[] = [];
  const { counts } = await readDatabaseState(app);
  faults.push(...checkCounts(manifest, counts));
  onProgress('rows counted; recomputing the audit chain');
  const chain = await verifyAuditLog(app);
  for (const fault of chain.faults) faults.push(`The audit log's row ${fault.seq} is ${fault.what}.`);
  faults.push(...(await checkHead(app, manifest)));
  onProgress(`${chain.events} audit events; reading every document's object`);
  const hashed = await verifyObjects(app, onProgress);
  faults.push(
    ...hashed.faults.values(),
    ...(await checkObjectList(app, join(folder, backupFiles.objects), hashed.seen)),
  );
  return {
    madeAt: manifest.startedAt,
    documents: counts['document'] ?? 0,
    objects: hashed.seen.size,
    bytes: hashed.bytes,
    auditEvents: chain.events,
    lost: await listDocumentIds(app, [...hashed.faults.keys()]),
    lostObjects: hashed.faults.size,
    faults,
    seconds: secondsSince(started),
  };
}

/**
 * Marks an appliance as restored: nobody is signed in, its backup counts as made (as old as it is, and only when it was
 * complete), and the audit log records what happened.
 */
export async function markRestored(
  app: Pick<App, 'config' | 'database'>,
  snapshot: { id: string; bytes: number },
  found: Verification,
): Promise<void> {
  await app.database.asProcess(async (tx) => {
    const [head] = await tx.$queryRaw<{ seq: bigint }[]>`SELECT seq FROM audit_head WHERE id = 1`;
    await tx.session.deleteMany({});
    const { id, bytes } = snapshot;
    const isWhole = found.faults.length === 0;
    const done = {
      state: isWhole ? ('done' as const) : ('failed' as const),
      reason: isWhole ? null : 'Something was missing from this backup when it was restored.',
      endedAt: new Date(found.madeAt),
      snapshot: id,
      bytes: BigInt(bytes),
      documents: found.documents,
    };
    await tx.backupRun.updateMany({ where: { state: 'running' }, data: done });
    // Removed after the backup began, and restored with it: they go again.
    await tx.storedObject.updateMany({
      where: { removedAt: { gte: new Date(found.madeAt) } },
      data: { removedAt: null },
    });
    const { documents, objects, auditEvents, faults, lost } = found;
    await markDocumentsLost(tx, lost);
    await recordEvent(tx, {
      event: 'restore.done',
      detail: { snapshot: id, documents, objects, auditEvents, faults: faults.length, lost: lost.length },
    });
    // Backups that were made after this one hold rows that are not in it.
    await recordResumption(app, tx, { after: Number(head?.seq ?? 0), why: 'restore' });
  });
}

function checkCounts(manifest: Manifest, counts: Record<string, number>): string[] {
  return appendOnlyTables.flatMap((table) => {
    const now = counts[table] ?? 0;
    const least = manifest.before[table] ?? 0;
    const most = manifest.recoveredTo === undefined ? (manifest.after[table] ?? 0) : Infinity;
    return now >= least && now <= most
      ? []
      : [`The table ${table} has ${now} rows; the backup was made with ${least} to ${most}.`];
  });
}

async function checkHead(app: Pick<App, 'database'>, manifest: Manifest): Promise<string[]> {
  const { seq, hash } = manifest.audit;
  if (seq === 0 && manifest.before['audit_event'] === 0) return [];
  const row = await app.database.asProcess((tx) =>
    tx.auditEvent.findUnique({ where: { seq: BigInt(seq) }, select: { hash: true } }),
  );
  return row?.hash === hash
    ? []
    : [`The audit log does not run through row ${seq} as it was when the backup was made.`];
}

async function verifyObjects(app: App, onProgress: OnProgress) {
  const found = { seen: new Set<string>(), bytes: 0, faults: new Map<string, string>() };
  const report = everyFiveSeconds(onProgress);
  const verifyObject = async (object: { sha256: string; bytes: number }) => {
    deadline()?.throwIfAborted();
    found.seen.add(object.sha256);
    const fault = await checkObject(app, object);
    if (fault) found.faults.set(object.sha256, await formatObjectFault(app, object.sha256, fault));
    found.bytes += object.bytes;
    report(() => `${found.seen.size} objects, ${Math.round(found.bytes / 1024 ** 2)} MB read`);
  };
  for await (const batch of listStoredObjects(app)) {
    const waiting = batch.values();
    const lane = async () => {
      for (const object of waiting) await verifyObject(object);
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
  }
  return found;
}

/** @returns what is wrong with an object, or undefined when its bytes have the hash it is named after. */
async function checkObject(
  app: Pick<App, 'storage'>,
  object: { sha256: string; bytes: number },
): Promise<string | undefined> {
  const size = await app.storage.size(object.sha256);
  if (size === undefined) return 'is missing';
  if (size !== object.bytes) return `has ${size} bytes instead of ${object.bytes}`;
  const hash = createHash('sha256');
  try {
    for await (const chunk of await app.storage.open(object.sha256)) hash.update(chunk as Buffer);
  } catch {
    return 'cannot be read to its end';
  }
  return hash.digest('hex') === object.sha256 ? undefined : 'has other bytes than the ones that were stored';
}

/** What the document's page then shows. */
const lostReason =
  'The original of this document was damaged in the backup that the room was restored from, so it cannot be opened. Upload the same file again, then retry; or ask IT for an older backup.';

/** Documents without their original are marked, so that nobody finds it out by opening one. A virus stays one. */
async function markDocumentsLost(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.document.updateMany({
    where: { id: { in: [...ids] }, state: { not: 'quarantined' } },
    data: { state: 'failed', reason: lostReason, changedAt: new Date() },
  });
}

async function listDocumentIds(app: Pick<App, 'database'>, objects: readonly string[]): Promise<string[]> {
  const rows = await app.database.asProcess((tx) =>
    tx.document.findMany({ where: { sha256: { in: [...objects] } }, select: { id: true } }),
  );
  return rows.map(({ id }) => id);
}

async function formatObjectFault(app: Pick<App, 'database'>, sha256: string, fault: string): Promise<string> {
  const rows = await app.database.asProcess((tx) =>
    tx.document.findMany({ where: { sha256 }, select: { id: true }, take: 5 }),
  );
  return `The object ${sha256} of document ${rows.map((row) => row.id).join(', ') || '(none)'} ${fault}.`;
}

/** After a restore to a recovery point, the backup may hold what was removed between the two. */
async function listObjectsBeingRemoved(app: Pick<App, 'database'>): Promise<Set<string>> {
  const rows = await app.database.asProcess((tx) =>
    tx.storedObject.findMany({ where: { NOT: { removingAt: null } }, select: { sha256: true } }),
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

async function checkObjectList(
  app: Pick<App, 'database'>,
  file: string,
  seen: ReadonlySet<string>,
): Promise<string[]> {
  const removed = await listObjectsBeingRemoved(app);
  const missing: string[] = [];
  for await (const { sha256 } of readObjectList(file))
    if (!seen.has(sha256) && !removed.has(sha256)) missing.push(sha256);
  return missing.length === 0
    ? []
    : [`The database lacks ${missing.length} objects the manifest names, ${missing[0] ?? ''} for one.`];
}
