import type { Actor } from '../actor.ts';
import { Problem } from '../platform/errors.ts';

/** How long a confirmation lasts. */
const confirmationMinutes = 15;

/**
 * Requires a confirmation of the last fifteen minutes, before an act that would let a stranger at an open
 * browser stay.
 * @throws Problem `confirm-first`; the actor confirms and tries again
 */
export function requireConfirmed(actor: Actor): void {
  const age = Date.now() - (actor.confirmedAt?.getTime() ?? 0);
  if (age < confirmationMinutes * 60_000) return;
  throw new Problem(
    'confirm-first',
    'For this, confirm with your password or a passkey that it is you (POST /api/session/confirm), then do it again.',
  );
}
