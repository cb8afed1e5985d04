import type { Transaction } from '../../platform/database.ts';

/**
 * Ends a person's unused password links, whenever a password is set by another way or the person leaves.
 * @returns how many
 */
export async function endPasswordLinks(tx: Transaction, personId: string): Promise<number> {
  const { count } = await tx.passwordLink.updateMany({
    where: { personId, usedAt: null, endedAt: null },
    data: { endedAt: new Date() },
  });
  return count;
}
