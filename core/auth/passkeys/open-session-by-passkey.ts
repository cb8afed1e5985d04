import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';
import { canSignInLocally } from '../emergency-administrators.ts';
import { findKnownDevice } from '../sessions/device-token.ts';
import { limitAttempts } from '../limit-attempts.ts';
import { createSession, type OpenedSession, type SignInOrigin } from '../sessions/open-session.ts';
import { readSignInTicket } from '../sessions/sign-in-ticket.ts';
import type { ChallengePurpose } from './passkey-challenge.ts';
import {
  createPasskeyOptions,
  findPasskey,
  recordPasskeyRefusal,
  verifyPasskey,
  type StoredPasskey,
  type PasskeyAssertion,
  type PasskeyRequestOptions,
} from './verify-passkey.ts';

/** `ticket`: the password was right, and the passkey is the second step; without one it is both. */
type PasskeyStep = { ticket?: string | undefined };

/**
 * Creates what a browser asks passkeys with at sign-in.
 * @throws Problem `conflict` where there are none, `wrong-credentials` when the ticket has expired
 */
export async function createSignInOptions(
  app: Pick<App, 'config' | 'database'>,
  step: PasskeyStep,
): Promise<PasskeyRequestOptions> {
  const { purpose, personId } = await readPasskeyStep(app, step);
  return createPasskeyOptions(app, purpose, personId);
}

/**
 * Opens a session by a passkey: in place of the password and the code, or in place of the code. The same
 * answer for one that is unknown, not theirs or copied, for a signature that is wrong or was used, and for a
 * person who has left.
 * @throws Problem `wrong-credentials`, `too-many-attempts`
 */
export async function openSessionByPasskey(
  app: Pick<App, 'config' | 'database' | 'rateLimits' | 'metrics' | 'turns'>,
  signIn: SignInOrigin & PasskeyStep & { passkey: PasskeyAssertion },
): Promise<OpenedSession> {
  const { address, deviceToken, passkey, isGone } = signIn;
  const step = await readPasskeyStep(app, signIn);
  const stored = await findPasskey(app, passkey.id);
  const device = stored ? findKnownDevice(app, stored.person.email, deviceToken) : undefined;
  // Counted by the passkey, not by the person: somebody who makes up answers must not slow down a person who
  // types a password.
  const attempt = { guessed: 'passkey', target: passkey.id, address, device, isGone } as const;
  const verified = await limitAttempts(app, attempt, async (isRecorded) => {
    const proof = await verifyPasskey(app, passkey, { ...step, passkey: stored });
    const right = proof && (await isPasskeySignInAllowed(app, step, proof)) ? proof : undefined;
    if (!right && isRecorded) await recordPasskeyRefusal(app, step.personId ?? stored?.personId);
    return right;
  });
  if (verified)
    return createSession(app, verified.person, {
      ...signIn,
      way: step.way,
      passkey: verified.id,
      factorProved: true,
    });
  throw new Problem(
    'wrong-credentials',
    'This passkey does not open Strongroom. It may have been removed, or this took too long: try once more, or sign in with your password.',
  );
}

/**
 * Where the firm signs in through its provider alone, a passkey alone lets in the same people as a password.
 */
async function isPasskeySignInAllowed(
  app: Pick<App, 'database'>,
  { way }: PasskeySignIn,
  { person }: StoredPasskey,
): Promise<boolean> {
  return way !== 'passkey' || app.database.asProcess((tx) => canSignInLocally(tx, person));
}

type PasskeySignIn = {
  purpose: ChallengePurpose;
  personId: string | undefined;
  /** How it began. */
  way: 'password' | 'single-sign-on' | 'passkey';
};

async function readPasskeyStep(
  app: Pick<App, 'config' | 'database'>,
  { ticket }: PasskeyStep,
): Promise<PasskeySignIn> {
  if (ticket === undefined) return { purpose: { act: 'sign in' }, personId: undefined, way: 'passkey' };
  const { person, way } = await readSignInTicket(app, ticket);
  const personId = person.id;
  return { purpose: { act: 'second step', personId }, personId, way };
}
