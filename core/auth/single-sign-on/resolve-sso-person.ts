import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { type Transaction } from '../../platform/database.ts';
import { isUniqueViolation } from '../../platform/database-errors.ts';
import { notifyAccounts } from '../../notices/notify-accounts.ts';
import { endAccessOfRole } from '../api-keys/end-access-of-role.ts';
import { notifyOfStanding, recordStanding } from '../notify-of-standing.ts';
import type { ProviderIdentity } from './read-claims.ts';
import type { SsoSettings } from './sso-settings.ts';
import { SsoRefused } from './sso-refused.ts';

type Person = Awaited<ReturnType<Transaction['person']['findUniqueOrThrow']>>;
type SsoArrival = { settings: SsoSettings; identity: ProviderIdentity };

/**
 * Finds the person for an identity of the firm's provider: by issuer and subject once they are linked; the
 * first time by proven address, or as a new member of staff where the firm allows it. Their role follows the
 * provider's groups where the firm has configured it.
 * @throws SsoRefused
 */
export async function resolveSsoPerson(
  app: Pick<App, 'config' | 'database'>,
  arrival: SsoArrival,
): Promise<Person> {
  // Only sessions are written in a read-only copy: a linked person comes in with the role they had.
  const isCopy = app.config.copyOf !== '';
  try {
    return await app.database.asProcess(async (tx) => {
      const linked = await findLinkedPerson(tx, arrival.identity);
      const person = linked ?? (isCopy ? undefined : await provisionPerson(tx, arrival));
      if (!person)
        throw new SsoRefused('not linked', 'In this copy only people come in who signed in this way before.');
      if (person.disabledAt)
        throw new SsoRefused(
          'disabled',
          'Your access to Strongroom was ended. Ask your administrator whether it is to be given back.',
          { personId: person.id },
        );
      return isCopy ? person : await applyGroupRoles(tx, person, arrival);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new SsoRefused('at the same time', 'You were signing in twice at once. Sign in again.', {
      cause: error,
    });
  }
}

/** The person an identity belongs to here. */
export async function findLinkedPerson(
  tx: Transaction,
  { issuer, subject }: Pick<ProviderIdentity, 'issuer' | 'subject'>,
): Promise<Person | undefined> {
  const key = { issuer_subject: { issuer, subject } };
  const found = await tx.identityLink.findUnique({ where: key, include: { person: true } });
  return found?.person;
}

/**
 * Links an identity to a person: from now on it signs them in. Audited, and the person is told.
 * @throws P2002 where it belongs to somebody already
 */
export async function linkIdentity(
  tx: Transaction,
  personId: string,
  { issuer, subject }: ProviderIdentity,
): Promise<void> {
  await tx.identityLink.create({ data: { issuer, subject, personId } });
  const told = await notifyAccounts(tx, { kind: 'identity-linked', personIds: [personId], about: issuer });
  await recordEvent(tx, { event: 'identity.linked', personId, detail: { issuer } }, told);
}

async function provisionPerson(tx: Transaction, { identity, settings }: SsoArrival): Promise<Person> {
  const { email, issuer } = identity;
  const { name: provider, createsPeople } = settings;
  if (email === undefined)
    throw new SsoRefused(
      'no proven address',
      `${provider} did not say that an e-mail address of the firm is yours. Ask your administrator to look at your account there.`,
    );
  const found = await tx.person.findUnique({ where: { email }, include: { identityLinks: true } });
  if (found?.disabledAt) return found;
  if (found) {
    const { id: personId } = found;
    if (found.role === 'administrator')
      throw new SsoRefused(
        'administrator not linked',
        `An administrator links ${provider} in person: sign in with your password once, and link it under your account.`,
        { personId },
      );
    // An address that was reassigned at the provider must not open what its former owner saw.
    if (found.identityLinks.some((link) => link.issuer === issuer))
      throw new SsoRefused(
        'address linked to another',
        'Somebody else signs in with this address already. Ask your administrator which of you it belongs to.',
        { personId },
      );
  } else if (!createsPeople) {
    throw new SsoRefused(
      'unknown',
      'Nobody here has your e-mail address. Ask your administrator to add you.',
    );
  }
  const person = found ?? (await createMember(tx, { ...identity, email }));
  await linkIdentity(tx, person.id, identity);
  return person;
}

async function createMember(
  tx: Transaction,
  { email, name }: ProviderIdentity & { email: string },
): Promise<Person> {
  const data = {
    id: randomUUID(),
    email,
    name: name?.slice(0, 200) ?? email,
    role: 'member',
    passwordHash: null,
  } as const;
  const person = await tx.person.create({ data });
  const detail = { id: person.id, role: person.role, by: 'single-sign-on', name: person.name, email };
  const told = await notifyOfStanding(tx, { before: undefined, after: person });
  await recordEvent(tx, { event: 'person.created', personId: person.id, detail }, told);
  return person;
}

/**
 * An emergency administrator's role is set here alone, and so is the last administrator's: the provider locks
 * nobody out.
 */
async function applyGroupRoles(
  tx: Transaction,
  person: Person,
  { identity, settings: { groupRoles } }: SsoArrival,
): Promise<Person> {
  if (groupRoles.length === 0 || person.emergency) return person;
  const role = groupRoles.find(({ group }) => identity.groups.includes(group))?.role ?? 'member';
  if (role === person.role) return person;
  if (person.role === 'administrator') {
    const others = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM person WHERE role = 'administrator' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`;
    if (others.every(({ id }) => id === person.id)) return person;
  }
  const changed = await tx.person.update({ where: { id: person.id }, data: { role } });
  await endAccessOfRole(tx, changed);
  const way = 'by a group of theirs at the firm’s provider';
  await recordStanding(tx, { before: person, after: changed, way });
  return changed;
}
