import type { App } from '../../core/app.ts';
import {
  objectRetentionDays,
  collectGarbage,
  type RemovedObjects,
  type PendingRemoval,
} from '../../core/retention/collect-garbage.ts';
import { deleteOldUploadKeys } from '../../core/documents/intake/upload-keys.ts';
import { withRepositoryAlone } from '../targets/repository-lock.ts';
import type { OnProgress } from '../progress.ts';
import { deadline } from '../deadline.ts';

/**
 * Removes the objects of documents that were purged long ago, while no backup runs: a backup that lists an object must find it.
 * The keys of uploads that nobody asks for any more go first, whatever becomes of the rest.
 * @throws Refused when one runs; what `collectGarbage` throws.
 */
export async function collectGarbageLocked(app: App, onProgress: OnProgress): Promise<RemovedObjects> {
  await deleteOldUploadKeys(app);
  const removed = await withRepositoryAlone(app.config, () => collectGarbage(app, deadline()));
  onProgress(formatCollectedGarbage(removed));
  return removed;
}

/** One line of `strongroom status`. */
export function formatPendingGarbage({ objects, bytes, firstGoesAt }: PendingRemoval): string {
  if (objects === 0) return '  purged      nothing waits to be removed';
  return `  purged      ${objects} originals (${formatMegabytes(bytes)}) wait to be removed, the first on ${firstGoesAt?.slice(0, 10) ?? 'the next night'}`;
}

/** What was removed, in a sentence. */
export function formatCollectedGarbage({ objects, bytes }: RemovedObjects): string {
  return objects === 0
    ? `Nothing was purged more than ${objectRetentionDays} days ago that is still there.`
    : `${objects} originals (${formatMegabytes(bytes)}) were removed for good; the audit log names them.`;
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
