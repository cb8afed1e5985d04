import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { isUnusualLoss } from '../../core/backups/target-status.ts';
import type { OnProgress } from '../progress.ts';
import { recordTargetRun, type TargetFinding } from '../targets/run-on-target.ts';
import { clearStaging } from './build-backup.ts';
import type { Manifest } from './manifest.ts';
import type { StoredBackup } from './store-backup.ts';

type RecordApp = Pick<App, 'database'>;
type BackupOutcome = { kind: Manifest['kind']; snapshot: string; bytes: number; documents: number };

/**
 * Records that a backup begins and how `work` ended, and removes what was built for it. Call it while holding the repository's
 * lock: whatever else is recorded as running was killed.
 */
export async function withBackupRun<Outcome extends BackupOutcome>(
  app: Pick<App, 'config' | 'database'>,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  await failInterruptedBackupRuns(app);
  const id = await createBackupRun(app);
  try {
    const outcome = await work();
    await completeBackupRun(app, id, outcome);
    return outcome;
  } catch (error) {
    await failBackupRun(app, id, (error as Error).message);
    throw error;
  } finally {
    await clearStaging(app.config);
  }
}

/** @returns the id of the row. */
async function createBackupRun(app: RecordApp): Promise<string> {
  const id = randomUUID();
  await app.database.asProcess((tx) =>
    tx.backupRun.create({ data: { id, state: 'running', startedAt: new Date() } }),
  );
  return id;
}

/** Only now do the metrics and the alert about age count it. */
async function completeBackupRun(app: RecordApp, id: string, outcome: BackupOutcome): Promise<void> {
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

async function failBackupRun(app: RecordApp, id: string, reason: string): Promise<void> {
  await app.database.asProcess(async (tx) => {
    await tx.backupRun.update({ where: { id }, data: { state: 'failed', endedAt: new Date(), reason } });
    await recordEvent(tx, { event: 'backup.failed', detail: { reason } });
  });
}

/** Records backups that never ended as failures: their process was killed. Call it while holding the repository's lock. */
export async function failInterruptedBackupRuns(app: RecordApp): Promise<number> {
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

const batchSize = 5_000;

/**
 * Records what became of a backup at one target, and warns when more of its objects are altered than purging explains: `of` is
 * how many objects there are.
 */
export async function recordStoredBackup(
  app: Pick<App, 'database'>,
  stored: StoredBackup,
  { of, onProgress }: { of: number; onProgress: OnProgress },
): Promise<void> {
  const { target, altered, lockedDays, error } = stored;
  const finding: TargetFinding = {};
  if (lockedDays !== undefined) finding.lockedDays = lockedDays;
  if (altered) {
    finding.gone = altered.length - (await countCollectedObjects(app, altered));
    finding.unusual = isUnusualLoss(finding.gone, of);
  }
  if (finding.unusual === true)
    onProgress(
      `WARNING: ${finding.gone ?? 0} documents' objects of the backup before are gone or changed, although nothing here changes them`,
    );
  await recordTargetRun(app, { target, act: 'backup', onProgress }, error ? { finding, error } : { finding });
}

/** How many of these were removed as they should be: their rows record it, which the database allows for no object that is needed. */
async function countCollectedObjects(
  { database }: Pick<App, 'database'>,
  hashes: readonly string[],
): Promise<number> {
  let removed = 0;
  for (let start = 0; start < hashes.length; start += batchSize) {
    const some = hashes.slice(start, start + batchSize);
    removed += await database.asProcess((tx) =>
      tx.storedObject.count({ where: { sha256: { in: some }, NOT: { removedAt: null } } }),
    );
  }
  return removed;
}
