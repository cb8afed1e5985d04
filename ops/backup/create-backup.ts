import type { App } from '../../core/app.ts';
import { describeLostHeads } from '../audit/kept-heads.ts';
import { proveKeptHeads } from '../audit/prove-audit-log.ts';
import { pruneTarget } from '../maintenance/prune-target.ts';
import { secondsSince, type OnProgress } from '../progress.ts';
import { listOpenTargets } from '../targets/list-targets.ts';
import { withRepositoryLock } from '../targets/repository-lock.ts';
import { unlockTarget } from '../targets/unlock-target.ts';
import { buildBackup } from './build-backup.ts';
import type { Manifest } from './manifest.ts';
import { recordStoredBackup, withBackupRun } from './record-backup.ts';
import { storeBackup, type StoredBackup } from './store-backup.ts';

/** How a backup fared at one target. */
type TargetResult = { name: string; ok: boolean; reason: string | null };

export type BackupResult = {
  kind: Manifest['kind'];
  snapshot: string;
  bytes: number;
  files: number;
  documents: number;
  objects: number;
  /** What somebody had changed in the database by hand, one phrase each. */
  changedByHand: string[];
  targets: TargetResult[];
  /** What is wrong with the audit log, in a sentence: it does not run through the head of a backup before. */
  auditFault: string | null;
  seconds: number;
};

export type BackupOptions = { kind: Manifest['kind']; prune: boolean };

/**
 * Builds one consistent backup, pushes it to every target that is open, and reads back what each then holds; a full one is
 * checked as well, and afterwards, where it is asked for, what is older than the firm wants to keep goes. An incremental one takes
 * from the database what changed since the last full copy, where there is one.
 * The audit log must run through the heads that the backups before hold: where it does not, the documents are backed up all the
 * same, the alarm rings, and nothing is removed that proves it.
 * Anything partial, unreadable or empty is a failure: it is recorded as one, and its snapshot is marked as partial.
 * @throws Refused when another one runs or there is no room; Error saying what failed, when no target has it.
 */
export async function createBackup(
  app: App,
  { kind, prune }: BackupOptions,
  onProgress: OnProgress,
): Promise<BackupResult> {
  return withRepositoryLock(app.config, async (alone) => {
    const started = performance.now();
    const stored: StoredBackup[] = [];
    const backup = await withBackupRun(app, async () => {
      const [targets, built] = await both(
        alone(() => Promise.all(listOpenTargets(app.config).map(unlockTarget))),
        buildBackup(app, kind, onProgress),
      );
      const before = targets.filter(({ error }) => !error).map(({ target }) => target);
      const { lost } = await proveKeptHeads(app, before, onProgress);
      for (const target of targets) {
        const outcome = await storeBackup(target, built, onProgress);
        await recordStoredBackup(app, outcome, { of: built.manifest.objects.count, onProgress });
        stored.push(outcome);
      }
      const auditFault = describeLostHeads(lost) ?? null;
      return { ...summarize(built.manifest, stored), auditFault, seconds: secondsSince(started) };
    });
    onProgress(`done in ${backup.seconds} s: snapshot ${backup.snapshot.slice(0, 8)}`);
    // What cannot be pruned is recorded; the backup is good all the same.
    if (prune)
      for (const { target, error } of stored)
        if (!error) await alone(() => pruneTarget(app, target, onProgress));
    return backup;
  });
}

/** Neither needs the other. Both are waited for: nothing may go on writing behind a failure. @throws the first failure */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [one, other] = await Promise.allSettled([first, second]);
  if (one.status === 'rejected') throw one.reason;
  if (other.status === 'rejected') throw other.reason;
  return [one.value, other.value];
}

/** @throws the first error when no target has the backup. */
function summarize(
  manifest: Manifest,
  stored: readonly StoredBackup[],
): Omit<BackupResult, 'auditFault' | 'seconds'> {
  const good = stored.find(({ error }) => !error)?.snapshot;
  if (!good) throw stored.find(({ error }) => error)?.error ?? new Error('No target has the backup.');
  const targets = stored.map(({ target: { name }, error }) => ({
    name,
    ok: !error,
    reason: error?.message ?? null,
  }));
  return {
    kind: manifest.kind,
    snapshot: good.snapshot,
    bytes: good.bytes,
    files: good.files,
    documents: manifest.before['document'] ?? 0,
    objects: manifest.objects.count,
    changedByHand: manifest.changedByHand,
    targets,
  };
}
