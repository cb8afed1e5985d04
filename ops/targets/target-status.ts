import type { App } from '../../core/app.ts';
import {
  findUnusualChanges,
  findLastRuns,
  lockedUntil,
  listTargetStatuses,
} from '../../core/backups/target-status.ts';
import { readLockedDays } from './open-target.ts';
import { parseLocation } from './target-kinds.ts';
import { tryKey } from './repository.ts';
import { listTargets, type BackupTarget } from './list-targets.ts';

type StatusApp = Pick<App, 'config' | 'database'>;

/** The status of every target, and where it is. */
export async function listTargetsWithStatus(app: StatusApp) {
  const targets = listTargets(app.config);
  const statuses = await listTargetStatuses(
    app,
    targets.map(({ name }) => name),
  );
  return statuses.map((status, index) => {
    const { location = '', hours = '' } = targets[index] ?? {};
    return { ...status, location, hours };
  });
}

type TargetStatus = Awaited<ReturnType<typeof listTargetsWithStatus>>[number];

/** One line of `strongroom status`. */
export function formatTargetStatus(status: TargetStatus): string {
  const when = (date: Date | null) => date?.toISOString() ?? 'never';
  const parts = [
    `  ${`${status.name} target`.padEnd(12)}last backup ${when(status.lastSet)}`,
    ...(status.lockedUntil ? [`which nobody can remove before ${formatIsoDay(status.lockedUntil)}`] : []),
    `WAL until ${when(status.logUntil)}`,
    `checked ${when(status.lastCheck)}`,
    `pruned ${when(status.lastPrune)}`,
    `last test-restored ${when(status.lastProven)}`,
    `recovery key proven ${when(status.recoveryKeyProven)}`,
    ...(status.unusualSince
      ? [
          `MANY DOCUMENTS GONE OR CHANGED since the backup of ${when(status.unusualSince)}: type strongroom doctor`,
        ]
      : []),
    ...(status.failure === null ? [] : [`FAILS: ${status.failure}`]),
    ...(status.logFailure === null ? [] : [`NO WAL ARRIVES: ${status.logFailure}`]),
    ...(status.checkFailure === null ? [] : [`NOT SOUND: ${status.checkFailure}`]),
    ...(status.pruneFailure === null ? [] : [`NOT PRUNED: ${status.pruneFailure}`]),
    ...(status.pruneNeeds === null ? [] : [`removes nothing by itself: ${status.pruneNeeds}`]),
  ];
  return parts.join(', ');
}

/** Whether a target opens now, has the last backup, and still held what was stored there before. */
export async function examineTarget(app: Pick<App, 'database'>, target: BackupTarget) {
  const { location, name } = target;
  const { kind, address } = parseLocation(location);
  await kind.checkWritable?.(address);
  const found = await tryKey(target);
  if (found === 'wrong key') return { ok: false, says: `${location} does not open with the server's key` };
  if (found === 'missing') return { ok: false, says: `there is no repository at ${location}` };
  const unusual = await findUnusualChanges(app, name);
  if (unusual)
    return {
      ok: false,
      says: `${unusual.gone} documents' objects are gone or changed since the backup of ${unusual.since.toISOString()}; find out who did it (docs/runbooks/backup-unusual.md), then type: strongroom accept-changes`,
    };
  const { last } = await findLastRuns(app, name, 'backup');
  if (last?.ok === false)
    return { ok: false, says: `${location} does not have the last backup: ${last.reason ?? ''}` };
  const until = lockedUntil(new Date(), await readLockedDays(target));
  const lock = until
    ? `; nobody can remove what is stored now before ${formatIsoDay(until)} (Object Lock)`
    : '';
  const stored = last ? 'has the last backup' : 'waits for its first backup';
  return { ok: true, says: `${location} opens with the server's key and ${stored}${lock}` };
}

/** As people read a day: "2026-12-21". */
export function formatIsoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
