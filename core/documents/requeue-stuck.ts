import type { App } from '../app.ts';
import { finishReading } from './finish-reading.ts';
import { holdStep, StepIsOver } from './record-step.ts';
import { announceStep, askFor, type RequestedStep } from './request-step.ts';

/** Younger requests have just been announced. */
const minAgeSeconds = 10;
/** As much as the queue is told in one sweep, oldest first; the rest follows in the next ones. */
const maxJobs = 2_000;

/**
 * Asks again for everything that Postgres says must still happen. What is in the queue already stays as it is, so this may
 * run at any time and as often as one likes; after the loss of Redis it brings all work back. Returns how much it asked for.
 */
export async function requeueStuck(app: Pick<App, 'database' | 'queues' | 'log'>): Promise<number> {
  const steps = await app.database.asProcess(
    (tx) => tx.$queryRaw<RequestedStep[]>`
      SELECT id, document_id AS "documentId", request_id AS "requestId", name::text, bulk FROM document_step
      WHERE state IN ('requested', 'running') AND requested_at < now() - make_interval(secs => ${minAgeSeconds}::float8)
      ORDER BY requested_at LIMIT ${maxJobs}`,
  );
  let asked = 0;
  for (const step of steps) {
    if (asked >= maxJobs) break;
    const jobs = await askFor(app, step);
    if (jobs === 0) await endReading(app, step);
    asked += jobs;
  }
  return asked;
}

/** No page waits any more, and who read the last one died before saying so. */
async function endReading(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  { id: stepId, documentId }: RequestedStep,
): Promise<void> {
  try {
    const next = await app.database.asProcess(async (tx) => {
      await holdStep(tx, stepId);
      return finishReading(tx, { stepId, documentId });
    });
    if (next) await announceStep(app, next);
  } catch (error) {
    if (!(error instanceof StepIsOver)) throw error;
  }
}
