import type { PersonRole } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';

/** The one row there is. */
const where = { id: 1 } as const;

/** True where the firm signs in through its provider alone. */
export async function isSsoOnly(tx: Transaction): Promise<boolean> {
  return (await tx.singleSignOn.findUnique({ where, select: { mode: true } }))?.mode === 'only';
}

/**
 * Whether a password (or whatever else is kept here) lets this person in: where the firm signs in through its provider alone, only an
 * emergency administrator's does.
 */
export async function canSignInLocally(
  tx: Transaction,
  person: { role: PersonRole; emergency: boolean },
): Promise<boolean> {
  if (person.emergency && person.role === 'administrator') return true;
  return !(await isSsoOnly(tx));
}

/**
 * Asked last in a transaction that may have taken an emergency administrator away: where the firm signs in through its provider alone,
 * somebody must be left who gets in without it. Of two who ask at once, the second waits and sees what the first did.
 * @throws Problem `conflict`
 */
export async function requireEmergencyAdministrator(tx: Transaction): Promise<void> {
  const rows = await tx.$queryRaw<{ mode: string }[]>`SELECT mode FROM single_sign_on FOR UPDATE`;
  if (rows[0]?.mode !== 'only') return;
  const left = await tx.person.count({
    where: {
      emergency: true,
      role: 'administrator',
      disabledAt: null,
      totpSealed: { not: null },
      passwordHash: { not: null },
    },
  });
  if (left > 0) return;
  throw new Problem(
    'conflict',
    'While the firm signs in by single sign-on alone, one emergency administrator with a password and an authenticator app has to remain, or nobody could get in when the provider fails. Name another one under Single sign-on first.',
  );
}
