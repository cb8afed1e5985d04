import type { App } from '../../app.ts';
import { createEncryption } from '../../platform/encryption.ts';
import { Problem } from '../../platform/errors.ts';
import { hashToken } from '../token.ts';
import { readFactors, type Factors } from '../second-factor/second-factor.ts';

/** How a sign-in begins. */
export type FirstStep = 'password' | 'single-sign-on';

/** How long somebody may look for their phone. */
const signInTicketMinutes = 5;

/** `passwordHash`: a ticket ends with the password that was stored when it was made. */
type TicketPerson = { id: string; passwordHash: string | null };

/**
 * Creates the ticket that stands for the first step of a sign-in while the second factor is asked for; it
 * lasts five minutes, and no longer than the password of its person.
 */
export function createSignInTicket(
  { config }: Pick<App, 'config'>,
  person: TicketPerson,
  way: FirstStep,
): string {
  const until = Date.now() + signInTicketMinutes * 60_000;
  const parts = [until, person.id, way, passwordFingerprint(person)];
  return createEncryption(config.sealingKey, 'second step').encrypt('', parts.join(' '));
}

/**
 * Reads whose ticket it is, and how they began.
 * @throws Problem `wrong-credentials` when it has expired or was never issued, and when its person has left or
 * has another password since
 */
export async function readSignInTicket(
  app: Pick<App, 'config' | 'database'>,
  ticket: string,
): Promise<FirstStepDone> {
  const found = await findTicketPerson(app, ticket);
  if (found) return found;
  throw signInTimedOut();
}

/** Reads the second factors of the person of a ticket; undefined when the ticket is over. */
export async function getTicketFactors(
  app: Pick<App, 'config' | 'database'>,
  ticket: string,
): Promise<Factors | undefined> {
  const found = await findTicketPerson(app, ticket);
  return found && app.database.asProcess((tx) => readFactors(tx, found.person.id));
}

type FirstStepDone = NonNullable<Awaited<ReturnType<typeof findTicketPerson>>>;

async function findTicketPerson({ config, database }: Pick<App, 'config' | 'database'>, ticket: string) {
  const [until, id, way, fingerprint] =
    createEncryption(config.sealingKey, 'second step').decrypt('', ticket)?.split(' ') ?? [];
  if (id === undefined || Number(until) <= Date.now()) return undefined;
  const person = await database.asProcess((tx) => tx.person.findUnique({ where: { id } }));
  if (!person || person.disabledAt || passwordFingerprint(person) !== fingerprint) return undefined;
  const firstStep: FirstStep = way === 'single-sign-on' ? way : 'password';
  return { person, way: firstStep };
}

/** Names the password that a person has now: another one, another name. */
export function passwordFingerprint({ id, passwordHash }: TicketPerson): string {
  return hashToken(`${id} ${passwordHash ?? ''}`);
}

/** The refusal of a ticket that is over. */
function signInTimedOut(): Problem {
  return new Problem('wrong-credentials', 'This took too long. Sign in again from the beginning.');
}
