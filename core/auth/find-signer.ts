import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { isDuplicate, type Transaction } from '../platform/database.ts';
import type { Identity } from './read-claims.ts';
import type { SignOnSettings } from './sign-on-settings.ts';
import { SignOnRefused } from './sign-on-refused.ts';

type Person = Awaited<ReturnType<Transaction['person']['findUniqueOrThrow']>>;
type Arrival = { settings: SignOnSettings; identity: Identity };

/**
 * Who somebody from the firm's provider is here: by issuer and subject once they are linked; the first time by proven address, or as a
 * new member of staff where the firm allows it. Their role follows the provider's groups where the firm has said how.
 * @throws SignOnRefused
 */
export async function findSigner(app: Pick<App, 'config' | 'database'>, arrival: Arrival): Promise<Person> {
  // Nothing but sessions is written in a copy for reading: who is linked comes in as they were.
  const isCopy = app.config.copyOf !== '';
  try {
    return await app.database.asProcess(async (tx) => {
      const linked = await findLinked(tx, arrival.identity);
      const person = linked ?? (isCopy ? undefined : await settleIn(tx, arrival));
      if (!person)
        throw new SignOnRefused(
          'not linked',
          'In this copy only people come in who signed in this way before.',
        );
      if (person.disabledAt)
        throw new SignOnRefused(
          'disabled',
          'Your access to Strongroom was ended. Ask your administrator whether it is to be given back.',
          { personId: person.id },
        );
      return isCopy ? person : await followGroups(tx, person, arrival);
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new SignOnRefused('at the same time', 'You were signing in twice at once. Sign in again.', {
      cause: error,
    });
  }
}

/** Whom an identity belongs to here. */
export async function findLinked(
  tx: Transaction,
  { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
): Promise<Person | undefined> {
  const key = { issuer_subject: { issuer, subject } };
  const found = await tx.identityLink.findUnique({ where: key, include: { person: true } });
  return found?.person;
}

/** From now on whoever signs in so at the provider is this person. Audited. @throws P2002 where it is somebody already */
export async function linkIdentity(
  tx: Transaction,
  personId: string,
  { issuer, subject }: Identity,
): Promise<void> {
  await tx.identityLink.create({ data: { issuer, subject, personId } });
  await recordEvent(tx, { event: 'identity.linked', personId, detail: { issuer } });
}

async function settleIn(tx: Transaction, { identity, settings }: Arrival): Promise<Person> {
  const { email, issuer } = identity;
  const { name: provider, createsPeople } = settings;
  if (email === undefined)
    throw new SignOnRefused(
      'no proven address',
      `${provider} did not say that an e-mail address of the firm is yours. Ask your administrator to look at your account there.`,
    );
  const found = await tx.person.findUnique({ where: { email }, include: { identityLinks: true } });
  if (found?.disabledAt) return found;
  if (found) {
    const { id: personId } = found;
    if (found.role === 'administrator')
      throw new SignOnRefused(
        'administrator not linked',
        `An administrator links ${provider} in person: sign in with your password once, and link it under your account.`,
        { personId },
      );
    // An address that was given to somebody else at the provider must not open what its former owner saw.
    if (found.identityLinks.some((link) => link.issuer === issuer))
      throw new SignOnRefused(
        'address linked to another',
        'Somebody else signs in with this address already. Ask your administrator which of you it belongs to.',
        { personId },
      );
  } else if (!createsPeople) {
    throw new SignOnRefused(
      'unknown',
      'Nobody here has your e-mail address. Ask your administrator to add you.',
    );
  }
  const person = found ?? (await createMember(tx, { ...identity, email }));
  await linkIdentity(tx, person.id, identity);
  return person;
}

async function createMember(tx: Transaction, { email, name }: Identity & { email: string }): Promise<Person> {
  const data = {
    id: randomUUID(),
    email,
    name: name?.slice(0, 200) ?? email,
    role: 'member',
    passwordHash: null,
  } as const;
  const person = await tx.person.create({ data });
  const detail = { id: person.id, role: person.role, by: 'single-sign-on' };
  await recordEvent(tx, { event: 'person.created', personId: person.id, detail });
  return person;
}

/** An emergency administrator's role is given here alone, and so is the last administrator's: the provider locks nobody out. */
async function followGroups(
  tx: Transaction,
  person: Person,
  { identity, settings: { groupRoles } }: Arrival,
): Promise<Person> {
  if (groupRoles.length === 0 || person.emergency) return person;
  const role = groupRoles.find(({ group }) => identity.groups.includes(group))?.role ?? 'member';
  if (role === person.role) return person;
  if (person.role === 'administrator') {
    const others = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM person WHERE role = 'administrator' AND disabled_at IS NULL ORDER BY id FOR UPDATE`;
    if (others.every(({ id }) => id === person.id)) return person;
  }
  const changed = await tx.person.update({ where: { id: person.id }, data: { role } });
  const detail = { id: person.id, role, by: 'single-sign-on' } as const;
  await recordEvent(tx, { event: 'person.role-changed', personId: person.id, detail });
  return changed;
}
