import type { App } from '../../core/app.ts';
import { clearStaging, buildBackup } from './build-backup.ts';
import type { Manifest } from './manifest.ts';
import {
  completeBackupRun,
  failInterruptedBackupRuns,
  failBackupRun,
  createBackupRun,
} from './record-backup-run.ts';
import { pruneTarget } from '../maintenance/prune-target.ts';
import { withRepositoryLock } from '../targets/repository-lock.ts';
import { openTargets, listOpenTargets, pushToTargets, type PushResult } from './push-to-targets.ts';
import { listTargets } from '../targets/list-targets.ts';

export type BackupResult = {
  kind: Manifest['kind'];
  snapshot: string;
  bytes: number;
  files: number;
  documents: number;
  objects: number;
  /** What somebody had changed in the database by hand, one phrase each. */
  changedByHand: string[];
  targets: PushResult[];
  seconds: number;
};
type OnProgress = (line: string) => void;

/**
 * Puts one consistent set into the repository and reads back what it holds; with a whole copy of the database, the
 * repository is checked as well. Of the database it takes what changed since the last whole copy, where there is one.
 * Anything partial, unreadable or empty is a failure: it is written down as one, and its snapshot is marked as partial.
 * @throws Refused when one is under way or there is no room; Error saying what failed.
 */
export async function createBackup(app: App, onProgress: OnProgress): Promise<BackupResult> {
  return withRepositoryLock(app.config, () => runRecordedBackup(app, 'incremental', onProgress));
}

/** The nightly run: a whole backup, and only after its check passed what is older than the firm wants to keep goes. */
export async function createNightlyBackup(app: App, onProgress: OnProgress): Promise<BackupResult> {
  return withRepositoryLock(app.config, async () => {
    const backup = await runRecordedBackup(app, 'full', onProgress);
    const tookBackup = new Set(backup.targets.filter(({ ok }) => ok).map(({ name }) => name));
    // What cannot be pruned is written down; the backup is good all the same.
    for (const target of listTargets(app.config))
      if (tookBackup.has(target.name)) await pruneTarget(app, target, onProgress);
    return backup;
  });
}

async function runRecordedBackup(
  app: App,
  kind: Manifest['kind'],
  onProgress: OnProgress,
): Promise<BackupResult> {
  const started = performance.now();
  await failInterruptedBackupRuns(app);
  const id = await createBackupRun(app);
  try {
    const backup = await buildAndPush(app, kind, onProgress);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    await completeBackupRun(app, id, backup);
    onProgress(`done in ${seconds} s: snapshot ${backup.snapshot.slice(0, 8)}`);
    return { ...backup, seconds };
  } catch (error) {
    await failBackupRun(app, id, (error as Error).message);
    throw error;
  } finally {
    await clearStaging(app.config);
  }
}

async function buildAndPush(
  app: App,
  kind: Manifest['kind'],
  onProgress: OnProgress,
): Promise<Omit<BackupResult, 'seconds'>> {
  await clearStaging(app.config);
  const openTargetsNow = listOpenTargets(app.config);
  // Neither needs the other, and a place takes its time to answer. Both are waited for: nothing may go on writing behind a failure.
  const [opened, built] = await Promise.allSettled([
    openTargets(app, openTargetsNow, onProgress),
    buildBackup(app, kind, onProgress),
  ]);
  if (opened.status === 'rejected') throw opened.reason;
  if (built.status === 'rejected') throw built.reason;
  const manifest = built.value;
  const { stored, targets } = await pushToTargets(app, { opened: opened.value, manifest }, onProgress);
  const documents = manifest.before['document'] ?? 0;
  return {
    kind: manifest.kind,
    ...stored,
    documents,
    objects: manifest.objects.count,
    changedByHand: manifest.changedByHand,
    targets,
  };
}
