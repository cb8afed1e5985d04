import { authorize } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { revokeAllApiKeys } from '../api-keys/api-keys.ts';
import { checkOwnPassword } from './check-own-password.ts';
import { endPasswordLinks } from './end-password-links.ts';
import { hashPassword } from './password-hash.ts';
import { renewSession } from '../renew-session.ts';
import type { Actor } from '../../actor.ts';

/**
 * Changes the password of the actor, and ends all their other sessions and their API keys: somebody who knew
 * the old one is out. `keepKeys`: not the keys, unless somebody else made the old one.
 * @returns the token that their session has from now on
 * @throws Problem `not-allowed`, `wrong-credentials`, `too-many-attempts`, `invalid-request`
 */
export async function changePassword(
  app: Pick<App, 'config' | 'database' | 'rateLimits' | 'metrics' | 'turns'>,
  actor: Actor,
  change: { current: string; next: string; keepKeys?: boolean | undefined },
): Promise<string> {
  await authorize(app, actor, 'manage your own account');
  await checkOwnPassword(app, actor, change.current);
  const { id, email, name } = actor.person;
  const passwordHash = await hashPassword(change.next, { email, name, hosts: app.config.hosts });
  return app.database.asProcess(async (tx) => {
    const data = { passwordHash, passwordTemporaryUntil: null };
    await tx.person.update({ where: { id }, data });
    await endPasswordLinks(tx, id);
    await tx.session.deleteMany({ where: { personId: id, NOT: { id: actor.sessionId ?? '' } } });
    await recordEvent(tx, { event: 'person.password-changed', personId: id });
    // Of those that are there while somebody else knows the password, nobody knows whose they are.
    if (!change.keepKeys || actor.passwordTemporaryUntil)
      await revokeAllApiKeys(tx, { personId: id, by: id });
    return renewSession(tx, actor.sessionId);
  });
}
