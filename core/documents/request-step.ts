import { randomUUID } from 'node:crypto';
import type { App } from '../app.js';
import { currentRequestId } from '../platform/log.js';
import type { Transaction } from '../platform/database.js';
import type { StepName } from './journey.js';

export type RequestedStep = { id: string; documentId: string; requestId: string };

/**
 * Writes down, in the transaction that makes it necessary, that a document must take a step. This row is the request;
 * Redis only hears of it afterwards, and `requeue-stuck` tells it again as long as the row is open.
 */
export async function requestStep(
  tx: Transaction,
  document: { id: string; matterId: string },
  name: StepName,
): Promise<RequestedStep> {
  const step = { id: randomUUID(), documentId: document.id, requestId: currentRequestId() };
  await tx.documentStep.createMany({
    data: [{ ...step, matterId: document.matterId, name, requestedAt: new Date() }],
  });
  return step;
}

/** Tells the queue about a committed `extract` step. Redis being away is no failure: the sweep asks again. */
export async function announceExtraction(
  { queues, log }: Pick<App, 'queues' | 'log'>,
  step: RequestedStep,
): Promise<void> {
  try {
    await queues.ask('extract-document', {
      stepId: step.id,
      documentId: step.documentId,
      requestId: step.requestId,
    });
  } catch (error) {
    log.warn(
      { err: error, documentId: step.documentId },
      'the queue did not answer; the sweep will ask again',
    );
  }
}
