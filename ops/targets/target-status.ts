import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { App } from '../../core/app.ts';
import {
  findUnusualChanges,
  findLastRuns,
  lockedUntil,
  listTargetStatuses,
} from '../../core/backups/target-status.ts';
import { isFolderLocation } from './location.ts';
import { formatDay, readLockedDays } from './object-lock.ts';
import { tryKey } from './repository.ts';
import { listTargets, type BackupTarget } from './list-targets.ts';

type StatusApp = Pick<App, 'config' | 'database'>;

/** How each place for backups fares, and where it is. */
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
    `  ${`${status.name} place`.padEnd(12)}last set ${when(status.lastSet)}`,
    ...(status.lockedUntil ? [`which nobody can remove before ${formatDay(status.lockedUntil)}`] : []),
    `log until ${when(status.logUntil)}`,
    `checked ${when(status.lastCheck)}`,
    `pruned ${when(status.lastPrune)}`,
    `restore proven ${when(status.lastProven)}`,
    `recovery key proven ${when(status.recoveryKeyProven)}`,
    ...(status.unusualSince
      ? [
          `MANY DOCUMENTS GONE OR CHANGED since the set of ${when(status.unusualSince)}: type strongroom doctor`,
        ]
      : []),
    ...(status.failure === null ? [] : [`FAILS: ${status.failure}`]),
    ...(status.logFailure === null ? [] : [`TAKES NO LOG: ${status.logFailure}`]),
    ...(status.checkFailure === null ? [] : [`NOT SOUND: ${status.checkFailure}`]),
    ...(status.pruneFailure === null ? [] : [`NOT PRUNED: ${status.pruneFailure}`]),
    ...(status.pruneNeeds === null ? [] : [`removes nothing by itself: ${status.pruneNeeds}`]),
  ];
  return parts.join(', ');
}

/** Whether a place can be opened now, took the last set, and still held what it was given before. */
export async function examineTarget(app: Pick<App, 'database'>, target: BackupTarget) {
  const { location, name } = target;
  if (isFolderLocation(location)) await access(location, constants.R_OK | constants.W_OK);
  const found = await tryKey(target);
  if (found === 'wrong key') return { ok: false, says: `${location} does not open with the server's key` };
  if (found === 'missing') return { ok: false, says: `there is no repository at ${location}` };
  const unusual = await findUnusualChanges(app, name);
  if (unusual)
    return {
      ok: false,
      says: `${unusual.gone} documents' objects are gone or changed since the set of ${unusual.since.toISOString()}; find out who did it (docs/monitoring.md, "backup-unusual"), then type: strongroom accept-changes`,
    };
  const { last } = await findLastRuns(app, name, 'backup');
  if (last?.ok === false)
    return { ok: false, says: `${location} did not take the last set: ${last.reason ?? ''}` };
  const until = lockedUntil(new Date(), await readLockedDays(target));
  const lock = until ? `; what it takes now nobody can remove before ${formatDay(until)} (Object Lock)` : '';
  const took = last ? 'took the last set' : 'waits for its first set';
  return { ok: true, says: `${location} opens with the server's key and ${took}${lock}` };
}
