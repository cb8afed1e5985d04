import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../core/audit/record-event.ts';
import { publicKeyFingerprint } from '../../core/audit/verify-export.ts';
import type { App } from '../../core/app.ts';
import { readSecret } from '../../core/platform/config.ts';
import type { Prisma } from '../../core/platform/database.ts';
import { createSigner } from '../../core/platform/signing-key.ts';

type RehearsalApp = Pick<App, 'database' | 'config'>;

export type RehearsalProof = {
  snapshot: string;
  /** The target it was restored from; rehearsals before 0.2 did not record it. */
  target: string | null;
  /** When the proven backup began, RFC 3339 UTC. */
  madeAt: string;
  documents: number;
  objects: number;
  bytes: number;
  auditEvents: number;
  /** From nothing to proven: the recovery time. */
  seconds: number;
};

/** Records that a rehearsal begins. @returns its id. */
export async function createRehearsal(app: RehearsalApp): Promise<string> {
  const id = randomUUID();
  await app.database.asProcess((tx) =>
    tx.rehearsal.create({ data: { id, state: 'running', startedAt: new Date() } }),
  );
  return id;
}

/** Records what was proven, signed: this process alone can sign, and everybody who has the public key can check it. */
export async function completeRehearsal(app: RehearsalApp, id: string, proof: RehearsalProof): Promise<void> {
  const { bytes, madeAt, ...rest } = proof;
  const signer = rehearsalSigner(app);
  const signature = signer.sign(buildStatement(id, proof));
  const data = { ...rest, bytes: BigInt(bytes), madeAt: new Date(madeAt), signature };
  await app.database.asProcess(async (tx) => {
    await tx.rehearsal.update({ where: { id }, data: { ...data, state: 'done', endedAt: new Date() } });
    await recordEvent(tx, {
      event: 'rehearsal.done',
      detail: { ...proof, signedWith: publicKeyFingerprint(signer.publicKey) },
    });
  });
}

/** Records why nothing was proven. */
export async function failRehearsal(app: RehearsalApp, id: string, reason: string): Promise<void> {
  await app.database.asProcess(async (tx) => {
    await tx.rehearsal.update({ where: { id }, data: { state: 'failed', endedAt: new Date(), reason } });
    await recordEvent(tx, { event: 'rehearsal.failed', detail: { reason } });
  });
}

/** Records rehearsals that never ended as failures. Call it while holding their lock. */
export async function failInterruptedRehearsals(app: RehearsalApp): Promise<void> {
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

export type SignedRehearsal = RehearsalProof & {
  endedAt: string;
  /** What was signed, to the letter, and its Ed25519 signature in base64. */
  statement: string;
  signature: string;
  /** The row is as this process signed it. */
  signed: boolean;
};

/**
 * Lists the rehearsals that proved a backup, the newest first, with the key (SPKI, base64) that anybody can check them with, and
 * its fingerprint.
 */
export async function listSignedRehearsals(app: RehearsalApp, { limit }: { limit: number }) {
  const rows = await app.database.asProcess((tx) =>
    tx.rehearsal.findMany({ where: { state: 'done' }, orderBy: { startedAt: 'desc' }, take: limit }),
  );
  const { publicKey } = rehearsalSigner(app);
  return {
    publicKey,
    fingerprint: publicKeyFingerprint(publicKey),
    rehearsals: rows.map((row) => toSignedRehearsal(app, row)),
  };
}

/** Reads when each target was last rehearsed, proven or not, as milliseconds since 1970; one that never was is missing. */
export async function readLastRehearsedAt(app: Pick<App, 'database'>): Promise<Map<string, number>> {
  const rows = await app.database.asProcess((tx) =>
    tx.rehearsal.groupBy({ by: ['target'], where: { NOT: { target: null } }, _max: { startedAt: true } }),
  );
  return new Map(rows.map((row) => [row.target ?? '', row._max.startedAt?.getTime() ?? 0]));
}

/** Records which target it restores from, before it does: one that cannot be read has had its turn. */
export async function recordRehearsalTarget(
  app: Pick<App, 'database'>,
  id: string,
  target: string,
): Promise<void> {
  await app.database.asProcess((tx) => tx.rehearsal.update({ where: { id }, data: { target } }));
}

/** Reads the newest rehearsal that proved a backup, and whether its row is as this process signed it. */
export async function readLastRehearsal(app: RehearsalApp): Promise<SignedRehearsal | undefined> {
  const row = await app.database.asProcess((tx) =>
    tx.rehearsal.findFirst({ where: { state: 'done' }, orderBy: { startedAt: 'desc' } }),
  );
  return row ? toSignedRehearsal(app, row) : undefined;
}

/** Reads when each backup was last proven, RFC 3339 UTC, by the ids of their snapshots; records that somebody changed do not count. */
export async function readProvenTimes(app: RehearsalApp): Promise<Map<string, string>> {
  const rows = await app.database.asProcess((tx) =>
    tx.rehearsal.findMany({ where: { state: 'done' }, orderBy: { startedAt: 'asc' } }),
  );
  const proofs = rows.map((row) => toSignedRehearsal(app, row)).filter(({ signed }) => signed);
  return new Map(proofs.map(({ snapshot, endedAt }) => [snapshot, endedAt]));
}

function toSignedRehearsal(
  app: Pick<App, 'config'>,
  row: Prisma.RehearsalGetPayload<object>,
): SignedRehearsal {
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
  const [statement, signature] = [buildStatement(row.id, proof), row.signature ?? ''];
  // Ed25519 signs the same text in the same way each time (RFC 8032).
  const signed = signature === rehearsalSigner(app).sign(statement);
  return { ...proof, endedAt: row.endedAt?.toISOString() ?? '', statement, signature, signed };
}

/** With a key of its own, derived from the one that no process but this has. */
function rehearsalSigner(app: Pick<App, 'config'>) {
  return createSigner(readSecret(app.config, 'repository_key'), 'rehearsal');
}

function buildStatement(id: string, proof: RehearsalProof): string {
  const { snapshot, target, madeAt, documents, objects, bytes, auditEvents, seconds } = proof;
  return JSON.stringify({
    kind: 'strongroom-rehearsal',
    version: 1,
    id,
    snapshot,
    target,
    madeAt,
    documents,
    objects,
    bytes,
    auditEvents,
    seconds,
  });
}
