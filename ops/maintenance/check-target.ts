import type { App } from '../../core/app.ts';
import { listDueMaintenance } from './find-due-work.ts';
import type { OnProgress } from '../progress.ts';
import { pruneTarget } from './prune-target.ts';
import { withRepositoryLock, type Alone } from '../targets/repository-lock.ts';
import { restic } from '../targets/restic.ts';
import { forEveryTarget, runOnTarget } from '../targets/run-on-target.ts';
import { isWithinHours, listTargets, type BackupTarget } from '../targets/list-targets.ts';

type MaintenanceApp = Pick<App, 'config' | 'database'>;

/** A check reads one part of this many, so that everything was read after as many weeks. */
const checkParts = 8;

/**
 * Checks the structure of one target, and reads the data that `subset` names. Call it while holding the repository's lock: what
 * locks the target still was killed. @returns the error, if it is not sound.
 */
export function checkTarget(
  app: MaintenanceApp,
  { alone, target, subset, part }: { alone: Alone; target: BackupTarget; subset?: string; part?: number },
  onProgress: OnProgress,
): Promise<Error | undefined> {
  return runOnTarget(app, { target, act: 'check', onProgress }, async () => {
    await alone(() => restic(target, ['unlock', '--remove-all'], { failFast: true }));
    const data = subset === undefined ? [] : ['--read-data-subset', subset];
    // Without a lock, so that WAL may be stored meanwhile: the check reads which snapshots there are before all else, and
    // what came later is no fault to it. Nothing is removed while the repository's lock is held here.
    await restic(target, ['check', '--no-lock', ...data], { bypassCache: true });
    return part === undefined ? {} : { part };
  });
}

/** Finds the part of a target's data that follows the last one found sound; a part that was not is read again. */
async function findNextPart(app: MaintenanceApp, target: BackupTarget): Promise<number> {
  const done = await app.database.asProcess((tx) =>
    tx.targetRun.findFirst({
      where: { target: target.name, act: 'check', ok: true, part: { not: null } },
      orderBy: { at: 'desc' },
    }),
  );
  return ((done?.part ?? 0) % checkParts) + 1;
}

/** The weekly check of every target that is open now: its structure, and the next part of its data. */
export async function checkNextPartOfEveryTarget(app: MaintenanceApp, onProgress: OnProgress): Promise<void> {
  const targets = listTargets(app.config).filter((target) => isWithinHours(target));
  await withRepositoryLock(app.config, (alone) =>
    forEveryTarget(targets, (target) => checkNextPartOfTarget(app, { alone, target }, onProgress)),
  );
}

async function checkNextPartOfTarget(
  app: MaintenanceApp,
  { alone, target }: { alone: Alone; target: BackupTarget },
  onProgress: OnProgress,
): Promise<Error | undefined> {
  const part = await findNextPart(app, target);
  onProgress(`reading part ${part} of ${checkParts} (${target.name})`);
  return checkTarget(app, { alone, target, subset: `${part}/${checkParts}`, part }, onProgress);
}

/**
 * Checks every target that waits for it and is open now, and removes there what is kept no longer: what the night and the week
 * do, for targets that are closed at those hours, or were away.
 * @throws Busy when a backup runs; the first error of a check, after all of them were tried.
 */
export async function runDueMaintenance(app: MaintenanceApp, onProgress: OnProgress): Promise<void> {
  await withRepositoryLock(app.config, async (alone) => {
    const due = await listDueMaintenance(app);
    const failures: Error[] = [];
    for (const { target, part, prune } of due) {
      const failure = part
        ? await checkNextPartOfTarget(app, { alone, target }, onProgress)
        : await checkTarget(app, { alone, target }, onProgress);
      if (failure) failures.push(failure);
      // What cannot be pruned is recorded; the target is sound all the same.
      else if (prune) await alone(() => pruneTarget(app, target, onProgress));
    }
    if (failures[0]) throw failures[0];
  });
}
