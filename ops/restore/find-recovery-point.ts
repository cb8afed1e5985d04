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
 * Finds what restores a recovery point: the newest complete backup before it, and the first WAL that continues this backup and
 * reaches beyond it. WAL of another timeline, begun by a restore after that backup, is none: it would lead past the recovery point
 * without what was done until then.
 * @throws Refused naming what can be restored, when this cannot.
 */
export async function findRecoveryPoint(repository: Repository, at: Date): Promise<RecoveryPoint> {
  const backups = (await listSnapshots(repository)).filter((snapshot) => !isPartial(snapshot));
  const backup = backups.findLast((snapshot) => Date.parse(snapshot.time) <= at.getTime());
  if (!backup) {
    const first = backups[0]
      ? `The oldest backup is of ${formatUtcSeconds(new Date(backups[0].time))}`
      : 'There is no backup';
    throw new Refused(
      `${first}, so ${formatUtcSeconds(at)} cannot be restored. Name a later recovery point.`,
    );
  }
  const wals = listWalContinuing(await listSnapshots(repository, [walTag]), backup);
  const untils = wals.map((snapshot) => walSpan(snapshot).until);
  const first = Math.min(...untils.filter((until) => until >= at.getTime()));
  // Of two that reach as far, the one that was pushed again because the other lacked its newest segment (ship-wal.ts).
  const wal = wals.findLast((_snapshot, index) => untils[index] === first);
  if (wal) return { at, backup, wal };
  const last = Math.max(...untils, Date.parse(backup.time));
  throw new Refused(
    `The WAL after the backup of ${formatUtcSeconds(new Date(backup.time))} reaches to ${formatUtcSeconds(new Date(last))}, so ${formatUtcSeconds(at)} cannot be restored. Name an earlier recovery point, or "latest".`,
  );
}

/**
 * Finds the backup that a person named, and until when the WAL at this target continues it; undefined when it does not.
 * @throws Refused as `findSnapshot`
 */
export async function findBackup(
  repository: Repository,
  name: string,
): Promise<{ backup: Snapshot; walUntil: Date | undefined }> {
  // Listed together: each time restic opens a target it makes the key out of the password.
  const all = await listSnapshots(repository, [backupTag, partialTag, walTag]);
  const isWal = (snapshot: Snapshot) => snapshot.tags?.includes(walTag) === true;
  const backup = pickSnapshot(
    all.filter((snapshot) => !isWal(snapshot)),
    name,
  );
  const last = Math.max(...listWalContinuing(all.filter(isWal), backup).map((wal) => walSpan(wal).until));
  return { backup, walUntil: last > Date.parse(backup.time) ? new Date(last) : undefined };
}

function listWalContinuing(wals: readonly Snapshot[], backup: Snapshot): Snapshot[] {
  return wals.filter((wal) => walSpan(wal).since <= backupStartedAt(backup));
}

function formatUtcSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
