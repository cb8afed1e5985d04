import type { App } from '../../core/app.ts';
import { getInstalledAt } from '../../core/backups/recovery.ts';
import { findLastRuns } from '../../core/backups/target-status.ts';
import { readWalStart } from '../wal/receive-wal.ts';
import { isWithinHours, listTargets, type BackupTarget } from '../targets/list-targets.ts';

type DueApp = Pick<App, 'config' | 'database'>;

/** The hour (UTC) at which every night a full backup runs, is checked, and what is kept no longer is removed. */
export const nightHour = 2;
const dayMs = 24 * 3_600_000;
/** A week, and a day for the schedule to do it by itself. */
const maxCheckAgeDays = 8;
/** A month, and a day. */
const maxDumpAgeDays = 32;

/** When the night's work was last to be done. */
export function lastNightlyRun(now: Date): Date {
  const night = new Date(now);
  night.setUTCHours(nightHour, 0, 0, 0);
  return night <= now ? night : new Date(night.getTime() - dayMs);
}

/**
 * Whether no full backup ran since the last night, and one may run now. The hourly ones do not count: with them alone nothing is
 * ever checked, read back whole, or removed.
 */
export async function isNightlyBackupMissed(app: DueApp, now = new Date()): Promise<boolean> {
  if (!listTargets(app.config).some((target) => isWithinHours(target, now))) return false;
  const last = await app.database.asProcess(async (tx) => {
    const newest = { orderBy: { startedAt: 'desc' } } as const;
    const jobs = { in: ['daily-backup', 'missed-backup'] };
    const night = await tx.scheduledRun.findFirst({ where: { job: jobs, state: 'done' }, ...newest });
    // Its rows are kept for a month, and a database that came back from a backup may have none.
    const lastFull =
      night ?? (await tx.backupRun.findFirst({ where: { state: 'done', kind: 'full' }, ...newest }));
    return lastFull?.startedAt ?? (await getInstalledAt(tx));
  });
  return last !== null && last < lastNightlyRun(now);
}

/**
 * Whether the WAL that is received began after the newest backup, as after a restore, or when it was not received for too long:
 * until another backup runs, no later recovery point can be restored.
 */
export async function isWalWithoutBase(app: DueApp): Promise<boolean> {
  const since = await readWalStart(app.config).catch(() => undefined);
  const newest = await app.database.asProcess((tx) =>
    tx.backupRun.findFirst({ where: { state: 'done' }, orderBy: { startedAt: 'desc' } }),
  );
  return since !== undefined && newest !== null && newest.startedAt < since;
}

/** What an open target waits for. */
export type DueMaintenance = { target: BackupTarget; part: boolean; prune: boolean };

/**
 * Lists the open targets that hold backups and wait for their weekly check or the night's pruning: because they are closed at
 * those hours, were away then, or the machine was off. One whose check failed since the last night waits until the next, and is
 * then checked again.
 */
export async function listDueMaintenance(app: DueApp, now = new Date()): Promise<DueMaintenance[]> {
  const found: DueMaintenance[] = [];
  for (const target of await listOpenTargetsWithBackups(app, now)) {
    const check = await findLastRuns(app, target.name, 'check');
    if (check.last?.ok === false && check.last.at > lastNightlyRun(now)) continue;
    const pruned = (await findLastRuns(app, target.name, 'prune')).last?.at;
    const read = await readLastPartCheck(app, target.name);
    const prune = await wasLastDoneBefore(app, pruned, lastNightlyRun(now));
    const old = await wasLastDoneBefore(app, read, new Date(now.getTime() - maxCheckAgeDays * dayMs));
    const part = old || check.last?.ok === false;
    if (part || prune) found.push({ target, part, prune });
  }
  return found;
}

/** Lists the open targets that hold backups and whose monthly dump of the database was missed. */
export async function listTargetsDueForDump(app: DueApp, now = new Date()): Promise<BackupTarget[]> {
  const found: BackupTarget[] = [];
  for (const target of await listOpenTargetsWithBackups(app, now)) {
    const { last, good } = await findLastRuns(app, target.name, 'dump');
    const failedToday = last?.ok === false && last.at > lastNightlyRun(now);
    const missed = await wasLastDoneBefore(app, good?.at, new Date(now.getTime() - maxDumpAgeDays * dayMs));
    if (missed && !failedToday) found.push(target);
  }
  return found;
}

async function listOpenTargetsWithBackups(app: DueApp, now: Date): Promise<BackupTarget[]> {
  const open = listTargets(app.config).filter((target) => isWithinHours(target, now));
  const lastBackups = await Promise.all(open.map(({ name }) => findLastRuns(app, name, 'backup')));
  return open.filter((_target, index) => lastBackups[index]?.good);
}

/** Whether something was last done before then; what was never done counts from the installation. */
async function wasLastDoneBefore({ database }: DueApp, last: Date | undefined, then: Date): Promise<boolean> {
  const since = last ?? (await database.asProcess(getInstalledAt));
  return since !== null && since < then;
}

/** When a part of a target's data was last read and found sound. */
async function readLastPartCheck({ database }: DueApp, target: string): Promise<Date | undefined> {
  const done = await database.asProcess((tx) =>
    tx.targetRun.findFirst({
      where: { target, act: 'check', ok: true, part: { not: null } },
      orderBy: { at: 'desc' },
    }),
  );
  return done?.at;
}
