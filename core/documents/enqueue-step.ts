import { randomUUID } from 'node:crypto';
import type { App } from '../app.ts';
import { currentRequestId } from '../platform/log.ts';
import type { Transaction } from '../platform/database.ts';
import { journey, stateDuring, type StepName } from './journey.ts';

export type RequestedStep = {
  id: string;
  documentId: string;
  requestId: string;
  name: StepName;
  bulk: boolean;
};

/**
 * Requests a step of a document, in the transaction that makes it necessary. This row is the request; Redis
 * hears of it afterwards, and `requeue-stuck` enqueues it again as long as the row is open.
 */
export async function requestStep(
  tx: Transaction,
  document: { id: string; matterId: string; bulk?: boolean },
  name: StepName,
): Promise<RequestedStep> {
  const { id: documentId, matterId, bulk = false } = document;
  const step = { id: randomUUID(), documentId, requestId: currentRequestId(), name, bulk };
  await tx.documentStep.createMany({
    data: [{ ...step, matterId, requestedAt: new Date() }],
  });
  return step;
}

/** Enqueues a committed step. Redis being unreachable is no failure: the sweep enqueues again. */
export async function tryEnqueueStep(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  step: RequestedStep,
): Promise<void> {
  try {
    await enqueueStep(app, step);
  } catch (error) {
    const { documentId } = step;
    app.log.warn({ err: error, documentId }, 'the queue did not answer; the sweep will ask again');
  }
}

/** As many pages of one document as are enqueued at once; the sweep enqueues the rest. */
const maxQueuedPages = 10_000;

/**
 * Enqueues a step's jobs: one, or one for each page that waits to be read.
 * @returns how many
 * @throws when Redis is unreachable
 */
export async function enqueueStep(
  { database, queues }: Pick<App, 'database' | 'queues'>,
  step: RequestedStep,
): Promise<number> {
  const { id: stepId, documentId, requestId, name, bulk } = step;
  if (name !== 'read') {
    await queues.enqueue(journey[stateDuring[name]].job, { stepId, documentId, requestId }, { bulk });
    return 1;
  }
  const waiting = await database.asProcess((tx) =>
    tx.page.findMany({
      where: { documentId, state: 'waiting' },
      select: { number: true },
      orderBy: { number: 'asc' },
      take: maxQueuedPages,
    }),
  );
  // Short documents first: the fewer pages wait, the sooner their turn.
  await Promise.all(
    waiting.map((page) =>
      queues.enqueue(
        'read-page',
        { stepId, documentId, requestId, page: page.number },
        { priority: waiting.length, bulk },
      ),
    ),
  );
  return waiting.length;
}
