import type { App } from '../../core/app.ts';
import { isRestoreInProgress } from './restore-in-progress.ts';
import { runScheduledJob, type ScheduledJob } from './run-job.ts';

/** A scheduled job that runs later when it was missed. */
export type CatchUpJob = {
  job: ScheduledJob;
  /** The name under which the schedule runs it at its hour. */
  scheduledName: string;
  /** The scheduled jobs that it cannot run beside. */
  notBeside: readonly string[];
  /** For how many hours it does not run again after a try that failed, and after one that was refused. */
  retryAfterHours: { failed: number; refused: number };
  isMissed: (app: App) => Promise<boolean>;
};

const minute = 60_000;
const hour = 60 * minute;
const catchUpDelayMs = minute;
/** A quarter of an hour before the next hourly backup: the last one has mostly ended. */
const checkAtMinute = 45;
/** No job takes longer: a row that is open longer was not closed, because the database was away just then. */
const maxRunMs = 24 * hour;

/** Looks a minute after the start, and then every hour, for what was missed. */
export function startCatchUp(app: App, jobs: readonly CatchUpJob[]): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const checkIn = (ms: number, atStart: boolean) => {
    timer = setTimeout(() => void checkForMissed(atStart), ms);
  };
  const checkForMissed = async (atStart: boolean) => {
    if (isRestoreInProgress(app.config)) return checkIn(catchUpDelayMs, atStart);
    // One look ends before the next is planned: nothing runs twice at once.
    await runMissedJobs(app, jobs, { atStart });
    if (!stopped) checkIn(msUntilNextCheck(), false);
  };
  checkIn(catchUpDelayMs, true);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function msUntilNextCheck(now = new Date()): number {
  const next = new Date(now);
  next.setUTCMinutes(checkAtMinute, 0, 0);
  return next > now ? next.getTime() - now.getTime() : next.getTime() + hour - now.getTime();
}

/** Runs what was missed, one job after the other: what was missed is no reason for staff to notice it. */
export async function runMissedJobs(
  app: App,
  jobs: readonly CatchUpJob[],
  { atStart }: { atStart: boolean },
): Promise<void> {
  for (const catchUpJob of jobs) {
    const { job } = catchUpJob;
    try {
      if (!(await mayRunNow(app, catchUpJob, atStart)) || !(await catchUpJob.isMissed(app))) continue;
      app.log.warn({ job: job.name }, 'a scheduled job was missed: it runs now');
      await runScheduledJob(app, job);
    } catch (error) {
      app.log.error({ err: error, job: job.name }, 'whether a job was missed could not be found out');
    }
  }
}

/** Whether nothing runs that it would wait for, and its last try is long enough ago; at the start no try counts: what ended it may be over. */
async function mayRunNow(
  app: App,
  { job, scheduledName, notBeside, retryAfterHours }: CatchUpJob,
  atStart: boolean,
) {
  return app.database.asProcess(async (tx) => {
    const since = new Date(Date.now() - maxRunMs);
    const busy = await tx.scheduledRun.count({
      where: { job: { in: [...notBeside] }, state: 'running', startedAt: { gt: since } },
    });
    if (busy > 0) return false;
    const last = await tx.scheduledRun.findFirst({
      where: { job: { in: [job.name, scheduledName] } },
      orderBy: { startedAt: 'desc' },
    });
    if (atStart || !last || (last.state !== 'failed' && last.state !== 'refused')) return true;
    return Date.now() - last.startedAt.getTime() >= retryAfterHours[last.state] * hour;
  });
}
