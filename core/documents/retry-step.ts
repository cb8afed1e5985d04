import { inDocument } from '../access/authorize.js';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import type { SignedIn } from '../auth/signed-in.js';
import { Problem } from '../platform/errors.js';
import { getDocument } from './read-documents.js';
import type { DocumentDetail } from './document-view.js';
import { retryableStates, stateDuring, type DocumentState } from './journey.js';
import { announceStep, requestStep } from './request-step.js';

/**
 * Asks for the journey again: from the virus check where that failed, else from the reading of the file on; it leaves the
 * same rows.
 * @throws Problem `not-found`, `not-allowed`, `conflict` while it is on its way or when nothing failed.
 */
export async function retryStep(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  who: SignedIn,
  documentId: string,
): Promise<DocumentDetail> {
  const step = await inDocument(app, who, {
    ability: 'file documents',
    documentId,
    work: async (tx, matter) => {
      const last = await tx.documentStep.findFirst({
        where: { documentId },
        select: { name: true },
        orderBy: { requestedAt: 'desc' },
      });
      const name = last?.name === 'scan' ? 'scan' : 'extract';
      // The condition is part of the update: of two people who press the button at once, one starts it.
      const { count } = await tx.document.updateMany({
        where: { id: documentId, state: { in: [...retryableStates] satisfies DocumentState[] } },
        data: { state: stateDuring[name], reason: null, changedAt: new Date() },
      });
      if (count === 0)
        throw new Problem(
          'conflict',
          'There is nothing to try again: the document is on its way, or already searchable.',
        );
      const requested = await requestStep(tx, { id: documentId, matterId: matter.id }, name);
      await recordEvent(tx, {
        event: 'document.retried',
        personId: who.person.id,
        matterId: matter.id,
        documentId,
      });
      return requested;
    },
  });
  await announceStep(app, step);
  return getDocument(app, who, documentId);
}
