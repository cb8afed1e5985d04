import type { Actor } from '../actor.ts';
import { Problem } from '../platform/errors.ts';
import type { ProofRule } from './policy.ts';

/** How long a confirmation lasts. */
const confirmationMinutes = 15;

/**
 * Why the actor has not proved enough of who they are for what this rule is about, or undefined. A program
 * with a key can prove nothing: its key is all that a thief needs. `confirm-first` is for somebody in person,
 * who confirms and tries again.
 */
export function findProofProblem(actor: Actor, rule: ProofRule): Problem | undefined {
  const { needsProof, keyScope } = rule;
  if (needsProof === 'none') return undefined;
  if (actor.sessionId === undefined) {
    if (keyScope !== undefined && actor.key?.scope === keyScope) return undefined;
    return new Problem(
      'not-allowed',
      'No program does this with an API key. Sign in to Strongroom and do it yourself.',
    );
  }
  if (rule.needsOwnPassword && actor.passwordTemporaryUntil !== undefined)
    return new Problem(
      'own-password-first',
      'Your password was made by somebody else, who could add a way in that outlives it. Choose your own first, under your account; ask your administrator for a link if you do not know the one you have.',
    );
  const age = Date.now() - (actor.confirmedAt?.getTime() ?? 0);
  if (needsProof === 'in person' || age < confirmationMinutes * 60_000) return undefined;
  return new Problem(
    'confirm-first',
    'For this, confirm with your password or a passkey that it is you (POST /api/session/confirm), then do it again.',
  );
}
