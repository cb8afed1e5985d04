import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import { Problem } from '../platform/errors.ts';
import { noteConfirmed } from './confirm.ts';
import { limitAttempts } from './limit-attempts.ts';
import type { Purpose } from './passkey-challenge.ts';
import {
  askForPasskey,
  findPasskey,
  notePasskeyRefused,
  provePasskey,
  type PasskeyAnswer,
  type PasskeyQuestion,
} from './prove-passkey.ts';
import type { SignedIn } from './signed-in.ts';

/** What a browser asks the passkeys of who is signed in with. @throws Problem `not-allowed`, `conflict` where there are none */
export async function askToConfirm(
  app: Pick<App, 'config' | 'database'>,
  who: SignedIn,
): Promise<PasskeyQuestion> {
  await authorize(app, who, 'tend your own account');
  return askForPasskey(app, purposeOf(who), who.person.id);
}

/** Takes a passkey of the person who is signed in as a proof that it is still they. @throws Problem `wrong-credentials`, `too-many-attempts` */
export async function confirmByPasskey(
  app: Pick<App, 'config' | 'database' | 'limits' | 'metrics'>,
  who: SignedIn,
  answer: PasskeyAnswer,
): Promise<void> {
  await authorize(app, who, 'tend your own account');
  const { id: personId, email } = who.person;
  const attempt = { email, address: '', device: who.sessionId };
  const proved = await limitAttempts(app, attempt, async () => {
    const passkey = await findPasskey(app, answer.id);
    const right = await provePasskey(app, answer, { passkey, purpose: purposeOf(who), personId });
    if (!right) await notePasskeyRefused(app, personId);
    return right;
  });
  if (!proved)
    throw new Problem(
      'wrong-credentials',
      'This is not a passkey of yours, or it took too long. Try once more, or type your password.',
    );
  await noteConfirmed(app, who, { passkey: proved.id });
}

function purposeOf(who: SignedIn): Purpose {
  return { act: 'confirm', sessionId: who.sessionId ?? '' };
}
