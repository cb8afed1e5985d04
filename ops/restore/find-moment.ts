import type { Repository } from '../backup/restic.ts';
import {
  isPartial,
  listSnapshots,
  logTag,
  madeAt,
  partialTag,
  pickSnapshot,
  snapshotTag,
  spanOf,
  type Snapshot,
} from '../backup/snapshots.ts';
import { Refused } from '../refused.ts';

export type Moment = { at: Date; set: Snapshot; log: Snapshot };

/**
 * What brings a moment back: the newest whole set before it, and the first log that continues this set and reaches beyond it. A log of
 * another life, begun by a restore after that set, is none: it would lead past the moment without what was done until then.
 * @throws Refused naming what can be brought back, when this cannot.
 */
export async function findMoment(repository: Repository, at: Date): Promise<Moment> {
  const sets = (await listSnapshots(repository)).filter((snapshot) => !isPartial(snapshot));
  const set = sets.findLast((snapshot) => Date.parse(snapshot.time) <= at.getTime());
  if (!set) {
    const first = sets[0] ? `The oldest set is of ${inUtc(new Date(sets[0].time))}` : 'There is no set';
    throw new Refused(`${first}, so ${inUtc(at)} cannot be brought back. Name a later moment.`);
  }
  const logs = continuing(await listSnapshots(repository, [logTag]), set);
  const untils = logs.map((snapshot) => spanOf(snapshot).until);
  const first = Math.min(...untils.filter((until) => until >= at.getTime()));
  // Of two that reach as far the one that was made again, because the other lacked its newest segment (ship-log.ts).
  const log = logs.findLast((_snapshot, index) => untils[index] === first);
  if (log) return { at, set, log };
  const last = Math.max(...untils, Date.parse(set.time));
  throw new Refused(
    `What continues the set of ${inUtc(new Date(set.time))} reaches to ${inUtc(new Date(last))}, so ${inUtc(at)} cannot be brought back. Name an earlier moment, or take "latest".`,
  );
}

/**
 * The set that a person named, and the moment until which the log at this place continues it; undefined when it does not.
 * @throws Refused as `findSnapshot`
 */
export async function findSet(
  repository: Repository,
  name: string,
): Promise<{ set: Snapshot; logUntil: Date | undefined }> {
  // Listed together: each time restic opens a place it makes the key out of the password.
  const all = await listSnapshots(repository, [snapshotTag, partialTag, logTag]);
  const isLog = (snapshot: Snapshot) => snapshot.tags?.includes(logTag) === true;
  const set = pickSnapshot(
    all.filter((snapshot) => !isLog(snapshot)),
    name,
  );
  const last = Math.max(...continuing(all.filter(isLog), set).map((log) => spanOf(log).until));
  return { set, logUntil: last > Date.parse(set.time) ? new Date(last) : undefined };
}

function continuing(logs: readonly Snapshot[], set: Snapshot): Snapshot[] {
  return logs.filter((log) => spanOf(log).since <= madeAt(set));
}

function inUtc(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
