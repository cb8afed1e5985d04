import { schedule as cron } from 'node-cron';
import type { App } from '../core/app.js';
import { withLogContext } from '../core/platform/log.js';
import { checkNextPart } from './backup/check-target.js';
import { dumpDatabase } from './backup/dump-database.js';
import { makeBackup, makeDailyBackup } from './backup/make-backup.js';
import { failInterruptedRuns } from './backup/record-run.js';
import { withRepositoryLock } from './backup/repository-lock.js';
import { shipLog } from './backup/ship-log.js';
import { lastRuns } from './backup/target-runs.js';
import { readBackupStory } from './figures.js';
import { rehearse } from './restore/rehearse.js';
import { readLastRehearsal } from './restore/record-rehearsal.js';
import { Refused } from './refused.js';

/** What runs by itself, and when (UTC). */
const entries = [
  { name: 'daily-backup', expression: '0 2 * * *', run: makeDailyBackup },
  { name: 'hourly-backup', expression: '0 0-1,3-23 * * *', run: makeBackup },
  { name: 'rehearsal', expression: '30 4 * * 0', run: rehearse },
  { name: 'ship-log', expression: '*/5 * * * *', run: shipLog },
  { name: 'monthly-dump', expression: '30 3 1 * *', run: dumpDatabase },
  { name: 'weekly-check', expression: '30 4 * * 0', run: checkNextPart },
] as const;

/** A night was missed, by a power cut say, when the last good backup is older than this. */
const missedAfterHours = 26;
/** The same for the weekly rehearsal. */
const unprovenAfterHours = 8 * 24;
/** And for the monthly dump. */
const undumpedAfterHours = 32 * 24;
const hour = 3_600_000;
const catchUpDelayMs = 60_000;

/** Starts the clock. `stop` lets nothing new begin and waits for nothing: what is cut off is cleaned up by the next run. */
export function startSchedule(app: App): { next: () => Record<string, string>; stop: () => Promise<void> } {
  const tasks = entries.map((entry) =>
    cron(entry.expression, () => runEntry(app, entry), {
      timezone: 'UTC',
      name: entry.name,
      noOverlap: true,
    }),
  );
  void reportInterrupted(app);
  const catchUp = setTimeout(() => void catchUpAll(app), catchUpDelayMs);
  return {
    /** When each job runs next, RFC 3339 UTC. */
    next: () =>
      Object.fromEntries(tasks.map((task) => [task.name ?? '', task.getNextRun()?.toISOString() ?? 'never'])),
    stop: async () => {
      clearTimeout(catchUp);
      for (const task of tasks) await task.stop();
    },
  };
}

/** A backup that this process's last life left open is a failure now, not only when the next one begins. */
async function reportInterrupted(app: App): Promise<void> {
  try {
    const count = await withRepositoryLock(app.config, () => failInterruptedRuns(app));
    if (count > 0) app.log.warn({ count }, 'a backup was interrupted');
  } catch (error) {
    // Refused: a backup is under way in another container, and its row is open for a good reason.
    app.log.info({ err: error }, 'interrupted backups could not be looked for');
  }
}

async function catchUpAll(app: App): Promise<void> {
  await catchUpBackup(app);
  await catchUpRehearsal(app);
  await catchUpDump(app);
}

async function catchUpBackup(app: App): Promise<void> {
  try {
    const { success, installed } = await readBackupStory(app);
    const since = success?.startedAt ?? installed ?? new Date();
    if (Date.now() - since.getTime() < missedAfterHours * hour) return;
    app.log.warn({ since }, 'a daily backup was missed: making it up now');
    await runEntry(app, { name: 'missed-backup', run: makeDailyBackup });
  } catch (error) {
    app.log.error({ err: error }, 'whether a backup was missed could not be found out');
  }
}

async function catchUpRehearsal(app: App): Promise<void> {
  try {
    const last = await readLastRehearsal(app);
    const { success, installed } = await readBackupStory(app);
    const since = last ? new Date(last.endedAt) : (installed ?? new Date());
    if (!success || Date.now() - since.getTime() < unprovenAfterHours * hour) return;
    app.log.warn({ since }, 'a rehearsal was missed: making it up now');
    await runEntry(app, { name: 'missed-rehearsal', run: rehearse });
  } catch (error) {
    app.log.error({ err: error }, 'whether a rehearsal was missed could not be found out');
  }
}

async function catchUpDump(app: App): Promise<void> {
  try {
    const { good } = await lastRuns(app, 'near', 'dump');
    const since = good?.at ?? (await readBackupStory(app)).installed ?? new Date();
    if (Date.now() - since.getTime() < undumpedAfterHours * hour) return;
    app.log.warn({ since }, 'a monthly dump was missed: making it up now');
    await runEntry(app, { name: 'missed-dump', run: dumpDatabase });
  } catch (error) {
    app.log.error({ err: error }, 'whether a dump was missed could not be found out');
  }
}

/** A job of the clock never takes the process down; how it went is in the log, the database and the figures. */
async function runEntry(
  app: App,
  entry: { name: string; run: (app: App, say: (line: string) => void) => Promise<unknown> },
): Promise<void> {
  await withLogContext({ requestId: `${entry.name}-${crypto.randomUUID().slice(0, 8)}` }, async () => {
    try {
      await entry.run(app, (line) => app.log.info({ job: entry.name }, line));
    } catch (error) {
      if (error instanceof Refused)
        app.log.warn({ why: error.message, job: entry.name }, 'a job of the clock was refused');
      else app.log.error({ err: error, job: entry.name }, 'a job of the clock failed');
    }
  });
}
