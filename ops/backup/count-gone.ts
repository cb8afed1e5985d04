import { z } from 'zod';
import { isPartial, listSnapshots, restic, type Repository } from './restic.js';

const changeForm = z.looseObject({ path: z.string(), modifier: z.string() });
const objects = '/minio/documents/sha256/';

/**
 * Counts the documents' objects that the snapshot before this one holds and this one lacks or holds differently. Objects are
 * written once and never changed, so more than a few mean that somebody else was at work: ransomware, for one.
 * @throws ResticFailed
 */
export async function countGone(repository: Repository, snapshot: string): Promise<number> {
  const whole = (await listSnapshots(repository)).filter((each) => !isPartial(each));
  const before = whole[whole.findIndex(({ id }) => id === snapshot) - 1];
  if (!before) return 0;
  let gone = 0;
  await restic(repository, ['diff', '--no-lock', before.id, snapshot], {
    onMessage: (message) => {
      const change = changeForm.safeParse(message).data;
      const ofObject = change?.path.includes(objects) && change.path.endsWith('/xl.meta');
      if (ofObject === true && /[-M]/.test(change?.modifier ?? '')) gone += 1;
    },
  });
  return gone;
}
