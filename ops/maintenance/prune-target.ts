import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { findUnusualChanges, lockedUntil } from '../../core/backups/target-status.ts';
import { Refused } from '../errors.ts';
import { temporaryDirectory } from '../backup/build-backup.ts';
import { formatDay, readLockedDays } from '../targets/object-lock.ts';
import { restic } from '../targets/restic.ts';
import {
  listFutureDated,
  dumpTag,
  listReplacedByPartial,
  listSnapshots,
  walTag,
  partialTag,
  backupTag,
} from '../targets/snapshots.ts';
import { runOnTarget } from '../targets/run-on-target.ts';
import type { BackupTarget } from '../targets/list-targets.ts';

type OnProgress = (line: string) => void;

/** Hourly sets for a week, daily ones for 90 days, monthly ones for a year. */
const retentionRules = [
  '--keep-within-hourly',
  '7d',
  '--keep-within-daily',
  '90d',
  '--keep-within-monthly',
  '1y',
];

/**
 * Counted apart: a partial set must not take the place of that day's good one, nor a set that of a log. Not by all their tags, of
 * which some differ from snapshot to snapshot: each would be the newest of its kind, and stay for ever.
 */
const prunedTags = [backupTag, partialTag, walTag, dumpTag];

/**
 * Removes the sets a place holds for longer than the firm keeps them, unless many documents in its sets are gone or changed and nobody
 * has looked: the older sets may then be all there is. Call it only after a check of that place has passed. A place that only adds is left as it is, and the line that says so says what to do.
 */
export async function pruneTarget(
  app: Pick<App, 'config' | 'database'>,
  target: BackupTarget,
  onProgress: OnProgress,
): Promise<Error | undefined> {
  return runOnTarget(app, { target, act: 'prune', onProgress }, async (record) => {
    await refuseWhileUnusual(app, target);
    await refuseFutureDated(target);
    await removeExpired(app, target, onProgress).catch((error: unknown) => {
      record({ keptByPlace: error instanceof RemovalForbidden });
      throw error;
    });
  });
}

async function removeExpired(
  { config }: Pick<App, 'config'>,
  target: BackupTarget,
  onProgress: OnProgress,
): Promise<void> {
  const days = await readLockedDays(target);
  // Nothing that the place locks is asked for: its server would only hide it.
  const rules = days > 0 ? [...retentionRules, '--keep-within', `${days}d`] : retentionRules;
  onProgress(`removing what is older than the firm keeps it (${target.name})`);
  // Unmarked as they are, they would take the place of a good set of their hour.
  const replaced = await listReplacedByPartial(target);
  const removed = new Set<string>(replaced);
  await refuseIfAppendOnly(target, async () => {
    if (replaced.length > 0) await restic(target, ['forget', ...replaced], { failFast: true });
    if ((await listReplacedByPartial(target)).length > 0) throw appendOnlyRefusal(target);
    for (const tag of prunedTags) for (const id of await forgetSnapshots(target, tag, rules)) removed.add(id);
  });
  // restic ends with 0 when a server lets it remove nothing: what is still there tells.
  if ((await listSnapshots(target, prunedTags)).some(({ id }) => removed.has(id)))
    throw appendOnlyRefusal(target);
  await reportLockedBackups(target, { days, removed: removed.size }, onProgress);
  if (removed.size === 0) return;
  // What is kept of a pack goes into a new one first.
  const temporary = temporaryDirectory(config);
  await refuseIfAppendOnly(target, () => restic(target, ['prune'], { temporaryFolder: temporary }));
}

/** The place lets nothing be removed with the credentials that lie here, or not yet: no fault of it. */
class RemovalForbidden extends Refused {}

async function refuseIfAppendOnly(target: BackupTarget, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    throw /forbidden|403/i.test((error as Error).message) ? appendOnlyRefusal(target) : error;
  });
}

const forgetGroupsSchema = z.array(
  z.looseObject({ remove: z.array(z.looseObject({ id: z.string() })).nullish() }),
);

/** Forgets what is kept no longer of one kind. @returns the ids of it. */
async function forgetSnapshots(
  target: BackupTarget,
  tag: string,
  kept: readonly string[],
): Promise<string[]> {
  const which = ['--tag', tag, '--host', 'strongroom', '--group-by', 'host'];
  const output = await restic(target, ['forget', ...which, ...kept], { failFast: true });
  const line = output.split('\n').find((each) => each.startsWith('['));
  const groups = forgetGroupsSchema.parse(JSON.parse(line ?? '[]'));
  return groups.flatMap(({ remove }) => (remove ?? []).map(({ id }) => id));
}

/** What is older than the firm keeps it and locked at the place. @throws KeptByPlace when there is nothing else to remove. */
async function reportLockedBackups(
  target: BackupTarget,
  what: { days: number; removed: number },
  onProgress: OnProgress,
): Promise<void> {
  if (what.days === 0) return;
  const locked: string[] = [];
  for (const tag of prunedTags)
    locked.push(...(await forgetSnapshots(target, tag, [...retentionRules, '--dry-run'])));
  if (locked.length === 0) return;
  const newest = (await listSnapshots(target, prunedTags)).findLast(({ id }) => locked.includes(id));
  const until = formatDay(lockedUntil(new Date(newest?.time ?? 0), what.days) ?? new Date());
  const sentence = `${locked.length} sets are kept no longer, but the ${target.name} place lets nothing be removed for ${what.days} days (Object Lock), the last of them until ${until}.`;
  if (what.removed === 0) throw new RemovalForbidden(`${sentence} Nothing was removed; prune again then.`);
  onProgress(`${sentence} The others were removed.`);
}

/** @throws Refused as long as what was unusual in the sets of the place stands. */
async function refuseWhileUnusual(app: Pick<App, 'database'>, { name }: BackupTarget): Promise<void> {
  const unusual = await findUnusualChanges(app, name);
  if (!unusual) return;
  throw new Refused(
    `${unusual.gone} documents' objects are gone or changed in the sets of the ${name} place since ${unusual.since.toISOString()}, so none of the older ones was removed. Find out who did it, then type: strongroom accept-changes`,
  );
}

/** What is kept counts back from the newest set: one from the future would make all the others too old. */
async function refuseFutureDated(target: BackupTarget): Promise<void> {
  const ahead = listFutureDated(await listSnapshots(target, prunedTags));
  if (ahead.length === 0) return;
  throw new Refused(
    `${ahead.length} sets are dated in the future, ${ahead[0]?.short_id ?? ''} for one, so nothing was removed. Set the clock right, or find out who made them.`,
  );
}

function appendOnlyRefusal(target: BackupTarget): Refused {
  return new RemovalForbidden(
    `The ${target.name} place only takes and lets nothing be removed. Type: strongroom prune --target ${target.name} --credentials-file FILE, with the credentials that may remove.`,
  );
}
