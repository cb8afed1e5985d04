import { findKey } from '../targets/repository.ts';
import type { Repository } from '../targets/restic.ts';
import { Refused } from '../errors.ts';

/**
 * Whether there is a repository that this key opens.
 * @returns the same with the key's id, so that restic need not try the others every time it opens the target, half a second for each.
 * @throws Refused when not; Error when it cannot be read.
 */
export async function checkKey(repository: Repository): Promise<Repository> {
  const found = await findKey(repository).catch((error: unknown) => {
    throw new Error(`The repository cannot be read: ${(error as Error).message} Nothing was changed.`, {
      cause: error,
    });
  });
  if (found === 'missing')
    throw new Refused(
      'There is no backup repository at this target. Check the path, and that the storage is mounted.',
    );
  if (found === 'wrong key')
    throw new Refused(
      'The key does not open this repository. Check the key, and that it belongs to this repository.',
    );
  return { ...repository, keyHint: found.id };
}
