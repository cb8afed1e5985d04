import { jobs, type JobName, type JobPayload } from '../core/platform/job-definitions.ts';
import { Problem } from '../core/platform/errors.ts';
import { withLogContext } from '../core/platform/log.ts';
import type { Job } from '../core/platform/queues.ts';
import { SandboxUnavailable } from '../core/tools/tool-errors.ts';
import { handlers, type WorkerApp } from './handlers.ts';

type QueuedJob = Pick<Job, 'name' | 'data' | 'id' | 'attemptsMade'>;
type JobOutcome = 'done' | 'waits' | 'again' | 'given-up';

/**
 * Runs one job: checks its payload, adds its ids to the log lines, bounds its time, measures it.
 * @throws what the handler threw when another attempt is due; the queue then retries after a pause
 */
export async function runQueueJob(app: WorkerApp, job: QueuedJob): Promise<void> {
  if (!Object.hasOwn(jobs, job.name)) {
    app.log.error({ job: job.name.slice(0, 40) }, 'a job of no known name was dropped');
    return;
  }
  const name = job.name as JobName;
  const payload = jobs[name].payload.safeParse(job.data);
  if (!payload.success) {
    app.log.error({ job: name }, 'a job whose payload is not valid was dropped');
    return;
  }
  const { requestId, documentId } = payload.data;
  await withLogContext({ requestId, documentId, jobId: job.id ?? 'none' }, () =>
    runAttempt(app, name, { payload: payload.data, job }),
  );
}

async function runAttempt<N extends JobName>(
  app: WorkerApp,
  name: N,
  { payload, job }: { payload: JobPayload<N>; job: QueuedJob },
): Promise<void> {
  const { attempts, timeoutSeconds } = jobs[name];
  const handler = handlers[name];
  const stopTimer = app.metrics.jobDuration.startTimer({ job: name });
  let outcome: JobOutcome = 'done';
  try {
    await handler.run(app, payload, AbortSignal.timeout(timeoutSeconds * 1000));
  } catch (error) {
    outcome = isServiceUnavailable(error) ? 'waits' : job.attemptsMade + 1 < attempts ? 'again' : 'given-up';
    app.log[outcome === 'waits' ? 'warn' : 'error'](
      { err: error, job: name, outcome },
      'a job did not come to its end',
    );
    if (outcome === 'again') throw error;
    // The job leaves the queue; its row stays open, and the sweep asks again.
    if (outcome === 'waits') await handler.refund(app, payload).catch(() => undefined);
    else await handler.fail(app, payload);
  } finally {
    const seconds = stopTimer({ outcome });
    app.log.info({ job: name, outcome, ms: Math.round(seconds * 1000) }, 'job ended');
  }
}

/** A service of Strongroom does not answer: the document waits, and is not to blame. */
function isServiceUnavailable(error: unknown): boolean {
  return error instanceof SandboxUnavailable || (error instanceof Problem && error.type === 'unavailable');
}
