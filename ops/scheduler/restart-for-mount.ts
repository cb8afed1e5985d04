import type { App } from '../../core/app.ts';
import { withRehearsalLock, withRepositoryLock } from '../targets/repository-lock.ts';
import { ResticFailed } from '../targets/restic.ts';
import type { BackupTarget } from '../targets/list-targets.ts';
import { parseLocation } from '../targets/target-kinds.ts';

/** Often enough for a share that was mounted late, and seldom enough for one that stays away. */
const minUptimeMinutes = 15;
const noRepositoryCode = 10;

/**
 * A container sees a folder as it was when the container started: a disk or share that is mounted later, or again, stays an empty
 * folder to it. When a folder that had a repository has none, this process ends once nothing else runs, and Docker starts it anew
 * with what is mounted by then. `ownProcess` stands in for this process in tests.
 */
export async function restartForMount(
  app: Pick<App, 'config' | 'log'>,
  { target, error }: { target: BackupTarget; error: unknown },
  ownProcess = { minutes: process.uptime() / 60, end: (): void => process.exit(1) },
): Promise<void> {
  const { isMounted } = parseLocation(target.location).kind;
  const isGone =
    error instanceof ResticFailed && error.code === noRepositoryCode && target.keyHint !== undefined;
  if (!isMounted || !isGone || ownProcess.minutes < minUptimeMinutes) return;
  const end = async () => {
    app.log.warn(
      { target: target.name },
      'the folder of a backup target is empty; this process starts anew, to see what is mounted there now',
    );
    ownProcess.end();
  };
  await withRehearsalLock(app.config, () => withRepositoryLock(app.config, end)).catch((busy: unknown) =>
    app.log.info({ err: busy }, 'starting anew waits for what runs now'),
  );
}
