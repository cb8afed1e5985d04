import type { App } from '../app.js';
import { finishReading } from './finish-reading.js';
import { announcePages } from './read-page.js';
import { holdStep, StepIsOver } from './record-step.js';

/** Younger requests have just been announced. */
const minAgeSeconds = 10;
/** As much as the queue is told in one sweep, oldest first; the rest follows in the next ones. */
const maxJobs = 2_000;

type OpenStep = { id: string; document_id: string; request_id: string; name: 'extract' | 'read' };

/**
 * Asks again for everything that Postgres says must still happen. What is in the queue already stays as it is, so this may
 * run at any time and as often as one likes; after the loss of Redis it brings all work back. Returns how much it asked for.
 */
export async function requeueStuck(app: Pick<App, 'database' | 'queues' | 'log'>): Promise<number> {
  const steps = await app.database.asProcess(
    (tx) => tx.$queryRaw<OpenStep[]>`
      SELECT id, document_id, request_id, name::text FROM document_step
      WHERE state IN ('requested', 'running') AND requested_at < now() - make_interval(secs => ${minAgeSeconds}::float8)
      ORDER BY requested_at LIMIT ${maxJobs}`,
  );
  let asked = 0;
  for (const step of steps) {
    if (asked >= maxJobs) break;
    asked += step.name === 'extract' ? await askExtraction(app, step) : await askPages(app, step);
  }
  return asked;
}

async function askExtraction(app: Pick<App, 'queues'>, step: OpenStep): Promise<number> {
  await app.queues.ask('extract-document', {
    stepId: step.id,
    documentId: step.document_id,
    requestId: step.request_id,
  });
  return 1;
}

async function askPages(app: Pick<App, 'database' | 'queues' | 'log'>, step: OpenStep): Promise<number> {
  const { id, document_id: documentId, request_id: requestId } = step;
  const waiting = await app.database.asProcess((tx) =>
    tx.page.findMany({
      where: { documentId, state: 'waiting' },
      select: { number: true },
      orderBy: { number: 'asc' },
      take: maxJobs,
    }),
  );
  if (waiting.length === 0) {
    await app.database
      .asProcess(async (tx) => {
        await holdStep(tx, id);
        await finishReading(tx, { stepId: id, documentId });
      })
      .catch((error: unknown) => {
        if (!(error instanceof StepIsOver)) throw error;
      });
    return 0;
  }
  await announcePages(
    app,
    { id, documentId, requestId },
    waiting.map((page) => page.number),
  );
  return waiting.length;
}
