import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): trigger stored_object.needed_object_stays; function
// object_is_needed(text,timestamp with time zone); constraint stored_object.stored_object_removed.

type Parts = Pick<App, 'database' | 'storage' | 'log'>;
export type RemovedObjects = { objects: number; bytes: number };
type MarkedObject = { sha256: string; bytes: bigint };

/**
 * A backup is kept for a year at most (ops/maintenance/prune-target.ts): from the day after, none is left in
 * which these documents were not purged yet.
 */
export const objectRetentionDays = 366;
const batch = 2_000;
const removalTimeoutSeconds = 120;

/**
 * Removes from the storage the objects that no document has needed for `objectRetentionDays`: every document
 * that was filed with these bytes, in whatever matter, has been purged for so long, and no legal hold covers
 * a tombstone of theirs. Decrypted copies, objects that no row names, and what an upload left that never came to its
 * end go too. First the row is marked,
 * then the object goes and the row says since when: killed anywhere, the next call goes on. An object that is
 * claimed again meanwhile (core/documents/intake/claim-object.ts) stays. Call it while no backup runs.
 * @throws Problem `unavailable`; Error when the storage would only hide what is removed, or `signal` stops it
 */
export async function collectGarbage(app: Parts, signal?: AbortSignal): Promise<RemovedObjects> {
  if (await app.storage.isVersioned())
    throw new Error(
      'The storage of the documents keeps every version (Object Lock, for instance), so nothing can be removed from it for good. Purged bytes stay until its versioning is off and its versions are gone.',
    );
  await app.storage.removeAbandoned();
  const before = new Date(Date.now() - objectRetentionDays * 86_400_000);
  await markUnneededObjects(app, before, signal);
  const removed = { objects: 0, bytes: 0 };
  for (let after = ''; ;) {
    const marked = await app.database.asProcess((tx) =>
      tx.storedObject.findMany({
        where: { sha256: { gt: after }, NOT: { removingAt: null }, removedAt: null },
        select: { sha256: true, bytes: true },
        orderBy: { sha256: 'asc' },
        take: batch,
      }),
    );
    for (const object of marked) {
      signal?.throwIfAborted();
      if (!(await removeObject(app, object, before))) continue;
      removed.objects += 1;
      removed.bytes += Number(object.bytes);
    }
    after = marked.at(-1)?.sha256 ?? '';
    if (marked.length < batch) return removed;
  }
}

/** Committed before anything is removed: the mark says that the object may be gone. */
async function markUnneededObjects({ database }: Parts, before: Date, signal?: AbortSignal): Promise<void> {
  for (let after = ''; ;) {
    signal?.throwIfAborted();
    const rows = await database.asProcess(async (tx) => {
      const found = await tx.storedObject.findMany({
        where: { sha256: { gt: after }, removingAt: null, createdAt: { lt: before } },
        select: { sha256: true },
        orderBy: { sha256: 'asc' },
        take: batch,
      });
      await tx.$executeRaw`
        UPDATE stored_object SET removing_at = now()
        WHERE sha256 = ANY(${found.map(({ sha256 }) => sha256)}) AND NOT object_is_needed(sha256, ${before})`;
      return found;
    });
    after = rows.at(-1)?.sha256 ?? '';
    if (rows.length < batch) return;
  }
}

/** @returns false when a document needs the object again */
async function removeObject(app: Parts, { sha256, bytes }: MarkedObject, before: Date): Promise<boolean> {
  return app.database.asProcess(
    async (tx) => {
      // Waits for an upload of the same bytes that is being committed; the next one waits for this.
      await tx.$queryRaw`SELECT FROM stored_object WHERE sha256 = ${sha256} FOR UPDATE`;
      const count = await tx.$executeRaw`
        UPDATE stored_object SET removed_at = now()
        WHERE sha256 = ${sha256} AND removing_at IS NOT NULL AND NOT object_is_needed(sha256, ${before})`;
      if (count === 0) {
        await tx.$executeRaw`UPDATE stored_object SET removing_at = NULL WHERE sha256 = ${sha256} AND removed_at IS NULL`;
        return false;
      }
      await app.storage.remove(sha256);
      await recordRemoval(tx, { sha256, bytes });
      return true;
    },
    { timeoutSeconds: removalTimeoutSeconds },
  );
}

/**
 * One event for each tombstone, in its matter: an auditor who may not know of the matter learns no hash
 * either.
 */
async function recordRemoval(tx: Transaction, { sha256, bytes }: MarkedObject): Promise<void> {
  const tombstones = await tx.document.findMany({
    where: { OR: [{ sha256 }, { decryptedSha256: sha256 }] },
    select: { id: true, matterId: true },
  });
  for (const { id, matterId } of tombstones) {
    const detail = { sha256, bytes: Number(bytes) };
    await recordEvent(tx, { event: 'document.bytes-removed', matterId, documentId: id, detail });
  }
}

/** What was purged and lies in the storage still: how much, and when the first of it goes; RFC 3339 UTC. */
export type PendingRemoval = RemovedObjects & { firstGoesAt: string | null };

/** Reads how much was purged and still lies in the storage. */
export async function getPendingRemoval({ database }: Pick<App, 'database'>): Promise<PendingRemoval> {
  const [found] = await database.asProcess(
    (tx) => tx.$queryRaw<{ objects: number; bytes: bigint; first: Date | null }[]>`
      SELECT count(*)::int AS objects, coalesce(sum(bytes), 0)::bigint AS bytes, min(purged.last) AS first
      FROM stored_object JOIN LATERAL (
        SELECT max(purged_at) AS last FROM document WHERE document.sha256 = stored_object.sha256) AS purged ON true
      WHERE removed_at IS NULL AND NOT object_is_needed(sha256, 'infinity')
        AND sha256 IN (SELECT sha256 FROM document WHERE purged_at IS NOT NULL)`,
  );
  const first = found?.first ?? null;
  return {
    objects: found?.objects ?? 0,
    bytes: Number(found?.bytes ?? 0),
    firstGoesAt: first && new Date(first.getTime() + objectRetentionDays * 86_400_000).toISOString(),
  };
}
