import type { Transaction } from '../../platform/database.ts';

/** Every way in that was handed out and not used ends, whenever a password is set by another way or the person leaves. @returns how many */
export async function endPasswordLinks(tx: Transaction, personId: string): Promise<number> {
  const { count } = await tx.passwordLink.updateMany({
    where: { personId, usedAt: null, endedAt: null },
    data: { endedAt: new Date() },
  });
  return count;
}
