import { authorize } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';
import { isSsoOnly } from '../emergency-administrators.ts';
import type { Actor } from '../../actor.ts';

/**
 * Reads the firm's provider, and whether an account there is linked to the actor; undefined where single
 * sign-on is off.
 */
export async function getIdentityLink(
  { database }: Pick<App, 'database'>,
  actor: Actor,
): Promise<{ name: string; linked: boolean } | undefined> {
  return database.asProcess(async (tx) => {
    const row = await tx.singleSignOn.findUnique({ where: { id: 1 } });
    if (!row || row.mode === 'off') return undefined;
    const links = await tx.identityLink.count({ where: { personId: actor.person.id, issuer: row.issuer } });
    return { name: row.name, linked: links > 0 };
  });
}

/**
 * Removes the link: no account at a provider leads to the actor any longer.
 * @throws Problem `not-allowed`, `confirm-first`, `conflict` where it is the only way in
 */
export async function unlinkIdentity(app: Pick<App, 'database'>, actor: Actor): Promise<void> {
  await authorize(app, actor, 'change how you sign in');
  const personId = actor.person.id;
  await app.database.asProcess(async (tx) => {
    if (await isSsoOnly(tx))
      throw new Problem(
        'conflict',
        'Your firm signs in by single sign-on alone, so this link is your way in. It stays.',
      );
    const self = await tx.person.findUniqueOrThrow({ where: { id: personId } });
    if (self.passwordHash === null)
      throw new Problem(
        'conflict',
        'You have no password here, so this link is your way in. Ask your administrator for a link to choose one first.',
      );
    const { count } = await tx.identityLink.deleteMany({ where: { personId } });
    if (count > 0) await recordEvent(tx, { event: 'identity.unlinked', personId });
  });
}
