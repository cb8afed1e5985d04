import type { App } from '../../core/app.ts';
import { listDueMaintenance } from './find-due-work.ts';
import { pruneTarget } from './prune-target.ts';
import { withRepositoryLock } from '../targets/repository-lock.ts';
import { restic } from '../targets/restic.ts';
import { forEveryTarget, runOnTarget } from '../targets/run-on-target.ts';
import { isWithinHours, listTargets, type BackupTarget } from '../targets/list-targets.ts';

type OnProgress = (line: string) => void;
type Parts = Pick<App, 'config' | 'database'>;

/** A check reads one part of this many, so that in as many weeks everything was read. */
const checkParts = 8;

/**
 * Checks the structure of one place, and reads the data that `subset` names. Call it while holding the repository's lock: what
 * locks the place still was killed. @returns the error, if it is not sound.
 */
export function checkTarget(
  app: Parts,
  { target, subset, part }: { target: BackupTarget; subset?: string; part?: number },
  onProgress: OnProgress,
): Promise<Error | undefined> {
  return runOnTarget(app, { target, act: 'check', onProgress }, async (record) => {
    await restic(target, ['unlock', '--remove-all'], { failFast: true });
    const data = subset === undefined ? [] : ['--read-data-subset', subset];
    await restic(target, ['check', ...data], { bypassCache: true });
    if (part !== undefined) record({ part });
  });
}

/** The part of a place's data that follows the last one found sound; a part that was not is read again. */
async function findNextPart(app: Parts, target: BackupTarget): Promise<number> {
  const done = await app.database.asProcess((tx) =>
    tx.targetRun.findFirst({
      where: { target: target.name, act: 'check', ok: true, part: { not: null } },
      orderBy: { at: 'desc' },
    }),
  );
  return ((done?.part ?? 0) % checkParts) + 1;
}

/** The weekly check of every place that may be used now: its structure, and the next part of its data. */
export async function checkNextPartOfEveryTarget(app: Parts, onProgress: OnProgress): Promise<void> {
  const targets = listTargets(app.config).filter((target) => isWithinHours(target));
  await withRepositoryLock(app.config, () =>
    forEveryTarget(targets, (target) => checkNextPartOfTarget(app, target, onProgress)),
  );
}

async function checkNextPartOfTarget(
  app: Parts,
  target: BackupTarget,
  onProgress: OnProgress,
): Promise<Error | undefined> {
  const part = await findNextPart(app, target);
  onProgress(`reading part ${part} of ${checkParts} (${target.name})`);
  return checkTarget(app, { target, subset: `${part}/${checkParts}`, part }, onProgress);
}

/**
 * Checks every place that waits for it and may be used now, and removes there what is kept no longer: what the night and the week do,
 * for places that are closed at those hours, or were away.
 * @throws Busy when a backup is under way; the first error of a check, after all of them were tried.
 */
export async function runDueMaintenance(app: Parts, onProgress: OnProgress): Promise<void> {
  await withRepositoryLock(app.config, async () => {
    const due = await listDueMaintenance(app);
    const failures: Error[] = [];
    for (const { target, part, prune } of due) {
      const failure = part
        ? await checkNextPartOfTarget(app, target, onProgress)
        : await checkTarget(app, { target }, onProgress);
      if (failure) failures.push(failure);
      // What cannot be pruned is written down; the place is sound all the same.
      else if (prune) await pruneTarget(app, target, onProgress);
    }
    if (failures[0]) throw failures[0];
  });
}
