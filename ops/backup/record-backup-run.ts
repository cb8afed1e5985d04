import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import type { Manifest } from './manifest.ts';

type Parts = Pick<App, 'database'>;
export type BackupOutcome = { kind: Manifest['kind']; snapshot: string; bytes: number; documents: number };

/** Writes down that a backup begins. @returns its id. */
export async function createBackupRun(app: Parts): Promise<string> {
  const id = randomUUID();
  await app.database.asProcess((tx) =>
    tx.backupRun.create({ data: { id, state: 'running', startedAt: new Date() } }),
  );
  return id;
}

/** Writes down that it is good: only now do the figures and the age alert count it. */
export async function completeBackupRun(app: Parts, id: string, outcome: BackupOutcome): Promise<void> {
  await app.database.asProcess(async (tx) => {
    const { kind, snapshot, documents } = outcome;
    const data = {
      kind,
      state: 'done' as const,
      endedAt: new Date(),
      snapshot,
      documents,
      bytes: BigInt(outcome.bytes),
    };
    await tx.backupRun.update({ where: { id }, data });
    await recordEvent(tx, {
      event: 'backup.made',
      detail: { kind, snapshot, bytes: outcome.bytes, documents },
    });
  });
}

/** Writes down why there is no backup. */
export async function failBackupRun(app: Parts, id: string, reason: string): Promise<void> {
  await app.database.asProcess(async (tx) => {
    await tx.backupRun.update({ where: { id }, data: { state: 'failed', endedAt: new Date(), reason } });
    await recordEvent(tx, { event: 'backup.failed', detail: { reason } });
  });
}

/** Backups that never ended, because their process was killed, are failures. Call it while holding the repository's lock. */
export async function failInterruptedBackupRuns(app: Parts): Promise<number> {
  const rows = await app.database.asProcess((tx) =>
    tx.backupRun.findMany({ where: { state: 'running' }, select: { id: true } }),
  );
  for (const { id } of rows)
    await failBackupRun(
      app,
      id,
      'It was interrupted before it ended, by a restart or a power cut for instance.',
    );
  return rows.length;
}
