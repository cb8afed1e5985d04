import type { PersonRole } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';

/** The only row of the table. */
const where = { id: 1 } as const;

/** True where the firm signs in through its provider alone. */
export async function isSsoOnly(tx: Transaction): Promise<boolean> {
  return (await tx.singleSignOn.findUnique({ where, select: { mode: true } }))?.mode === 'only';
}

/**
 * Whether a password or passkey that is stored here lets this person in: where the firm signs in through its
 * provider alone, only an emergency administrator's does.
 */
export async function canSignInLocally(
  tx: Transaction,
  person: { role: PersonRole; emergency: boolean },
): Promise<boolean> {
  if (person.emergency && person.role === 'administrator') return true;
  return !(await isSsoOnly(tx));
}

/**
 * Requires, last in a transaction that may have removed an emergency administrator, that somebody is left:
 * where the firm signs in through its provider alone, somebody must get in without it. Of two at once, the
 * second waits and sees what the first did.
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
