import { jobs, type JobName, type JobPayload } from '../core/jobs/definitions.ts';
import { Problem } from '../core/platform/errors.ts';
import { withLogContext } from '../core/platform/log.ts';
import type { Job } from '../core/platform/queues.ts';
import { SandboxAway } from '../core/tools/failures.ts';
import { handlers, type WorkerApp } from './handlers.ts';

type Given = Pick<Job, 'name' | 'data' | 'id' | 'attemptsMade'>;
type Outcome = 'done' | 'waits' | 'again' | 'given-up';

/**
 * Runs one job: checks its payload, gives its log lines their ids, bounds its time, measures it.
 * @throws what the handler threw when another attempt is due; the queue then asks again after a pause.
 */
export async function runJob(app: WorkerApp, job: Given): Promise<void> {
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
    attempt(app, name, { payload: payload.data, job }),
  );
}

async function attempt<N extends JobName>(
  app: WorkerApp,
  name: N,
  { payload, job }: { payload: JobPayload<N>; job: Given },
): Promise<void> {
  const { attempts, timeoutSeconds } = jobs[name];
  const handler = handlers[name];
  const stopClock = app.metrics.jobDuration.startTimer({ job: name });
  let outcome: Outcome = 'done';
  try {
    await handler.run(app, payload, AbortSignal.timeout(timeoutSeconds * 1000));
  } catch (error) {
    outcome = isAway(error) ? 'waits' : job.attemptsMade + 1 < attempts ? 'again' : 'given-up';
    app.log[outcome === 'waits' ? 'warn' : 'error'](
      { err: error, job: name, outcome },
      'a job did not come to its end',
    );
    if (outcome === 'again') throw error;
    // The job leaves the queue; its row stays open, and the sweep asks again.
    if (outcome === 'waits') await handler.forgive(app, payload).catch(() => undefined);
    else await handler.giveUp(app, payload);
  } finally {
    const seconds = stopClock({ outcome });
    app.log.info({ job: name, outcome, ms: Math.round(seconds * 1000) }, 'job ended');
  }
}

/** A part of Strongroom does not answer: the document waits, and is not to blame. */
function isAway(error: unknown): boolean {
  return error instanceof SandboxAway || (error instanceof Problem && error.type === 'unavailable');
}
