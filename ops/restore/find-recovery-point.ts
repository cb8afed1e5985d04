import type { Repository } from '../targets/restic.ts';
import {
  isPartial,
  listSnapshots,
  walTag,
  backupStartedAt,
  partialTag,
  pickSnapshot,
  backupTag,
  walSpan,
  type Snapshot,
} from '../targets/snapshots.ts';
import { Refused } from '../errors.ts';

export type RecoveryPoint = { at: Date; backup: Snapshot; wal: Snapshot };

/**
 * What brings a moment back: the newest whole set before it, and the first log that continues this set and reaches beyond it. A log of
 * another life, begun by a restore after that set, is none: it would lead past the moment without what was done until then.
 * @throws Refused naming what can be brought back, when this cannot.
 */
export async function findRecoveryPoint(repository: Repository, at: Date): Promise<RecoveryPoint> {
  const backups = (await listSnapshots(repository)).filter((snapshot) => !isPartial(snapshot));
  const set = backups.findLast((snapshot) => Date.parse(snapshot.time) <= at.getTime());
  if (!set) {
    const first = backups[0]
      ? `The oldest set is of ${formatUtcSeconds(new Date(backups[0].time))}`
      : 'There is no set';
    throw new Refused(`${first}, so ${formatUtcSeconds(at)} cannot be brought back. Name a later moment.`);
  }
  const logs = listWalContinuing(await listSnapshots(repository, [walTag]), set);
  const untils = logs.map((snapshot) => walSpan(snapshot).until);
  const first = Math.min(...untils.filter((until) => until >= at.getTime()));
  // Of two that reach as far the one that was made again, because the other lacked its newest segment (ship-wal.ts).
  const log = logs.findLast((_snapshot, index) => untils[index] === first);
  if (log) return { at, backup: set, wal: log };
  const last = Math.max(...untils, Date.parse(set.time));
  throw new Refused(
    `What continues the set of ${formatUtcSeconds(new Date(set.time))} reaches to ${formatUtcSeconds(new Date(last))}, so ${formatUtcSeconds(at)} cannot be brought back. Name an earlier moment, or take "latest".`,
  );
}

/**
 * The set that a person named, and the moment until which the log at this place continues it; undefined when it does not.
 * @throws Refused as `findSnapshot`
 */
export async function findBackup(
  repository: Repository,
  name: string,
): Promise<{ set: Snapshot; logUntil: Date | undefined }> {
  // Listed together: each time restic opens a place it makes the key out of the password.
  const all = await listSnapshots(repository, [backupTag, partialTag, walTag]);
  const isLog = (snapshot: Snapshot) => snapshot.tags?.includes(walTag) === true;
  const set = pickSnapshot(
    all.filter((snapshot) => !isLog(snapshot)),
    name,
  );
  const last = Math.max(...listWalContinuing(all.filter(isLog), set).map((log) => walSpan(log).until));
  return { set, logUntil: last > Date.parse(set.time) ? new Date(last) : undefined };
}

function listWalContinuing(wals: readonly Snapshot[], backup: Snapshot): Snapshot[] {
  return wals.filter((log) => walSpan(log).since <= backupStartedAt(backup));
}

function formatUtcSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
