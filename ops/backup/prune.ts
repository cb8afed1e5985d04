import { z } from 'zod';
import type { App } from '../../core/app.js';
import { Refused } from '../refused.js';
import { dumpTag, listSnapshots, logTag, partialTag, restic, snapshotTag } from './restic.js';
import { runOnTarget } from './target-runs.js';
import type { Target } from './targets.js';

type Say = (line: string) => void;

/** Hourly sets for a week, daily ones for 90 days, monthly ones for a year. */
const retention = ['--keep-within-hourly', '7d', '--keep-within-daily', '90d', '--keep-within-monthly', '1y'];

/**
 * Counted apart: a partial set must not take the place of that day's good one, nor a set that of a log. Not by all their tags, of
 * which some differ from snapshot to snapshot: each would be the newest of its kind, and stay for ever.
 */
const kinds = [snapshotTag, partialTag, logTag, dumpTag];

const hour = 3_600_000;

/**
 * Removes the sets a place holds for longer than the firm keeps them. Call it only after a check of that place has passed.
 * A place that only adds is left as it is, and the line that says so says what to do.
 */
export async function pruneTarget(
  app: Pick<App, 'database'>,
  target: Target,
  say: Say,
): Promise<Error | undefined> {
  return runOnTarget(app, { target, act: 'prune', say }, async () => {
    await checkDates(target);
    say(`removing what is older than the firm keeps it (${target.name})`);
    const removed = new Set<string>();
    await refusedIfItOnlyAdds(target, async () => {
      for (const tag of kinds) for (const id of await forget(target, tag)) removed.add(id);
    });
    // restic ends with 0 when a server lets it remove nothing: what is still there tells.
    if ((await listSnapshots(target, kinds)).some(({ id }) => removed.has(id))) throw onlyAdds(target);
    if (removed.size > 0) await refusedIfItOnlyAdds(target, () => restic(target, ['prune']));
  });
}

async function refusedIfItOnlyAdds(target: Target, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    throw /forbidden|403/i.test((error as Error).message) ? onlyAdds(target) : error;
  });
}

const groupsForm = z.array(z.looseObject({ remove: z.array(z.looseObject({ id: z.string() })).nullish() }));

/** Forgets what is kept no longer of one kind. @returns the ids of it. */
async function forget(target: Target, tag: string): Promise<string[]> {
  const which = ['--tag', tag, '--host', 'strongroom', '--group-by', 'host'];
  const said = await restic(target, ['forget', ...which, ...retention], { impatient: true });
  const line = said.split('\n').find((each) => each.startsWith('['));
  const groups = groupsForm.parse(JSON.parse(line ?? '[]'));
  return groups.flatMap(({ remove }) => (remove ?? []).map(({ id }) => id));
}

/** What is kept counts back from the newest set: one from the future would make all the others too old. */
async function checkDates(target: Target): Promise<void> {
  const ahead = (await listSnapshots(target, kinds)).filter(
    ({ time }) => Date.parse(time) > Date.now() + hour,
  );
  if (ahead.length === 0) return;
  throw new Refused(
    `${ahead.length} sets are dated in the future, ${ahead[0]?.short_id ?? ''} for one, so nothing was removed. Set the clock right, or find out who made them.`,
  );
}

function onlyAdds(target: Target): Refused {
  return new Refused(
    `The ${target.name} place only takes and lets nothing be removed. Type: strongroom prune --target ${target.name} --credentials-file FILE, with the credentials that may remove.`,
  );
}
