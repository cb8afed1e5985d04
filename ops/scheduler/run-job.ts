import { randomUUID } from 'node:crypto';
import type { App } from '../../core/app.ts';
import { withLogContext } from '../../core/platform/log.ts';
import { isRestoreInProgress } from './restore-in-progress.ts';
import { DidNotEnd, withDeadline } from '../deadline.ts';
import { Refused } from '../errors.ts';

export type ScheduledJob = {
  name: string;
  /** How long it may take; what takes longer is ended. */
  minutes: number;
  run: (app: App, onProgress: (line: string) => void) => Promise<unknown>;
};
type RunOutcome = { state: 'done' | 'refused' | 'failed'; reason?: string };

const runsKeptMs = 31 * 24 * 3_600_000;

/**
 * Runs a scheduled job, in the time it has, and records how it ended. It never ends the process by failing; only one that cannot
 * be ended does: the container starts anew, and what was cut off is cleaned up by the next run.
 */
export async function runScheduledJob(app: App, job: ScheduledJob): Promise<void> {
  const requestId = `${job.name}-${randomUUID().slice(0, 8)}`;
  await withLogContext({ requestId }, async () => {
    if (isRestoreInProgress(app.config)) {
      app.log.warn({ job: job.name }, 'a scheduled job did not begin: a restore runs');
      return;
    }
    const id = await createRunRow(app, job.name);
    const outcome = await runWithinDeadline(app, job);
    if (id !== undefined) await recordRunOutcome(app, id, outcome);
  });
}

/** Records runs that the process before left open as failures. */
export async function failInterruptedJobs(app: App): Promise<void> {
  const reason = 'It was interrupted before it ended, by a restart or a power cut for instance.';
  await app.database.asProcess((tx) =>
    tx.scheduledRun.updateMany({
      where: { state: 'running' },
      data: { state: 'failed', endedAt: new Date(), reason },
    }),
  );
}

async function runWithinDeadline(app: App, job: ScheduledJob): Promise<RunOutcome> {
  try {
    await withDeadline(job, () => job.run(app, (line) => app.log.info({ job: job.name }, line)));
    return { state: 'done' };
  } catch (error) {
    if (error instanceof DidNotEnd) return exitProcess(app, job.name);
    const reason = (error as Error).message;
    if (error instanceof Refused) {
      app.log.warn({ why: reason, job: job.name }, 'a scheduled job was refused');
      return { state: 'refused', reason };
    }
    app.log.error({ err: error, job: job.name }, 'a scheduled job failed');
    return { state: 'failed', reason };
  }
}

function exitProcess(app: App, job: string): never {
  app.log.fatal({ job }, 'a scheduled job cannot be ended: this process ends, and starts anew');
  process.exit(1);
}

/** A database that is away must not keep a job from running: the log then has it alone. */
async function createRunRow(app: App, job: string): Promise<string | undefined> {
  const id = randomUUID();
  try {
    await app.database.asProcess(async (tx) => {
      await tx.scheduledRun.deleteMany({
        where: { job, startedAt: { lt: new Date(Date.now() - runsKeptMs) } },
      });
      await tx.scheduledRun.create({ data: { id, job, state: 'running', startedAt: new Date() } });
    });
    return id;
  } catch (error) {
    app.log.warn({ err: error, job }, 'the run of a scheduled job could not be recorded');
    return undefined;
  }
}

async function recordRunOutcome(app: App, id: string, outcome: RunOutcome): Promise<void> {
  await app.database
    .asProcess((tx) => tx.scheduledRun.update({ where: { id }, data: { ...outcome, endedAt: new Date() } }))
    .catch((error: unknown) => app.log.warn({ err: error }, 'how a job ended could not be recorded'));
}
