import { authorize } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';
import { createRecoveryCodes } from './recovery-codes.ts';
import { hasFactor, lockFactors } from './second-factor.ts';
import type { Actor } from '../../actor.ts';

/**
 * Creates new recovery codes for the actor; the old ones stop working.
 * @returns the codes, shown this once
 * @throws Problem `not-allowed`, `confirm-first`, `conflict` for an actor without a second factor that they
 * could stand for
 */
export async function renewRecoveryCodes(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
): Promise<string[]> {
  await authorize(app, actor, 'change how you sign in');
  const personId = actor.person.id;
  return app.database.asProcess(async (tx) => {
    if (!hasFactor(await lockFactors(tx, personId)))
      throw new Problem(
        'conflict',
        'Recovery codes stand for a passkey or an authenticator app, and you have none. Add one first.',
      );
    const codes = await createRecoveryCodes(app, tx, personId);
    await recordEvent(tx, { event: 'recovery-codes.renewed', personId });
    return codes;
  });
}
