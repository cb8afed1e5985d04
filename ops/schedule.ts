import { schedule as cron } from 'node-cron';
import type { App } from '../core/app.js';
import { lastRuns } from '../core/backups/tell-places.js';
import { isBeingRestored } from './being-restored.js';
import { checkNextPart, lastPartRead } from './backup/check-target.js';
import { dumpDatabase } from './backup/dump-database.js';
import { makeBackup, makeDailyBackup } from './backup/make-backup.js';
import { failInterruptedRuns } from './backup/record-run.js';
import { logMinutes, withRepositoryLock } from './backup/repository-lock.js';
import { shipLog } from './backup/ship-log.js';
import { listTargets } from './backup/targets.js';
import { notePlans } from './note-plans.js';
import { readBackupStory } from './figures.js';
import { endInterruptedRehearsal, rehearseInTurn } from './restore/rehearse.js';
import { readLastRehearsal } from './restore/record-rehearsal.js';
import { removeOldBytes } from './remove-bytes.js';
import { failInterruptedJobs, runJob, type Job } from './run-job.js';
import { startAnewForMount } from './start-anew.js';

/**
 * What runs by itself, when (UTC), and how long it may take. What is cut off goes on where it was: what restic has stored it does
 * not store again, and a check or a rehearsal begins anew.
 */
const entries = [
  { name: 'daily-backup', expression: '0 2 * * *', minutes: 12 * 60, run: makeDailyBackup },
  { name: 'hourly-backup', expression: '0 0-1,3-23 * * *', minutes: 3 * 60, run: makeBackup },
  { name: 'rehearsal', expression: '30 4 * * 0', minutes: 24 * 60, run: rehearseInTurn },
  // Before the rehearsal: what a set is read from is then known to be sound.
  { name: 'weekly-check', expression: '30 3 * * 0', minutes: 12 * 60, run: checkNextPart },
  // After the nightly backup and its pruning, between two hourly ones.
  { name: 'byte-removal', expression: '20 6 * * *', minutes: 3 * 60, run: removeOldBytes },
  { name: 'monthly-dump', expression: '30 5 1 * *', minutes: 6 * 60, run: dumpDatabase },
] as const;
type Entry = Job & { expression: string };

/** The log goes to each place by itself, so that a slow or absent one does not hold the others up. */
const shipments = (app: App): Entry[] =>
  listTargets(app.config).map((target) => ({
    name: `ship-log-${target.name}`,
    // Every four: with the time that sending takes, the recovery point stays within five minutes.
    expression: '*/4 * * * *',
    minutes: logMinutes,
    run: async (_app, say) => {
      try {
        await shipLog(app, target, say);
      } catch (error) {
        await startAnewForMount(app, { target, error });
        throw error;
      }
    },
  }));

const hour = 3_600_000;

/** What is made up after downtime: when it was last done, and after how many hours it counts as missed. */
const missable: readonly { job: Job; after: number; last: (app: App) => Promise<Date | undefined> }[] = [
  {
    job: { ...entries[0], name: 'missed-backup' },
    after: 26,
    last: async (app) => (await readBackupStory(app)).success?.startedAt,
  },
  { job: { ...entries[3], name: 'missed-check' }, after: 8 * 24, last: lastPartRead },
  { job: { ...entries[2], name: 'missed-rehearsal' }, after: 8 * 24, last: lastRehearsed },
  { job: { ...entries[5], name: 'missed-dump' }, after: 32 * 24, last: lastDumped },
];
const catchUpDelayMs = 60_000;

/** Starts the clock. `stop` lets nothing new begin and waits for nothing: what is cut off is cleaned up by the next run. */
export function startSchedule(app: App): { next: () => Record<string, string>; stop: () => Promise<void> } {
  /** When each job of the clock runs next, RFC 3339 UTC. */
  const next = () =>
    Object.fromEntries(tasks.map((task) => [task.name ?? '', task.getNextRun()?.toISOString() ?? 'never']));
  const note = () => notePlans(app, next());
  const tasks = [...entries, ...shipments(app)].map((entry) =>
    cron(entry.expression, () => Promise.all([note(), runJob(app, entry)]), {
      timezone: 'UTC',
      name: entry.name,
      noOverlap: true,
    }),
  );
  void note();
  void endInterrupted(app);
  let catchUp: NodeJS.Timeout;
  const catchUpLater = () => {
    catchUp = setTimeout(
      () => (isBeingRestored(app.config) ? catchUpLater() : void catchUpAll(app)),
      catchUpDelayMs,
    );
  };
  catchUpLater();
  return {
    next,
    stop: async () => {
      clearTimeout(catchUp);
      for (const task of tasks) await task.stop();
    },
  };
}

/** What this process's last life left open is a failure now, and what it left behind goes, not only when the next one begins. */
async function endInterrupted(app: App): Promise<void> {
  const runs = async () => {
    const count = await withRepositoryLock(app.config, () => failInterruptedRuns(app));
    if (count > 0) app.log.warn({ count }, 'a backup was interrupted');
  };
  for (const end of [failInterruptedJobs, endInterruptedRehearsal, runs])
    // Refused: one is under way in another container, and its row is open for a good reason.
    await end(app).catch((error: unknown) =>
      app.log.info({ err: error }, 'what was interrupted could not be looked for'),
    );
}

/** One after the other: what was missed is no reason for staff to notice it. */
async function catchUpAll(app: App): Promise<void> {
  for (const { job, after, last } of missable) {
    try {
      const { success, installed } = await readBackupStory(app);
      const since = (await last(app)) ?? installed ?? new Date();
      // Without a set there is nothing else to make up.
      if (!success && job.name !== 'missed-backup') continue;
      if (Date.now() - since.getTime() < after * hour) continue;
      app.log.warn({ since, job: job.name }, 'a job of the clock was missed: making it up now');
      await runJob(app, job);
    } catch (error) {
      app.log.error({ err: error, job: job.name }, 'whether a job was missed could not be found out');
    }
  }
}

async function lastRehearsed(app: App): Promise<Date | undefined> {
  const last = await readLastRehearsal(app);
  return last && new Date(last.endedAt);
}

async function lastDumped(app: App): Promise<Date | undefined> {
  return (await lastRuns(app, 'near', 'dump')).good?.at;
}
