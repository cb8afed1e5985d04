import { authorize } from '../../access/authorize.ts';
import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';
import { recordConfirmation } from '../sessions/session.ts';
import { limitAttempts } from '../limit-attempts.ts';
import type { ChallengePurpose } from './passkey-challenge.ts';
import {
  createPasskeyOptions,
  findPasskey,
  recordPasskeyRefusal,
  verifyPasskey,
  type PasskeyAssertion,
  type PasskeyRequestOptions,
} from './verify-passkey.ts';
import type { Actor } from '../../actor.ts';

/**
 * Creates what a browser asks the actor's passkeys with.
 * @throws Problem `not-allowed`, `conflict` where there are none
 */
export async function createConfirmOptions(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
): Promise<PasskeyRequestOptions> {
  await authorize(app, actor, 'manage your own account');
  return createPasskeyOptions(app, purposeOf(actor), actor.person.id);
}

/**
 * Confirms by a passkey that the actor is still the person who signed in.
 * @returns the token that their session has from now on
 * @throws Problem `not-allowed`, `wrong-credentials`, `too-many-attempts`
 */
export async function confirmByPasskey(
  app: Pick<App, 'config' | 'database' | 'rateLimits' | 'metrics' | 'turns'>,
  actor: Actor,
  answer: PasskeyAssertion,
): Promise<string> {
  await authorize(app, actor, 'manage your own account');
  const { id: personId, email } = actor.person;
  const attempt = { guessed: 'passkey', target: email, address: '', device: actor.sessionId } as const;
  const verified = await limitAttempts(app, attempt, async () => {
    const passkey = await findPasskey(app, answer.id);
    const right = await verifyPasskey(app, answer, { passkey, purpose: purposeOf(actor), personId });
    if (!right) await recordPasskeyRefusal(app, personId);
    return right;
  });
  if (!verified)
    throw new Problem(
      'wrong-credentials',
      'This is not a passkey of yours, or it took too long. Try once more, or type your password.',
    );
  return recordConfirmation(app, actor, { passkey: verified.id, factorSince: verified.createdAt });
}

function purposeOf(actor: Actor): ChallengePurpose {
  return { act: 'confirm', sessionId: actor.sessionId ?? '' };
}
