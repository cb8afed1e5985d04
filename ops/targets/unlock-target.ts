import { toError } from '../errors.ts';
import type { BackupTarget } from './list-targets.ts';
import { restic } from './restic.ts';

/** A target that a backup or a dump can go to now; or why it cannot. */
export type UnlockedTarget = { target: BackupTarget; error?: Error };

/**
 * Opens a target and removes the locks that lie there. Call it while holding the repository's lock: whoever wrote to the target
 * from here held it, so what locks the target still was killed.
 */
export async function unlockTarget(target: BackupTarget): Promise<UnlockedTarget> {
  return restic(target, ['unlock', '--remove-all'], { failFast: true }).then(
    () => ({ target }),
    (error: unknown) => ({ target, error: toError(error) }),
  );
}
