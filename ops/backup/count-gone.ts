import { z } from 'zod';
import type { App } from '../../core/app.js';
import { restic, type Repository } from './restic.js';
import { isPartial, listSnapshots } from './snapshots.js';

const changeForm = z.looseObject({ path: z.string(), modifier: z.string() });
const objects = '/minio/documents/sha256/';
const batch = 5_000;

/**
 * Counts the documents' objects that the set before this one holds and this one lacks or holds differently; for one with a whole copy of
 * the database that is the last such one, so that nothing that went in between is missed. Objects are
 * written once and never changed, and only what was purged long ago is removed, which its row says: so more than a few mean that somebody
 * else was at work, ransomware for one.
 * @throws ResticFailed
 */
export async function countGone(
  app: Pick<App, 'database'>,
  repository: Repository,
  { snapshot, whole }: { snapshot: string; whole: boolean },
): Promise<number> {
  const good = (await listSnapshots(repository)).filter((each) => !isPartial(each));
  const earlier = good.slice(
    0,
    good.findIndex(({ id }) => id === snapshot),
  );
  const before =
    (whole ? earlier.findLast(({ tags }) => tags?.includes('kind=full')) : undefined) ?? earlier.at(-1);
  if (!before) return 0;
  let changed = 0;
  const missing: string[] = [];
  await restic(repository, ['diff', '--no-lock', before.id, snapshot], {
    onMessage: (message) => {
      const { path = '', modifier = '' } = changeForm.safeParse(message).data ?? {};
      if (!path.includes(objects) || !path.endsWith('/xl.meta')) return;
      if (modifier.includes('-')) missing.push(path.split('/').at(-2) ?? '');
      else if (modifier.includes('M')) changed += 1;
    },
  });
  return changed + missing.length - (await countRemoved(app, missing));
}

/** How many of these were removed as they should be: their rows say so, which the database lets nobody write of bytes that are needed. */
async function countRemoved({ database }: Pick<App, 'database'>, hashes: readonly string[]): Promise<number> {
  let removed = 0;
  for (let start = 0; start < hashes.length; start += batch) {
    const some = hashes.slice(start, start + batch);
    removed += await database.asProcess((tx) =>
      tx.storedObject.count({ where: { sha256: { in: some }, NOT: { removedAt: null } } }),
    );
  }
  return removed;
}
