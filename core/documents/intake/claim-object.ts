import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import { Problem } from '../../platform/errors.ts';

// In the database (prisma/current.sql): functions claim_object(text,bigint), retain_object(text).

/**
 * Records a stored object, in the transaction that files it; from then on nothing removes it. It may have
 * been purged a year ago and be on its way out at this very moment (core/retention/collect-garbage.ts): then
 * the storage is asked once more.
 * @throws Problem `unavailable` when it went between its arrival and now; the same upload then stores it anew
 */
export async function claimObject(
  { storage }: Pick<App, 'storage'>,
  tx: Transaction,
  { sha256, bytes }: { sha256: string; bytes: number },
): Promise<void> {
  const [claimed] = await tx.$queryRaw<{ leaving: boolean }[]>`
    SELECT claim_object(${sha256}, ${BigInt(bytes)}) AS leaving`;
  if (claimed?.leaving !== true) return;
  if ((await storage.size(sha256)) !== bytes)
    throw new Problem(
      'unavailable',
      // Not why: whoever uploads a file does not learn that the firm had it once.
      'The document storage could not keep this file at this very moment, so nothing was filed. Upload it again.',
      { retryAfter: 1 },
    );
  await tx.$executeRaw`SELECT retain_object(${sha256})`;
}
