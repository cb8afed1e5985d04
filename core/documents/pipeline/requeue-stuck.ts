import type { App } from '../../app.ts';
import { finishReading } from './finish-reading.ts';
import { lockStep, StepAlreadyEnded } from './steps.ts';
import { tryEnqueueStep, enqueueStep, type RequestedStep } from '../enqueue-step.ts';

/** Younger requests have just been enqueued. */
const minAgeSeconds = 10;
/** As many steps as are enqueued in one sweep, oldest first; the rest follows in the next ones. */
const maxJobs = 2_000;

/**
 * Enqueues again everything that Postgres says must still happen. A job that stands in the queue already
 * stays as it is, so this may run at any time and as often as one likes; after the loss of Redis it restores
 * all work.
 * @returns how many it enqueued
 */
export async function requeueStuckSteps(app: Pick<App, 'database' | 'queues' | 'log'>): Promise<number> {
  const steps = await app.database.asProcess(
    (tx) => tx.$queryRaw<RequestedStep[]>`
      SELECT id, document_id AS "documentId", request_id AS "requestId", name::text, bulk FROM document_step
      WHERE state IN ('requested', 'running') AND requested_at < now() - make_interval(secs => ${minAgeSeconds}::float8)
      ORDER BY requested_at LIMIT ${maxJobs}`,
  );
  let enqueued = 0;
  for (const step of steps) {
    if (enqueued >= maxJobs) break;
    const jobs = await enqueueStep(app, step);
    if (jobs === 0) await finishStuckReading(app, step);
    enqueued += jobs;
  }
  return enqueued;
}

/** No page waits any more, and the run that read the last one died before it said so. */
async function finishStuckReading(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  { id: stepId, documentId }: RequestedStep,
): Promise<void> {
  try {
    const next = await app.database.asProcess(async (tx) => {
      await lockStep(tx, stepId);
      return finishReading(tx, { stepId, documentId });
    });
    if (next) await tryEnqueueStep(app, next);
  } catch (error) {
    if (!(error instanceof StepAlreadyEnded)) throw error;
  }
}
