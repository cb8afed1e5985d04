import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import { binDays } from './list-bin.js';

const batch = 100;
/** A message with many thousands of attachments goes at once. */
const timeoutSeconds = 600;

/**
 * Purges what has lain in the bin for its time, each document whole and in a transaction of its own: pages and all that was
 * read in them go, the row stays as the tombstone, the bytes stay as long as a backup may need them. May run twice, and be
 * killed anywhere. Returns how many it purged.
 */
export async function purgeBin({ database, log }: Pick<App, 'database' | 'log'>): Promise<number> {
  const before = new Date(Date.now() - binDays * 86_400_000);
  const due = { purgedAt: null, deletedAt: { lt: before } } as const;
  const found = await database.asProcess((tx) =>
    tx.document.findMany({
      where: { ...due, parentId: null, versionOf: null },
      select: { id: true, matterId: true, filename: true, sha256: true },
      orderBy: { deletedAt: 'asc' },
      take: batch,
    }),
  );
  let purged = 0;
  for (const { id, matterId, filename, sha256 } of found) {
    const work = async () => {
      const count = await database.asProcess(
        async (tx) => {
          const done = await tx.document.updateMany({
            where: { ...due, id },
            data: { purgedAt: new Date() },
          });
          if (done.count > 0)
            await recordEvent(tx, {
              ...{ event: 'document.purged', matterId, documentId: id },
              detail: { filename, sha256 },
            });
          return done.count;
        },
        { timeoutSeconds },
      );
      purged += count;
    };
    // One that cannot go must not keep the others.
    await work().catch((error: unknown) => log.warn({ err: error, documentId: id }, 'not purged this time'));
  }
  return purged;
}
