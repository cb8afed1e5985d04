import { join } from 'node:path';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { storageObjectsFolder } from './build-backup.ts';
import { parseObjectPath } from './object-tally.ts';
import { restic, type Repository } from '../targets/restic.ts';
import { isPartial, listSnapshots } from '../targets/snapshots.ts';

const changeSchema = z.looseObject({ path: z.string(), modifier: z.string() });
const batchSize = 5_000;

/**
 * Counts the documents' objects that the set before this one holds and this one lacks or holds differently; for one with a whole copy of
 * the database that is the last such one, so that nothing that went in between is missed. Objects are
 * written once and never changed, and only what was purged long ago is removed, which its row says: so more than a few mean that somebody
 * else was at work, ransomware for one.
 * @throws ResticFailed
 */
export async function countAlteredObjects(
  app: Pick<App, 'config' | 'database'>,
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
  const objects = join(app.config.dataDir, storageObjectsFolder);
  const altered = new Set<string>();
  await restic(repository, ['diff', '--no-lock', before.id, snapshot], {
    onMessage: (message) => {
      const { path = '', modifier = '' } = changeSchema.safeParse(message).data ?? {};
      // Any of an object's files: the larger ones keep their bytes beside what describes them.
      const { sha256 } = parseObjectPath(objects, path);
      if (sha256 !== '' && /[-MT]/.test(modifier)) altered.add(sha256);
    },
  });
  return altered.size - (await countCollectedObjects(app, [...altered]));
}

/** How many of these were removed as they should be: their rows say so, which the database lets nobody write of bytes that are needed. */
async function countCollectedObjects(
  { database }: Pick<App, 'database'>,
  hashes: readonly string[],
): Promise<number> {
  let removed = 0;
  for (let start = 0; start < hashes.length; start += batchSize) {
    const some = hashes.slice(start, start + batchSize);
    removed += await database.asProcess((tx) =>
      tx.storedObject.count({ where: { sha256: { in: some }, NOT: { removedAt: null } } }),
    );
  }
  return removed;
}
