import { inDocument } from '../access/authorize.js';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import type { SignedIn } from '../auth/signed-in.js';
import { Problem } from '../platform/errors.js';
import type { DocumentDetail } from './document-view.js';
import { stateDuring } from './journey.js';
import { getDocument } from './read-documents.js';
import { announceStep, requestStep } from './request-step.js';

/**
 * Has a locked document read again with the password its owner gave. The password is kept nowhere: it is lent to the worker for
 * ten minutes, sealed, and gone once it was used.
 * @throws Problem `not-found`, `not-allowed`, `conflict` when the document waits for no password, `unavailable`.
 */
export async function givePassword(
  app: Pick<App, 'database' | 'queues' | 'log' | 'passwords'>,
  who: SignedIn,
  { documentId, password }: { documentId: string; password: string },
): Promise<DocumentDetail> {
  const step = await inDocument(app, who, {
    ability: 'file documents',
    documentId,
    work: async (tx, matter) => {
      const { count } = await tx.document.updateMany({
        where: { id: documentId, state: 'needs-password' },
        data: { state: stateDuring.extract, reason: null, changedAt: new Date() },
      });
      if (count === 0)
        throw new Problem(
          'conflict',
          'This document waits for no password: it is on its way, or open already.',
        );
      // Before the step is committed: a worker that takes it at once must find the password.
      await app.passwords.lend(documentId, password);
      const requested = await requestStep(tx, { id: documentId, matterId: matter.id }, 'extract');
      await recordEvent(tx, {
        event: 'document.password-given',
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
