import { createHmac, hkdfSync, randomUUID, timingSafeEqual } from 'node:crypto';
import { recordEvent } from '../../core/audit/record-event.js';
import type { App } from '../../core/app.js';
import { readSecret } from '../../core/platform/config.js';
import type { Prisma } from '../../core/platform/database.js';

type Parts = Pick<App, 'database' | 'config'>;

export type Proof = {
  snapshot: string;
  /** The place it was taken from; rehearsals before 0.2 did not say. */
  target: string | null;
  /** When the proven set was begun, RFC 3339 UTC. */
  madeAt: string;
  documents: number;
  objects: number;
  bytes: number;
  auditEvents: number;
  /** From nothing to proven: the recovery time. */
  seconds: number;
};

/** Writes down that a rehearsal begins. @returns its id. */
export async function openRehearsal(app: Parts): Promise<string> {
  const id = randomUUID();
  await app.database.asProcess((tx) =>
    tx.rehearsal.create({ data: { id, state: 'running', startedAt: new Date() } }),
  );
  return id;
}

/** Writes down what was proven, signed: only this process has the key. */
export async function closeRehearsal(app: Parts, id: string, proof: Proof): Promise<void> {
  const { bytes, madeAt, ...rest } = proof;
  const signature = sign(app, id, proof).toString('base64url');
  const data = { ...rest, bytes: BigInt(bytes), madeAt: new Date(madeAt), signature };
  await app.database.asProcess(async (tx) => {
    await tx.rehearsal.update({ where: { id }, data: { ...data, state: 'done', endedAt: new Date() } });
    await recordEvent(tx, { event: 'rehearsal.done', detail: { ...proof } });
  });
}

/** Writes down why nothing was proven. */
export async function failRehearsal(app: Parts, id: string, reason: string): Promise<void> {
  await app.database.asProcess(async (tx) => {
    await tx.rehearsal.update({ where: { id }, data: { state: 'failed', endedAt: new Date(), reason } });
    await recordEvent(tx, { event: 'rehearsal.failed', detail: { reason } });
  });
}

/** Rehearsals that never ended are failures. Call it while holding their lock. */
export async function failInterruptedRehearsals(app: Parts): Promise<void> {
  const rows = await app.database.asProcess((tx) =>
    tx.rehearsal.findMany({ where: { state: 'running' }, select: { id: true } }),
  );
  for (const { id } of rows)
    await failRehearsal(
      app,
      id,
      'It was interrupted before it ended, by a restart or a power cut for instance.',
    );
}

export type Rehearsed = Proof & { endedAt: string; signed: boolean };

/** The newest rehearsal that proved a set, and whether its row is as this process signed it. */
export async function readLastRehearsal(app: Parts): Promise<Rehearsed | undefined> {
  const row = await app.database.asProcess((tx) =>
    tx.rehearsal.findFirst({ where: { state: 'done' }, orderBy: { startedAt: 'desc' } }),
  );
  return row ? readRow(app, row) : undefined;
}

/** When each set was last proven, RFC 3339 UTC, by the ids of their snapshots; records that somebody changed do not count. */
export async function readProofs(app: Parts): Promise<Map<string, string>> {
  const rows = await app.database.asProcess((tx) =>
    tx.rehearsal.findMany({ where: { state: 'done' }, orderBy: { startedAt: 'asc' } }),
  );
  const proofs = rows.map((row) => readRow(app, row)).filter(({ signed }) => signed);
  return new Map(proofs.map(({ snapshot, endedAt }) => [snapshot, endedAt]));
}

function readRow(app: Pick<App, 'config'>, row: Prisma.RehearsalGetPayload<object>): Rehearsed {
  const proof = {
    snapshot: row.snapshot ?? '',
    target: row.target,
    madeAt: row.madeAt?.toISOString() ?? '',
    documents: row.documents ?? 0,
    objects: row.objects ?? 0,
    bytes: Number(row.bytes ?? 0),
    auditEvents: row.auditEvents ?? 0,
    seconds: row.seconds ?? 0,
  };
  const [expected, there] = [sign(app, row.id, proof), Buffer.from(row.signature ?? '', 'base64url')];
  const signed = expected.length === there.length && timingSafeEqual(expected, there);
  return { ...proof, endedAt: row.endedAt?.toISOString() ?? '', signed };
}

/** With a key of its own, derived from the one that no process but this has. */
function sign(app: Pick<App, 'config'>, id: string, proof: Proof): Buffer {
  const secret = readSecret(app.config, 'repository_key');
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'strongroom rehearsal', 32));
  const { snapshot, target, madeAt, documents, objects, bytes, auditEvents, seconds } = proof;
  const facts = [id, snapshot, madeAt, documents, objects, bytes, auditEvents, seconds];
  const text = JSON.stringify(target === null ? facts : [...facts, target]);
  return createHmac('sha256', key).update(text).digest();
}
