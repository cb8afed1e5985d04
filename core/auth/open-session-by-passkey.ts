import type { App } from '../app.ts';
import { Problem } from '../platform/errors.ts';
import { entersLocally } from './emergency.ts';
import { knownDevice } from './known-device.ts';
import { limitAttempts } from './limit-attempts.ts';
import { readTicket, startSession, type OpenedSession, type SignInOrigin } from './open-session.ts';
import type { Purpose } from './passkey-challenge.ts';
import {
  askForPasskey,
  findPasskey,
  notePasskeyRefused,
  provePasskey,
  type KeptPasskey,
  type PasskeyAnswer,
  type PasskeyQuestion,
} from './prove-passkey.ts';

/** `ticket`: the password was right, and the passkey is the second step; without one it is both. */
type Step = { ticket?: string | undefined };

/** What a browser asks passkeys with at sign-in. @throws Problem `conflict` where there are none, `wrong-credentials` when the ticket is over */
export async function askAtSignIn(
  app: Pick<App, 'config' | 'database'>,
  step: Step,
): Promise<PasskeyQuestion> {
  const { purpose, personId } = readStep(app, step);
  return askForPasskey(app, purpose, personId);
}

/**
 * Signs a person in by their passkey: in place of the password and the code, or in place of the code. The same answer for one that is
 * unknown, not theirs or copied, for a signature that is wrong or was used, and for a person who has left.
 * @throws Problem `wrong-credentials`, `too-many-attempts`
 */
export async function openSessionByPasskey(
  app: Pick<App, 'config' | 'database' | 'limits' | 'metrics'>,
  signIn: SignInOrigin & Step & { passkey: PasskeyAnswer },
): Promise<OpenedSession> {
  const { address, deviceMark, passkey } = signIn;
  const step = readStep(app, signIn);
  const kept = await findPasskey(app, passkey.id);
  const device = kept ? knownDevice(app, kept.person.email, deviceMark) : undefined;
  // Counted by the passkey, not by the person: whoever makes up answers must not slow down who types a password.
  const attempt = { email: `passkey ${passkey.id}`, address, device };
  const proved = await limitAttempts(app, attempt, async () => {
    const proof = await provePasskey(app, passkey, { ...step, passkey: kept });
    const right = proof && (await entersBy(app, step, proof)) ? proof : undefined;
    if (!right) await notePasskeyRefused(app, step.personId ?? kept?.personId);
    return right;
  });
  if (proved) return startSession(app, proved.person, { ...signIn, way: step.way, passkey: proved.id });
  throw new Problem(
    'wrong-credentials',
    'This passkey does not open Strongroom. It may have been removed, or this took too long: try once more, or sign in with your password.',
  );
}

/** Where the firm signs in through its provider alone, a passkey alone lets in whom a password would. */
async function entersBy(
  app: Pick<App, 'database'>,
  { way }: ReadStep,
  { person }: KeptPasskey,
): Promise<boolean> {
  return way !== 'passkey' || app.database.asProcess((tx) => entersLocally(tx, person));
}

type ReadStep = {
  purpose: Purpose;
  personId: string | undefined;
  /** How it began. */
  way: 'password' | 'single-sign-on' | 'passkey';
};

function readStep(app: Pick<App, 'config'>, { ticket }: Step): ReadStep {
  if (ticket === undefined) return { purpose: { act: 'sign in' }, personId: undefined, way: 'passkey' };
  const { id: personId, way } = readTicket(app, ticket);
  return { purpose: { act: 'second step', personId }, personId, way };
}
