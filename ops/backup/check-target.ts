import type { App } from '../../core/app.ts';
import { listDue } from './due.ts';
import { pruneTarget } from './prune.ts';
import { withRepositoryLock } from './repository-lock.ts';
import { restic } from './restic.ts';
import { onEveryTarget, runOnTarget } from './target-runs.ts';
import { isOpen, listTargets, type Target } from './targets.ts';

type Say = (line: string) => void;
type Parts = Pick<App, 'config' | 'database'>;

/** A check reads one part of this many, so that in as many weeks everything was read. */
const partsOfAll = 8;

/**
 * Checks the structure of one place, and reads the data that `subset` names. Call it while holding the repository's lock: what
 * locks the place still was killed. @returns the error, if it is not sound.
 */
export function checkTarget(
  app: Parts,
  { target, subset, part }: { target: Target; subset?: string; part?: number },
  say: Say,
): Promise<Error | undefined> {
  return runOnTarget(app, { target, act: 'check', say }, async (note) => {
    await restic(target, ['unlock', '--remove-all'], { impatient: true });
    const data = subset === undefined ? [] : ['--read-data-subset', subset];
    await restic(target, ['check', ...data], { pastCache: true });
    if (part !== undefined) note({ part });
  });
}

/** The part of a place's data that follows the last one found sound; a part that was not is read again. */
async function nextPart(app: Parts, target: Target): Promise<number> {
  const done = await app.database.asProcess((tx) =>
    tx.targetRun.findFirst({
      where: { target: target.name, act: 'check', ok: true, part: { not: null } },
      orderBy: { at: 'desc' },
    }),
  );
  return ((done?.part ?? 0) % partsOfAll) + 1;
}

/** The weekly check of every place that may be used now: its structure, and the next part of its data. */
export async function checkNextPart(app: Parts, say: Say): Promise<void> {
  const targets = listTargets(app.config).filter((target) => isOpen(target));
  await withRepositoryLock(app.config, () =>
    onEveryTarget(targets, (target) => readNextPart(app, target, say)),
  );
}

async function readNextPart(app: Parts, target: Target, say: Say): Promise<Error | undefined> {
  const part = await nextPart(app, target);
  say(`reading part ${part} of ${partsOfAll} (${target.name})`);
  return checkTarget(app, { target, subset: `${part}/${partsOfAll}`, part }, say);
}

/**
 * Checks every place that waits for it and may be used now, and removes there what is kept no longer: what the night and the week do,
 * for places that are closed at those hours, or were away.
 * @throws Busy when a backup is under way; the first error of a check, after all of them were tried.
 */
export async function checkWhatIsDue(app: Parts, say: Say): Promise<void> {
  await withRepositoryLock(app.config, async () => {
    const due = await listDue(app);
    const failures: Error[] = [];
    for (const { target, part, prune } of due) {
      const failure = part ? await readNextPart(app, target, say) : await checkTarget(app, { target }, say);
      if (failure) failures.push(failure);
      // What cannot be pruned is written down; the place is sound all the same.
      else if (prune) await pruneTarget(app, target, say);
    }
    if (failures[0]) throw failures[0];
  });
}
