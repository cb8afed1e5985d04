import { authorize } from '../access/authorize.js';
import type { App } from '../app.js';
import { requireConfirmed } from '../auth/confirm.js';
import type { SignedIn } from '../auth/signed-in.js';
import { recordEvent } from '../audit/record-event.js';
import { askOps, type OpsRequestView } from './ask-ops.js';

/**
 * Has a backup made now; it begins within seconds, and the request tells how it ended. Asked for while one that was asked for is
 * open, it is that one.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function askForBackup(app: Pick<App, 'database'>, who: SignedIn): Promise<OpsRequestView> {
  await authorize(app, who, 'tend backups');
  requireConfirmed(who);
  return app.database.asPerson(who.person.id, (tx) => {
    const record = (id: string) =>
      recordEvent(tx, { event: 'backup.asked', personId: who.person.id, detail: { id } });
    return askOps(tx, who, { kind: 'backup', what: {}, record });
  });
}
