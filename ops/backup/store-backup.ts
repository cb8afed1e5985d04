import { toError } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import type { BackupTarget } from '../targets/list-targets.ts';
import { readLockedDays } from '../targets/open-target.ts';
import type { UnlockedTarget } from '../targets/unlock-target.ts';
import type { BuiltBackup } from './build-backup.ts';
import { markPartial, pushSnapshot, type PushedSnapshot } from './push-snapshot.ts';
import { verifySnapshot } from './verify-snapshot.ts';

/** What became of a backup at one target. What was found is there beside an error, never instead of it. */
export type StoredBackup = {
  target: BackupTarget;
  snapshot?: PushedSnapshot;
  /** Hashes of objects that the backup before holds and this one lacks or holds differently; absent where nobody could look. */
  altered?: readonly string[];
  lockedDays?: number;
  error?: Error;
};

/**
 * Pushes a backup to one target and verifies what the target then holds; a snapshot that does not verify is marked as partial.
 * Throws nothing: a target that fails fails alone, and the next backup brings it up to date, because every backup stands alone.
 */
export async function storeBackup(
  { target, error }: UnlockedTarget,
  built: BuiltBackup,
  onProgress: OnProgress,
): Promise<StoredBackup> {
  if (error) return { target, error };
  try {
    onProgress(
      `storing database, documents, queue, configuration, secrets and certificates (${target.name})`,
    );
    const pushed = await pushSnapshot(target, built, onProgress);
    const verified = await verifySnapshot(target, built, pushed);
    if (verified.error) await markPartial(target, pushed.snapshot);
    else onProgress('the snapshot holds everything it must');
    // A target that does not answer this is no reason to do without the backup.
    const lockedDays = verified.error ? undefined : await readLockedDays(target).catch(() => undefined);
    return { target, snapshot: pushed, ...verified, ...(lockedDays !== undefined && { lockedDays }) };
  } catch (thrown) {
    return { target, error: toError(thrown) };
  }
}
