import { schedule as cron } from 'node-cron';
import type { App } from '../../core/app.ts';
import { isAuditProofMissed, proveAuditLogNightly } from '../audit/prove-audit-log.ts';
import { checkNextPartOfEveryTarget, runDueMaintenance } from '../maintenance/check-target.ts';
import {
  isWalWithoutBase,
  isNightlyBackupMissed,
  listDueMaintenance,
  listTargetsDueForDump,
  nightHour,
} from '../maintenance/find-due-work.ts';
import { recordEndedWalls } from '../maintenance/record-ended-walls.ts';
import { dumpDatabase } from '../maintenance/dump-database.ts';
import { createBackup } from '../backup/create-backup.ts';
import { failInterruptedBackupRuns } from '../backup/record-backup.ts';
import { walMinutes, withRepositoryLock } from '../targets/repository-lock.ts';
import { shipWal } from '../wal/ship-wal.ts';
import { listTargets } from '../targets/list-targets.ts';
import { startCatchUp, type CatchUpJob } from './catch-up.ts';
import { publishSchedule } from './publish-schedule.ts';
import { readBackupHistory } from './refresh-metrics.ts';
import { cleanUpInterruptedRehearsal, rehearseNextTarget } from '../rehearsal/rehearse.ts';
import { readLastRehearsal } from '../rehearsal/record-rehearsal.ts';
import { collectGarbageLocked } from '../maintenance/collect-garbage.ts';
import { failInterruptedJobs, runScheduledJob, type ScheduledJob } from './run-job.ts';
import { restartForMount } from './restart-for-mount.ts';

type ScheduleEntry = ScheduledJob & { expression: string };

/**
 * What runs by itself, when (UTC), and how long it may take. What is cut off goes on where it was: what restic has stored it does
 * not store again, and a check or a rehearsal begins anew.
 */
const scheduledJobs = [
  {
    name: 'daily-backup',
    expression: `0 ${nightHour} * * *`,
    minutes: 12 * 60,
    run: (app, onProgress) => createBackup(app, { kind: 'full', prune: true }, onProgress),
  },
  {
    name: 'hourly-backup',
    expression: '0 0-1,3-23 * * *',
    minutes: 3 * 60,
    run: (app, onProgress) => createBackup(app, { kind: 'incremental', prune: false }, onProgress),
  },
  { name: 'rehearsal', expression: '30 4 * * 0', minutes: 24 * 60, run: rehearseNextTarget },
  // Before the rehearsal: the repository that it restores from is then known to be sound.
  { name: 'weekly-check', expression: '30 3 * * 0', minutes: 12 * 60, run: checkNextPartOfEveryTarget },
  // After the nightly backup and its pruning, between two hourly ones.
  { name: 'byte-removal', expression: '20 6 * * *', minutes: 3 * 60, run: collectGarbageLocked },
  // Before the nightly backup and its pruning, which removes nothing when the log is not whole.
  { name: 'audit-proof', expression: '30 1 * * *', minutes: 3 * 60, run: proveAuditLogNightly },
  { name: 'monthly-dump', expression: '30 5 1 * *', minutes: 6 * 60, run: dumpDatabase },
  { name: 'ended-walls', expression: '*/5 * * * *', minutes: 5, run: recordEndedWalls },
] as const satisfies readonly ScheduleEntry[];

/** WAL goes to each target by itself, so that a slow or absent one does not hold the others up. */
const walJobs = (app: App): ScheduleEntry[] =>
  listTargets(app.config).map((target) => ({
    name: `ship-log-${target.name}`,
    // Every four: with the time that shipping takes, the recovery point stays within five minutes.
    expression: '*/4 * * * *',
    minutes: walMinutes,
    run: async (_app, onProgress) => {
      try {
        await shipWal(app, target, onProgress);
      } catch (error) {
        await restartForMount(app, { target, error });
        throw error;
      }
    },
  }));

/** The jobs that work on targets while nobody else may. */
const jobsOnTargets = [
  'daily-backup',
  'missed-backup',
  'hourly-backup',
  'missed-set',
  'weekly-check',
  'missed-check',
  'monthly-dump',
  'missed-dump',
  'byte-removal',
];
const onceADay = { failed: 24, refused: 24 };

/** What runs later when it was missed: after downtime, and for a target that was closed or away at the hour. */
const catchUpJobs: readonly CatchUpJob[] = [
  {
    job: { ...scheduledJobs[0], name: 'missed-backup' },
    scheduledName: 'daily-backup',
    notBeside: jobsOnTargets,
    // A full backup that fails keeps the hourly ones waiting; one that was refused did not begin.
    retryAfterHours: { failed: 6, refused: 0 },
    isMissed: isNightlyBackupMissed,
  },
  {
    // Nothing is pruned with it: whoever has just restored may want to go back further.
    job: { ...scheduledJobs[1], name: 'missed-set' },
    scheduledName: 'hourly-backup',
    notBeside: jobsOnTargets,
    retryAfterHours: { failed: 0, refused: 0 },
    isMissed: isWalWithoutBase,
  },
  {
    job: { name: 'missed-check', minutes: 12 * 60, run: runDueMaintenance },
    scheduledName: 'weekly-check',
    notBeside: jobsOnTargets,
    // A target whose check failed is due again only after the next night.
    retryAfterHours: { failed: 0, refused: 0 },
    isMissed: async (app) => (await listDueMaintenance(app)).length > 0,
  },
  {
    job: { ...scheduledJobs[2], name: 'missed-rehearsal' },
    scheduledName: 'rehearsal',
    notBeside: ['rehearsal', 'missed-rehearsal'],
    retryAfterHours: onceADay,
    isMissed: isRehearsalMissed,
  },
  {
    job: { name: 'missed-audit-proof', minutes: 3 * 60, run: proveAuditLogNightly },
    scheduledName: 'audit-proof',
    notBeside: ['audit-proof', 'missed-audit-proof'],
    retryAfterHours: onceADay,
    isMissed: isAuditProofMissed,
  },
  {
    job: {
      name: 'missed-dump',
      minutes: 6 * 60,
      run: async (app, onProgress) => dumpDatabase(app, onProgress, await listTargetsDueForDump(app)),
    },
    scheduledName: 'monthly-dump',
    notBeside: jobsOnTargets,
    retryAfterHours: { failed: 24, refused: 0 },
    isMissed: async (app) => (await listTargetsDueForDump(app)).length > 0,
  },
];

/** Starts the schedule. `stop` starts nothing new and waits for nothing: what is cut off is cleaned up by the next run. */
export function startSchedule(app: App): { next: () => Record<string, string>; stop: () => Promise<void> } {
  /** When each scheduled job runs next, RFC 3339 UTC. */
  const next = () =>
    Object.fromEntries(tasks.map((task) => [task.name ?? '', task.getNextRun()?.toISOString() ?? 'never']));
  const publish = () => publishSchedule(app, next());
  const tasks = [...scheduledJobs, ...walJobs(app)].map((entry) =>
    cron(entry.expression, () => Promise.all([publish(), runScheduledJob(app, entry)]), {
      timezone: 'UTC',
      name: entry.name,
      noOverlap: true,
    }),
  );
  void publish();
  void cleanUpInterrupted(app);
  const catchUp = startCatchUp(app, catchUpJobs);
  return {
    next,
    stop: async () => {
      catchUp.stop();
      for (const task of tasks) await task.stop();
    },
  };
}

/** Records what the process before left open as failed, and removes what it left behind, at once and not only when the next run begins. */
async function cleanUpInterrupted(app: App): Promise<void> {
  const failInterruptedBackups = async () => {
    const count = await withRepositoryLock(app.config, () => failInterruptedBackupRuns(app));
    if (count > 0) app.log.warn({ count }, 'a backup was interrupted');
  };
  for (const cleanUp of [failInterruptedJobs, cleanUpInterruptedRehearsal, failInterruptedBackups])
    // Refused: one runs in another container, and its row is open for a good reason.
    await cleanUp(app).catch((error: unknown) =>
      app.log.info({ err: error }, 'what was interrupted could not be looked for'),
    );
}

/** A week, and a day for the schedule to do it by itself. */
const maxRehearsalAgeMs = 8 * 24 * 3_600_000;

async function isRehearsalMissed(app: App): Promise<boolean> {
  const { success, installed } = await readBackupHistory(app);
  const last = await readLastRehearsal(app);
  const since = last ? new Date(last.endedAt) : installed;
  // Without a backup there is nothing to rehearse.
  return success !== null && since !== null && Date.now() - since.getTime() >= maxRehearsalAgeMs;
}
