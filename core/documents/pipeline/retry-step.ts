import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { Problem } from '../../platform/errors.ts';
import type { DocumentDetail } from '../read/document-view.ts';
import { stateDuring, stepToRetry, type DocumentState } from '../journey.ts';
import { restartStep } from './restart-step.ts';

/**
 * Retries a step (journey.ts says which); the steps after it follow, and leave the same rows.
 * @throws Problem `not-found`, `not-allowed`, `conflict` while it is under way or when nothing failed
 */
export async function retryStep(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  actor: Actor,
  documentId: string,
): Promise<DocumentDetail> {
  return restartStep(app, actor, {
    documentId,
    event: 'document.retried',
    begin: async (tx) => {
      const { state, unread } = await tx.document.findUniqueOrThrow({
        where: { id: documentId },
        select: { state: true, unread: true },
      });
      const last = await tx.documentStep.findFirst({
        where: { documentId },
        select: { name: true, state: true },
        orderBy: { requestedAt: 'desc' },
      });
      const name = stepToRetry(state as DocumentState, { last: last ?? undefined, unread });
      if (name === null) throw nothingToRetry();
      // The condition is part of the update: of two people who press the button at once, one starts it.
      const { count } = await tx.document.updateMany({
        where: { id: documentId, state },
        data: {
          state: stateDuring[name],
          changedAt: new Date(),
          // What the reading of the file left to say is still true when only the analysis is done again.
          ...(name !== 'analyse' && { reason: null }),
        },
      });
      if (count === 0) throw nothingToRetry();
      return name;
    },
  });
}

function nothingToRetry(): Problem {
  return new Problem(
    'conflict',
    'There is nothing to try again: the document is on its way, or already searchable.',
  );
}
