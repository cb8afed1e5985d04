import type { Transaction } from '../../platform/database.ts';

// In the database (prisma/current.sql): function link_guards(uuid,uuid).

/**
 * Reads what a password link for this person opens beside an account: roles at the firm, `wall ID` for each walled
 * matter in which they have one, and `past wall ID` for each that they read and from which a wall keeps whoever makes
 * the link. What they were and were in during the last 30 days counts. Where it is anything, an administrator alone
 * does not make the link: whoever becomes another administrator approves their own requests, and whoever becomes an
 * auditor reads what all do.
 */
export async function readLinkGuards(
  tx: Transaction,
  { personId, madeBy }: { personId: string; madeBy: string },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ guards: string[] }[]>`
    SELECT link_guards(${personId}::uuid, ${madeBy}::uuid) AS guards`;
  const guards = rows[0]?.guards;
  if (!guards) throw new Error('link_guards gave no row');
  return guards;
}

/** Whether a link would open more than what was so when it was made, and perhaps approved: then it opens nothing. */
export async function hasOutgrownLink(
  tx: Transaction,
  link: { personId: string; madeBy: string; guards: readonly string[] },
): Promise<boolean> {
  const guards = await readLinkGuards(tx, link);
  return guards.some((each) => !link.guards.includes(each));
}
