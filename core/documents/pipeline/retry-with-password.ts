import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { Problem } from '../../platform/errors.ts';
import type { DocumentDetail } from '../read/document-view.ts';
import { stateDuring } from '../journey.ts';
import { restartStep } from './restart-step.ts';

/**
 * Reads a locked document again with the password that its owner typed. The password is stored nowhere: the
 * worker can get it for ten minutes, sealed, and it is gone once it was used.
 * @throws Problem `not-found`, `not-allowed`, `conflict` when the document waits for no password,
 * `unavailable`
 */
export async function retryWithPassword(
  app: Pick<App, 'database' | 'queues' | 'log' | 'documentPasswords'>,
  actor: Actor,
  { documentId, password }: { documentId: string; password: string },
): Promise<DocumentDetail> {
  return restartStep(app, actor, {
    documentId,
    event: 'document.password-given',
    begin: async (tx) => {
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
      return 'extract';
    },
  });
}
