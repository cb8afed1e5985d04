import type { Actor } from '../../actor.ts';
import type { App } from '../../app.ts';
import { recordEvent } from '../../audit/record-event.ts';
import { Problem } from '../../platform/errors.ts';
import { limitAttempts } from '../limit-attempts.ts';
import { verifyPassword } from './password-hash.ts';

/**
 * Checks the password of the actor; a wrong one is recorded.
 * @throws Problem `wrong-credentials`, `too-many-attempts`
 */
export async function checkOwnPassword(
  app: Pick<App, 'database' | 'rateLimits' | 'metrics' | 'turns'>,
  actor: Actor,
  password: string,
): Promise<void> {
  const { id, email } = actor.person;
  // Counted by the session: whoever holds it is no stranger, and strangers cannot use up its attempts.
  const attempt = { guessed: 'password', target: email, address: '', device: actor.sessionId } as const;
  const right = await limitAttempts(app, attempt, async () => {
    const found = await app.database.asProcess((tx) => tx.person.findUnique({ where: { id } }));
    if (await verifyPassword(found?.passwordHash, password)) return true;
    await app.database.asProcess((tx) =>
      recordEvent(tx, { event: 'session.refused', personId: id, detail: { email } }),
    );
    return undefined;
  });
  if (!right)
    throw new Problem('wrong-credentials', 'This is not your password. Type the one you sign in with.');
}
