import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { recordEvent } from '../audit/record-event.ts';
import { createOperatorRequest, type OperatorRequestView } from './operator-requests.ts';

/**
 * Requests a backup now; it begins within seconds, and the request says how it ended. While a requested one
 * is open, the request is that one.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function requestBackup(app: Pick<App, 'database'>, actor: Actor): Promise<OperatorRequestView> {
  await authorize(app, actor, 'manage backups');
  return app.database.asPerson(actor.person.id, (tx) => {
    const record = (id: string) =>
      recordEvent(tx, { event: 'backup.asked', personId: actor.person.id, detail: { id } });
    return createOperatorRequest(tx, actor, { kind: 'backup', what: {}, record });
  });
}
