import { join } from 'node:path';
import { z } from 'zod';
import { storageObjectsFolder } from '../data-folders.ts';
import { restic, type Repository } from '../targets/restic.ts';
import { isPartial, listSnapshots } from '../targets/snapshots.ts';
import { parseObjectPath } from './object-tally.ts';

const changeSchema = z.looseObject({ path: z.string(), modifier: z.string() });

/**
 * Lists the documents' objects that the backup before this one holds and this one lacks or holds differently; for a full one, the
 * full one before it, so that nothing that went in between is missed. Objects are written once and never changed, and only what
 * was purged long ago is removed, which its row records: more than a few others mean that somebody else was at work, ransomware
 * for one.
 * @throws ResticFailed
 */
export async function listAlteredObjects(
  repository: Repository,
  dataDir: string,
  { snapshot, isFull }: { snapshot: string; isFull: boolean },
): Promise<string[]> {
  const good = (await listSnapshots(repository)).filter((each) => !isPartial(each));
  const earlier = good.slice(
    0,
    good.findIndex(({ id }) => id === snapshot),
  );
  const before =
    (isFull ? earlier.findLast(({ tags }) => tags?.includes('kind=full')) : undefined) ?? earlier.at(-1);
  if (!before) return [];
  const objects = join(dataDir, storageObjectsFolder);
  const altered = new Set<string>();
  await restic(repository, ['diff', '--no-lock', before.id, snapshot], {
    onMessage: (message) => {
      const { path = '', modifier = '' } = changeSchema.safeParse(message).data ?? {};
      // Any of an object's files: the larger ones keep their bytes beside what describes them.
      const { sha256 } = parseObjectPath(objects, path);
      if (sha256 !== '' && /[-MT]/.test(modifier)) altered.add(sha256);
    },
  });
  return [...altered];
}
