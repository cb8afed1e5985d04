import { schedule as cron } from 'node-cron';
import type { App } from '../core/app.ts';
import { checkNextPart, checkWhatIsDue } from './backup/check-target.ts';
import { isLogWithoutSet, isNightMissed, listDue, listToDump, nightHour } from './backup/due.ts';
import { dumpDatabase } from './backup/dump-database.ts';
import { makeBackup, makeDailyBackup } from './backup/make-backup.ts';
import { failInterruptedRuns } from './backup/record-run.ts';
import { logMinutes, withRepositoryLock } from './backup/repository-lock.ts';
import { shipLog } from './backup/ship-log.ts';
import { listTargets } from './backup/targets.ts';
import { startCatchUp, type Missable } from './catch-up.ts';
import { notePlans } from './note-plans.ts';
import { readBackupStory } from './figures.ts';
import { endInterruptedRehearsal, rehearseInTurn } from './restore/rehearse.ts';
import { readLastRehearsal } from './restore/record-rehearsal.ts';
import { removeOldBytes } from './remove-bytes.ts';
import { failInterruptedJobs, runJob, type Job } from './run-job.ts';
import { startAnewForMount } from './start-anew.ts';

/**
 * What runs by itself, when (UTC), and how long it may take. What is cut off goes on where it was: what restic has stored it does
 * not store again, and a check or a rehearsal begins anew.
 */
const entries = [
  { name: 'daily-backup', expression: `0 ${nightHour} * * *`, minutes: 12 * 60, run: makeDailyBackup },
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

/** What the clock does with the places for backups while nobody else may. */
const onPlaces = [
  ...['daily-backup', 'missed-backup', 'hourly-backup', 'missed-set', 'weekly-check', 'missed-check'],
  ...['monthly-dump', 'missed-dump', 'byte-removal'],
];
const onceADay = { failed: 24, refused: 24 };

/** What is made up: after downtime, and for a place that was closed or away at the hour. */
const missable: readonly Missable[] = [
  {
    job: { ...entries[0], name: 'missed-backup' },
    clockName: 'daily-backup',
    beside: onPlaces,
    // A whole set that fails keeps the hourly ones waiting; one that was refused did not begin.
    pause: { failed: 6, refused: 0 },
    missed: isNightMissed,
  },
  {
    // Nothing is pruned with it: whoever has just restored may want to go back further.
    job: { ...entries[1], name: 'missed-set' },
    clockName: 'hourly-backup',
    beside: onPlaces,
    pause: { failed: 0, refused: 0 },
    missed: isLogWithoutSet,
  },
  {
    job: { name: 'missed-check', minutes: 12 * 60, run: checkWhatIsDue },
    clockName: 'weekly-check',
    beside: onPlaces,
    // A place whose check failed is due again only after the next night.
    pause: { failed: 0, refused: 0 },
    missed: async (app) => (await listDue(app)).length > 0,
  },
  {
    job: { ...entries[2], name: 'missed-rehearsal' },
    clockName: 'rehearsal',
    beside: ['rehearsal', 'missed-rehearsal'],
    pause: onceADay,
    missed: isRehearsalMissed,
  },
  {
    job: {
      ...{ name: 'missed-dump', minutes: 6 * 60 },
      run: async (app, say) => dumpDatabase(app, say, await listToDump(app)),
    },
    clockName: 'monthly-dump',
    beside: onPlaces,
    pause: { failed: 24, refused: 0 },
    missed: async (app) => (await listToDump(app)).length > 0,
  },
];

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
  const catchUp = startCatchUp(app, missable);
  return {
    next,
    stop: async () => {
      catchUp.stop();
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

/** A week, and a day for the clock to do it by itself. */
const rehearsalMs = 8 * 24 * 3_600_000;

async function isRehearsalMissed(app: App): Promise<boolean> {
  const { success, installed } = await readBackupStory(app);
  const last = await readLastRehearsal(app);
  const since = last ? new Date(last.endedAt) : installed;
  // Without a set there is nothing to rehearse.
  return success !== null && since !== null && Date.now() - since.getTime() >= rehearsalMs;
}
