import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { App } from '../core/app.ts';
import {
  findUnusualChanges,
  findLastRuns,
  lockedUntil,
  listTargetStatuses,
} from '../core/backups/target-status.ts';
import { isLocal } from './backup/location.ts';
import { dayOf, readLockedDays } from './backup/object-lock.ts';
import { tryKey } from './backup/repository.ts';
import { listTargets, type Target } from './backup/targets.ts';

type Parts = Pick<App, 'config' | 'database'>;

/** How each place for backups fares, and where it is. */
export async function tellTargets(app: Parts) {
  const targets = listTargets(app.config);
  const told = await listTargetStatuses(
    app,
    targets.map(({ name }) => name),
  );
  return told.map((place, index) => {
    const { location = '', hours = '' } = targets[index] ?? {};
    return { ...place, location, hours };
  });
}

type Told = Awaited<ReturnType<typeof tellTargets>>[number];

/** One line of `strongroom status`. */
export function describeTarget(told: Told): string {
  const when = (date: Date | null) => date?.toISOString() ?? 'never';
  const parts = [
    `  ${`${told.name} place`.padEnd(12)}last set ${when(told.lastSet)}`,
    ...(told.lockedUntil ? [`which nobody can remove before ${dayOf(told.lockedUntil)}`] : []),
    `log until ${when(told.logUntil)}`,
    `checked ${when(told.lastCheck)}`,
    `pruned ${when(told.lastPrune)}`,
    `restore proven ${when(told.lastProven)}`,
    `recovery key proven ${when(told.recoveryKeyProven)}`,
    ...(told.unusualSince
      ? [`MANY DOCUMENTS GONE OR CHANGED since the set of ${when(told.unusualSince)}: type strongroom doctor`]
      : []),
    ...(told.failure === null ? [] : [`FAILS: ${told.failure}`]),
    ...(told.logFailure === null ? [] : [`TAKES NO LOG: ${told.logFailure}`]),
    ...(told.checkFailure === null ? [] : [`NOT SOUND: ${told.checkFailure}`]),
    ...(told.pruneFailure === null ? [] : [`NOT PRUNED: ${told.pruneFailure}`]),
    ...(told.pruneNeeds === null ? [] : [`removes nothing by itself: ${told.pruneNeeds}`]),
  ];
  return parts.join(', ');
}

/** Whether a place can be opened now, took the last set, and still held what it was given before. */
export async function examineTarget(app: Pick<App, 'database'>, target: Target) {
  const { location, name } = target;
  if (isLocal(location)) await access(location, constants.R_OK | constants.W_OK);
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
  const lock = until ? `; what it takes now nobody can remove before ${dayOf(until)} (Object Lock)` : '';
  const took = last ? 'took the last set' : 'waits for its first set';
  return { ok: true, says: `${location} opens with the server's key and ${took}${lock}` };
}
