import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import { requireConfirmed } from '../auth/confirm.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { recordEvent } from '../audit/record-event.ts';
import { askOps, type OpsRequestView } from './ask-ops.ts';

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
