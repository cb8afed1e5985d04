import type { App } from '../../app.ts';
import { createEncryption } from '../../platform/encryption.ts';
import { Problem } from '../../platform/errors.ts';
import { readFactors, type Factors } from '../second-factor/second-factor.ts';

/** How a sign-in begins. */
export type FirstStep = 'password' | 'single-sign-on';

/** How long somebody may look for their phone. */
const signInTicketMinutes = 5;

/**
 * Creates the ticket that stands for the first step of a sign-in while the second factor is asked for; it
 * lasts five minutes.
 */
export function createSignInTicket(
  { config }: Pick<App, 'config'>,
  personId: string,
  way: FirstStep,
): string {
  const until = Date.now() + signInTicketMinutes * 60_000;
  return createEncryption(config.sealingKey, 'second step').encrypt('', `${until} ${personId} ${way}`);
}

/**
 * Reads whose ticket it is, and how they began.
 * @throws Problem `wrong-credentials` when it has expired or was never issued
 */
export function readSignInTicket(app: Pick<App, 'config'>, ticket: string): { id: string; way: FirstStep } {
  const parsed = parseSignInTicket(app, ticket);
  if (parsed) return parsed;
  throw signInTimedOut();
}

/** Reads the second factors of the person of a ticket; undefined when the ticket has expired. */
export async function getTicketFactors(
  app: Pick<App, 'config' | 'database'>,
  ticket: string,
): Promise<Factors | undefined> {
  const parsed = parseSignInTicket(app, ticket);
  return parsed && app.database.asProcess((tx) => readFactors(tx, parsed.id));
}

function parseSignInTicket(
  { config }: Pick<App, 'config'>,
  ticket: string,
): { id: string; way: FirstStep } | undefined {
  const [until, id, way] =
    createEncryption(config.sealingKey, 'second step').decrypt('', ticket)?.split(' ') ?? [];
  const first = way === 'single-sign-on' ? way : 'password';
  return id !== undefined && Number(until) > Date.now() ? { id, way: first } : undefined;
}

/** The refusal of a ticket that has expired. */
export function signInTimedOut(): Problem {
  return new Problem('wrong-credentials', 'This took too long. Sign in again from the beginning.');
}
