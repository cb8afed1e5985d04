import { withAuthorizedDocument } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { Problem } from '../../platform/errors.ts';
import type { DocumentDetail } from '../read/document-view.ts';
import { stateDuring } from '../journey.ts';
import { getDocument } from '../read/read-documents.ts';
import { tryEnqueueStep, requestStep } from '../enqueue-step.ts';

/**
 * Has a locked document read again with the password its owner gave. The password is kept nowhere: it is lent to the worker for
 * ten minutes, sealed, and gone once it was used.
 * @throws Problem `not-found`, `not-allowed`, `conflict` when the document waits for no password, `unavailable`.
 */
export async function retryWithPassword(
  app: Pick<App, 'database' | 'queues' | 'log' | 'documentPasswords'>,
  actor: Actor,
  { documentId, password }: { documentId: string; password: string },
): Promise<DocumentDetail> {
  const step = await withAuthorizedDocument(app, actor, {
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
      await app.documentPasswords.put(documentId, password);
      const requested = await requestStep(tx, { id: documentId, matterId: matter.id }, 'extract');
      await recordEvent(tx, {
        event: 'document.password-given',
        personId: actor.person.id,
        matterId: matter.id,
        documentId,
      });
      return requested;
    },
  });
  await tryEnqueueStep(app, step);
  return getDocument(app, actor, documentId);
}
