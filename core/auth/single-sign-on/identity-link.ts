import { authorize } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import { Problem } from '../../platform/errors.ts';
import { notifyAccounts } from '../../notices/notify-accounts.ts';
import { isSsoOnly } from '../emergency-administrators.ts';
import type { Actor } from '../../actor.ts';

/**
 * Reads the firm's provider, and whether an account there is linked to the actor; undefined where single
 * sign-on is off.
 */
export async function getIdentityLink(
  { database }: Pick<App, 'database'>,
  actor: Actor,
): Promise<{ name: string; linked: boolean; trusted: boolean } | undefined> {
  return database.asProcess(async (tx) => {
    const row = await tx.singleSignOn.findUnique({ where: { id: 1 } });
    if (!row || row.mode === 'off') return undefined;
    const links = await tx.identityLink.count({ where: { personId: actor.person.id, issuer: row.issuer } });
    const trusted = await isProviderTrusted(tx, actor.person.id, row.issuer);
    return { name: row.name, linked: links > 0, trusted };
  });
}

/** Whether a person agreed that this provider's second factor stands for the one that they set up here. */
export async function isProviderTrusted(tx: Transaction, personId: string, issuer: string): Promise<boolean> {
  return (await tx.person.count({ where: { id: personId, trustedFactorIssuer: issuer } })) > 0;
}

/**
 * Lets the provider's second factor stand for the actor's own, or no longer. Nobody else can say so, and it
 * ends when the provider is changed.
 * @throws Problem `not-allowed`, `confirm-first`, `conflict` where single sign-on is off
 */
export async function trustProvider(
  app: Pick<App, 'database'>,
  actor: Actor,
  trusted: boolean,
): Promise<void> {
  await authorize(app, actor, 'change how you sign in');
  const personId = actor.person.id;
  await app.database.asProcess(async (tx) => {
    const row = await tx.singleSignOn.findUnique({ where: { id: 1 } });
    if (!row || row.mode === 'off')
      throw new Problem('conflict', 'Single sign-on is off, so no provider’s second factor counts here.');
    const trustedFactorIssuer = trusted ? row.issuer : null;
    await tx.person.update({ where: { id: personId }, data: { trustedFactorIssuer } });
    const detail = { issuer: row.issuer, trusted };
    await recordEvent(tx, { event: 'second-factor.provider-trusted', personId, detail });
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
    if (count === 0) return;
    const told = await notifyAccounts(tx, { kind: 'identity-unlinked', personIds: [personId] });
    await recordEvent(tx, { event: 'identity.unlinked', personId }, told);
  });
}
