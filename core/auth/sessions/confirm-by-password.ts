import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { authorize } from '../../access/authorize.ts';
import { Problem } from '../../platform/errors.ts';
import { limitAttempts } from '../limit-attempts.ts';
import { verifyPassword } from '../passwords/password-hash.ts';
import type { Actor } from '../../actor.ts';

/** How long after a proof dangerous acts need no other one. */
const confirmationMinutes = 15;

/**
 * Asks for a proof that is not older than a quarter of an hour, before an act that would let a stranger at an open browser stay.
 * @throws Problem `confirm-first`
 */
export function requireConfirmed(actor: Actor): void {
  const age = Date.now() - (actor.confirmedAt?.getTime() ?? 0);
  if (age < confirmationMinutes * 60_000) return;
  throw new Problem(
    'confirm-first',
    'For this, confirm with your password or a passkey that it is you (POST /api/session/confirm), then do it again.',
  );
}

/** Takes the password of the person who is signed in as a proof that it is still they. @throws Problem `wrong-credentials`, `too-many-attempts` */
export async function confirmByPassword(
  app: Pick<App, 'database' | 'rateLimits' | 'metrics'>,
  actor: Actor,
  password: string,
): Promise<void> {
  await authorize(app, actor, 'tend your own account');
  await checkOwnPassword(app, actor, password);
  await recordConfirmation(app, actor);
}

/** From now on dangerous acts need no other proof for a while. */
export async function recordConfirmation(
  { database }: Pick<App, 'database'>,
  actor: Actor,
  detail: { passkey?: string } = {},
): Promise<void> {
  await database.asProcess(async (tx) => {
    await tx.session.updateMany({ where: { id: actor.sessionId ?? '' }, data: { confirmedAt: new Date() } });
    await recordEvent(tx, { event: 'session.confirmed', personId: actor.person.id, detail });
  });
}

/** @throws Problem `wrong-credentials`, `too-many-attempts` */
export async function checkOwnPassword(
  app: Pick<App, 'database' | 'rateLimits' | 'metrics'>,
  actor: Actor,
  password: string,
): Promise<void> {
  const { id, email } = actor.person;
  // Counted by the session: whoever holds it is no stranger, and strangers cannot use up its tries.
  const attempt = { email, address: '', device: actor.sessionId };
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
