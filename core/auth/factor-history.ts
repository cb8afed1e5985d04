import type { Actor } from '../actor.ts';
import { quoteName } from '../platform/quote-name.ts';
import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): triggers passkey.factor_needs_own_password, person.factor_needs_own_password.

/** By what a session is opened, in words. */
const openingWays = {
  password: 'a password',
  'temporary password': 'a password that somebody else made',
  passkey: 'a passkey',
  'single-sign-on': 'single sign-on',
} as const;
export type OpeningWay = keyof typeof openingWays;

/** What is typed in the second step of signing in. */
export type CodeKind = 'app' | 'recovery code';

/** By what the session of the actor was opened; null for one that an older version opened. */
export async function findOpeningWay(tx: Transaction, { sessionId }: Actor): Promise<string | null> {
  const session = await tx.session.findUnique({ where: { id: sessionId ?? '' }, select: { openedBy: true } });
  return session?.openedBy ?? null;
}

/**
 * Since when somebody has the second factor that they prove as they sign in. Null for none; for a recovery code as
 * well, which may lie in a drawer.
 */
export async function findFactorAge(
  tx: Transaction,
  { id, totpAddedAt }: { id: string; totpAddedAt: Date | null },
  { passkey, codeKind }: { passkey?: string | undefined; codeKind?: CodeKind | undefined },
): Promise<Date | null> {
  if (codeKind === 'app') return totpAddedAt;
  if (passkey === undefined) return null;
  const found = await tx.passkey.findFirst({ where: { id: passkey, personId: id } });
  return found?.createdAt ?? null;
}

/** As many are named in a sentence. */
const maxNamed = 5;

/**
 * Says with what a person signs in, second factors since when, and in a session opened by what each was added:
 * for whoever approves what the account becomes.
 */
export async function describeFactors(tx: Transaction, personId: string): Promise<string> {
  const { passwordHash, passwordTemporaryUntil, totpSealed, totpAddedAt, totpAddedBy } =
    await tx.person.findUniqueOrThrow({
      where: { id: personId },
    });
  const passkeys = await tx.passkey.findMany({
    where: { personId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const links = await tx.identityLink.count({ where: { personId } });
  const named = passkeys
    .slice(0, maxNamed)
    .map(({ name, createdAt, addedBy }) => `${quoteName(name)}, ${formatAdded(createdAt, addedBy)}`);
  const more = passkeys.length > maxNamed ? [`${passkeys.length - maxNamed} more`] : [];
  const parts = [
    passwordHash !== null && (passwordTemporaryUntil ? 'a password that somebody else made' : 'a password'),
    passkeys.length > 0 &&
      `${passkeys.length} ${passkeys.length === 1 ? 'passkey' : 'passkeys'}: ${[...named, ...more].join('; ')}`,
    totpSealed !== null && `an authenticator app, ${formatAdded(totpAddedAt, totpAddedBy)}`,
    links > 0 && 'single sign-on',
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'nothing yet' : parts.join('; ');
}

function formatAdded(at: Date | null, by: string | null): string {
  const day = at === null ? 'at an unknown time' : `on ${at.toISOString().slice(0, 10)}`;
  const way = openingWays[(by ?? '') as OpeningWay] ?? 'an unknown way';
  return `added ${day} in a session opened by ${way}`;
}
