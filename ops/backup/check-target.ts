import type { App } from '../../core/app.js';
import { withRepositoryLock } from './repository-lock.js';
import { restic } from './restic.js';
import { onEveryTarget, runOnTarget } from './target-runs.js';
import { isOpen, listTargets, type Target } from './targets.js';

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

/** When a part of some place's data was last read and found sound. */
export async function lastPartRead(app: Pick<App, 'database'>): Promise<Date | undefined> {
  const done = await app.database.asProcess((tx) =>
    tx.targetRun.findFirst({
      where: { act: 'check', ok: true, part: { not: null } },
      orderBy: { at: 'desc' },
    }),
  );
  return done?.at;
}

/** The weekly check of every place that may be used now: its structure, and the next part of its data. */
export async function checkNextPart(app: Parts, say: Say): Promise<void> {
  const targets = listTargets(app.config).filter((target) => isOpen(target));
  await withRepositoryLock(app.config, () =>
    onEveryTarget(targets, async (target) => {
      const part = await nextPart(app, target);
      say(`reading part ${part} of ${partsOfAll} (${target.name})`);
      return checkTarget(app, { target, subset: `${part}/${partsOfAll}`, part }, say);
    }),
  );
}
