import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { binDays } from './list-bin.ts';

// In the database (prisma/current.sql): triggers document.document_goes_whole, document.document_stays_purged,
// document.a_hold_beats_change, document.worker_purges_what_is_due; function in_bin_since(uuid,timestamp with time
// zone).

type DueDocument = { id: string; matterId: string; sha256: string };

const batch = 100;
/** A message with many thousands of attachments goes at once. */
const timeoutSeconds = 600;

/**
 * Purges what has lain in the bin for its time, each document whole and in a transaction of its own: pages
 * and all that was read in them go, the row stays as the tombstone, and so does the object. What a legal hold
 * covers is left, and what is in a closed matter: that goes by a disposal, and for 30 days after a reopening people restore
 * it. May run twice, and be killed anywhere.
 * @returns how many it purged
 */
export async function purgeBin({ database, log }: Pick<App, 'database' | 'log'>): Promise<number> {
  const before = new Date(Date.now() - binDays * 86_400_000);
  const due = { purgedAt: null, deletedAt: { lt: before } } as const;
  // What is held or in a closed matter is left where it is, and must not keep the rest waiting; a hold or a closing
  // that comes later stops the update (trigger).
  const found = await database.asProcess(
    (tx) => tx.$queryRaw<DueDocument[]>`
      SELECT id::text, matter_id::text AS "matterId", sha256 FROM document
      WHERE purged_at IS NULL AND deleted_at < ${before} AND parent_id IS NULL AND version_of IS NULL
        AND in_bin_since(matter_id, deleted_at) < ${before}
        AND NOT EXISTS (SELECT FROM holds_today(matter_id, id))
      ORDER BY deleted_at LIMIT ${batch}`,
  );
  let purged = 0;
  for (const { id, matterId, sha256 } of found) {
    const work = async () => {
      const count = await database.asProcess(
        async (tx) => {
          const done = await tx.document.updateMany({
            where: { ...due, id },
            data: { purgedAt: new Date() },
          });
          if (done.count > 0)
            await recordEvent(tx, {
              event: 'document.purged',
              matterId,
              documentId: id,
              detail: { sha256 },
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
