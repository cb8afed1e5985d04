import type { Repository } from '../backup/restic.js';
import { isPartial, listSnapshots, logTag, tagValue, type Snapshot } from '../backup/snapshots.js';
import { Refused } from '../refused.js';

export type Moment = { at: Date; set: Snapshot; log: Snapshot };

/**
 * What brings a moment back: the newest whole set before it, and the first log that reaches beyond it.
 * @throws Refused naming what can be brought back, when this cannot.
 */
export async function findMoment(repository: Repository, at: Date): Promise<Moment> {
  const sets = (await listSnapshots(repository)).filter((snapshot) => !isPartial(snapshot));
  const logs = await listSnapshots(repository, [logTag]);
  const set = sets.findLast((snapshot) => Date.parse(snapshot.time) <= at.getTime());
  if (!set) {
    const first = sets[0] ? `The oldest set is of ${inUtc(new Date(sets[0].time))}` : 'There is no set';
    throw new Refused(`${first}, so ${inUtc(at)} cannot be brought back. Name a later moment.`);
  }
  const log = logs.find((snapshot) => until(snapshot) >= at.getTime());
  if (log) return { at, set, log };
  const last = Math.max(...logs.map(until), Date.parse(set.time));
  throw new Refused(
    `What is in the repository reaches to ${inUtc(new Date(last))}, so ${inUtc(at)} cannot be brought back. Name an earlier moment, or take "latest".`,
  );
}

function until(log: Snapshot): number {
  return Date.parse(tagValue(log, 'until') ?? '') || 0;
}

function inUtc(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
