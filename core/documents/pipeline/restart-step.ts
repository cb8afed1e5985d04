import { withAuthorizedDocument } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import type { Transaction } from '../../platform/database.ts';
import { requestStep, tryEnqueueStep } from '../enqueue-step.ts';
import type { StepName } from '../journey.ts';
import type { DocumentDetail } from '../read/document-view.ts';
import { getDocument } from '../read/read-documents.ts';

/**
 * Runs a step of a document again: `begin` sets the document's state in the transaction and says which step.
 * The request is committed with it and recorded; the queue hears of it afterwards.
 * @throws Problem `not-found`, `not-allowed`, and whatever `begin` refuses with
 */
export async function restartStep(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  actor: Actor,
  input: {
    documentId: string;
    event: 'document.retried' | 'document.password-given';
    begin: (tx: Transaction) => Promise<StepName>;
  },
): Promise<DocumentDetail> {
  const { documentId, event, begin } = input;
  const step = await withAuthorizedDocument(app, actor, {
    ability: 'file documents',
    documentId,
    work: async (tx, { id: matterId }) => {
      const name = await begin(tx);
      const requested = await requestStep(tx, { id: documentId, matterId }, name);
      await recordEvent(tx, { event, personId: actor.person.id, matterId, documentId });
      return requested;
    },
  });
  await tryEnqueueStep(app, step);
  return getDocument(app, actor, documentId);
}
