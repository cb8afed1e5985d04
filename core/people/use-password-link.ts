import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { notifyAccounts } from '../notices/notify-accounts.ts';
import { revokeAllApiKeys } from '../auth/api-keys/api-keys.ts';
import { hasOutgrownLink } from '../auth/passwords/link-guards.ts';
import { hashPassword } from '../auth/passwords/password-hash.ts';
import { describeFactors } from '../auth/factor-history.ts';
import { hashToken } from '../auth/token.ts';
import { Problem } from '../platform/errors.ts';

/** The person for whom a link sets the password. */
export type InvitedPerson = { email: string; name: string; hasPassword: boolean };

/**
 * Finds the person of a link; undefined for a link that was used or revoked, has expired, or never was, and for one
 * that would open more than when it was made.
 * Looking changes nothing: programs that scan mail look, too.
 */
export async function findInvitedPerson(
  { database }: Pick<App, 'database'>,
  token: string,
): Promise<InvitedPerson | undefined> {
  return database.withoutTransaction(async (client) => {
    const where = { tokenHash: hashToken(token) };
    const found = await client.passwordLink.findUnique({ where, include: { person: true } });
    if (!found || found.usedAt || found.endedAt || found.expiresAt <= new Date()) return undefined;
    const { email, name, passwordHash, disabledAt } = found.person;
    if (disabledAt || (await hasOutgrownLink(client, found))) return undefined;
    return { email, name, hasPassword: passwordHash !== null };
  });
}

/**
 * Sets the password through a link, once: of two who use it at the same moment the second is refused. All
 * sessions and API keys of the person end; the second factor stays.
 * @returns the address to sign in with
 * @throws Problem `not-found`, `invalid-request` for a password that is too easy, after which the link still
 * works
 */
export async function usePasswordLink(
  app: Pick<App, 'config' | 'database'>,
  { token, password }: { token: string; password: string },
): Promise<{ email: string }> {
  const invited = await findInvitedPerson(app, token);
  if (!invited) throw linkNotUsable();
  const { email, name } = invited;
  const passwordHash = await hashPassword(password, { email, name, hosts: app.config.hosts });
  const now = new Date();
  const tokenHash = hashToken(token);
  await app.database.asProcess(async (tx) => {
    // The person first, like everybody who changes how somebody signs in.
    await tx.$executeRaw`
      SELECT FROM person WHERE id = (SELECT person_id FROM password_link WHERE token_hash = ${tokenHash}) FOR NO KEY UPDATE`;
    const { count } = await tx.passwordLink.updateMany({
      where: { tokenHash, usedAt: null, endedAt: null, expiresAt: { gt: now }, person: { disabledAt: null } },
      data: { usedAt: now },
    });
    if (count === 0) throw linkNotUsable();
    const link = await tx.passwordLink.findUniqueOrThrow({ where: { tokenHash } });
    if (await hasOutgrownLink(tx, link)) throw linkNotUsable();
    const { personId } = link;
    const data = { passwordHash, passwordTemporaryUntil: null };
    await tx.person.update({ where: { id: personId }, data });
    await tx.session.deleteMany({ where: { personId } });
    await revokeAllApiKeys(tx, { personId, by: personId });
    // Who was only invited until now has chosen it themselves, by their first link: a later one is somebody else's doing.
    const isFirst = (await tx.passwordLink.count({ where: { personId } })) === 1;
    const wasHere =
      invited.hasPassword || !isFirst || (await tx.identityLink.count({ where: { personId } })) > 0;
    const personIds = wasHere ? [personId] : [];
    const about = await describeFactors(tx, personId);
    const told = await notifyAccounts(tx, { kind: 'password-link-used', personIds, about });
    await recordEvent(tx, { event: 'password-link.used', personId }, told);
  });
  return { email };
}

function linkNotUsable(): Problem {
  return new Problem(
    'not-found',
    'This link does not work any more: it was used, taken back, is too old, or its account may do more than when it was made. Ask your administrator for a new one.',
  );
}
