import { z } from 'zod';
import { NotInBackup, Refused } from '../errors.ts';
import { restic, type Repository, type ResticOptions } from './restic.ts';

const snapshotSchema = z.looseObject({
  id: z.string(),
  short_id: z.string(),
  time: z.string(),
  tags: z.array(z.string()).nullish(),
  /** The snapshot that this one replaced, when its tags were changed. */
  original: z.string().optional(),
  summary: z.looseObject({ total_bytes_processed: z.number(), total_files_processed: z.number() }).optional(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Complete backups of the appliance carry this tag; what else somebody stored in the repository is not ours. */
export const backupTag = 'strongroom';

/** What continues backups from hour to hour: the database's WAL and the objects that came with it. Never a backup by itself. */
export const walTag = 'strongroom-log';

/** The last WAL of a day then holds that of the whole day: with the backup of that night it restores any recovery point of it. */
export const walKeptMs = 48 * 3_600_000;

/** The database as plain SQL, once a month; never a backup. */
export const dumpTag = 'strongroom-dump';

/** A backup of which something is missing, instead of `backupTag`; it is there for whoever names it, and `latest` never means it. */
export const partialTag = 'strongroom-partial';

/** Whether something is missing from a backup. */
export function isPartial(snapshot: Snapshot): boolean {
  return snapshot.tags?.includes(partialTag) === true;
}

/** The appliance's snapshots, oldest first, partial ones among them. @throws ResticFailed */
export async function listSnapshots(
  repository: Repository,
  tags: readonly string[] = [backupTag, partialTag],
  run: ResticOptions = {},
): Promise<Snapshot[]> {
  const { found, replaced } = await readSnapshots(repository, tags, run);
  return found.filter(({ id }) => !replaced.has(id)).sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** A clock that is an hour ahead was set wrong; less than that means nothing. */
const clockToleranceMs = 3_600_000;

/** The snapshots that a clock dated in the future. */
export function listFutureDated(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots.filter(({ time }) => Date.parse(time) > Date.now() + clockToleranceMs);
}

/** Lists the ids of backups that were marked as partial and still lie beside the one that bears the mark. @throws ResticFailed */
export async function listReplacedByPartial(repository: Repository): Promise<string[]> {
  const { found, replaced } = await readSnapshots(repository, [backupTag, partialTag]);
  return found.map(({ id }) => id).filter((id) => replaced.has(id));
}

/** An append-only target keeps the snapshot that was marked as partial beside the one that bears the mark. */
async function readSnapshots(repository: Repository, tags: readonly string[], run: ResticOptions = {}) {
  const wanted = tags.flatMap((tag) => ['--tag', tag]);
  const text = await restic(repository, ['snapshots', '--no-lock', ...wanted], run);
  const found = z.array(snapshotSchema).parse(JSON.parse(text.trim() === '' ? '[]' : text));
  return { found, replaced: new Set(found.filter(isPartial).map(({ original }) => original)) };
}

/** The value of one of the snapshot's `name=value` tags. */
export function tagValue(snapshot: Snapshot, name: string): string | undefined {
  return snapshot.tags?.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** When a backup began, in milliseconds since 1970: what was committed before is in it. */
export function backupStartedAt(backup: Snapshot): number {
  return Date.parse(tagValue(backup, 'made') ?? backup.time);
}

/** The span of WAL: the backups that began in it can be recovered to any point of it from then on. */
export function walSpan(wal: Snapshot): { since: number; until: number } {
  const until = Date.parse(tagValue(wal, 'until') ?? '') || 0;
  return { since: Date.parse(tagValue(wal, 'since') ?? '') || until - walKeptMs, until };
}

/**
 * Finds the snapshot a person named: `latest`, or the beginning of an id.
 * @throws Refused naming what there is, when it is none of them.
 */
export async function findSnapshot(repository: Repository, name: string): Promise<Snapshot> {
  return pickSnapshot(await listSnapshots(repository), name);
}

/** The same in a list of snapshots. @throws Refused */
export function pickSnapshot(all: readonly Snapshot[], name: string): Snapshot {
  const newest = all.findLast((snapshot) => !isPartial(snapshot));
  if (all.length === 0) {
    throw new Refused(
      'The repository opens, but holds no backup of Strongroom. Check that it is the right one.',
    );
  }
  if (name === 'latest' && newest) return refuseIfFutureDated(newest, all);
  const matching = /^[0-9a-f]{4,64}$/.test(name)
    ? all.filter((snapshot) => snapshot.id.startsWith(name))
    : [];
  if (matching.length === 1 && matching[0]) return matching[0];
  const why =
    matching.length > 1
      ? `"${name}" is the beginning of ${matching.length} snapshots`
      : `There is no snapshot "${name}"`;
  throw new NotInBackup(
    'snapshot',
    `${why}. The newest are ${formatNewest(all)}; "latest" is the newest complete one.`,
  );
}

function formatNewest(all: readonly Snapshot[]): string {
  const shown = all
    .slice(-5)
    .map(
      (snapshot) =>
        `${snapshot.short_id} of ${snapshot.time.slice(0, 16)}${isPartial(snapshot) ? ' (partial)' : ''}`,
    );
  return shown.join(', ');
}

/** A backup that a wrong clock dated ahead would stay the latest until that day comes, whatever is stored meanwhile. @throws Refused */
function refuseIfFutureDated(newest: Snapshot, all: readonly Snapshot[]): Snapshot {
  if (listFutureDated([newest]).length === 0) return newest;
  throw new Refused(
    `The backup ${newest.short_id} is dated in the future, so nobody knows which one is the latest. Set the clock of this machine right (it shows ${new Date().toISOString().slice(0, 16)} UTC), or name a backup: ${formatNewest(all)}.`,
  );
}
