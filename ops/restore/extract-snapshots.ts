import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { restic, type Repository, type ResticMessage } from '../targets/restic.ts';
import { everyFiveSeconds, type OnProgress } from '../progress.ts';

type ExtractOptions = {
  snapshots: readonly string[];
  into: string;
  withoutDamaged?: boolean | undefined;
  onProgress: OnProgress;
};

/** An object's own folder, in a path as backups saw it. Anything above it is many objects at once. */
const objectPathPattern = /\/minio\/documents\/sha256\/(?:[0-9a-f]{3}(?:\/([0-9a-f]{64})(?:\/|$))?)?/;

/**
 * Extracts snapshots into one folder; restic compares every piece that it reads with its hash. Not `--verify`, which would read
 * all of it once more: the database's own tools and the proof (verify-restored.ts) read what lies on the disk, before anybody
 * uses it. Every document's object that is damaged is reported; with `withoutDamaged` they are left out and the rest is restored.
 * @throws Error when something is damaged, unless it is only objects and they are to be left out.
 */
export async function extractSnapshots(repository: Repository, options: ExtractOptions): Promise<void> {
  const paths = new Set<string>();
  let failure: Error | undefined;
  // What an earlier snapshot held is not read once more: WAL comes with objects that its backup holds as well, and they never change.
  const how = ['--no-lock', '--overwrite', 'if-changed', '--target', options.into];
  // A new cache: an old one would prove nothing about the target, and without one each folder is asked for by itself.
  const cacheFolder = `${options.into}-cache`;
  for (const snapshot of options.snapshots)
    await restic({ ...repository, cacheFolder }, ['restore', ...how, snapshot], {
      onMessage: reportProgress(options.onProgress),
      onDamaged: (path) => paths.add(path),
    }).catch((error: unknown) => (failure = error as Error));
  await rm(cacheFolder, { recursive: true, force: true });
  if (!failure) return;
  if (isFullDisk(failure)) throw failure;
  const other = [...paths].filter((path) => !objectPathPattern.test(path));
  if (paths.size === 0 || other.length > 0) throw incompleteExtraction(failure);
  const folders = new Set([...paths].map((path) => objectPathPattern.exec(path)?.[0] ?? ''));
  for (const folder of folders) {
    options.onProgress(`cannot be read: ${formatObjectFolder(folder)}`);
    // Half an object would be taken for a complete one.
    await rm(join(options.into, snapshotDataDir, folder), { recursive: true, force: true });
  }
  if (options.withoutDamaged !== true) throw damagedObjects([...folders]);
}

/** A disk without room is no damage of the backup, and must not be taken for it. */
export function isFullDisk(failure: unknown): boolean {
  return /no space left on device|disk quota exceeded/i.test((failure as Error).message);
}

/** Where backups saw the appliance's folders: what a snapshot's paths begin with. */
export const snapshotDataDir = '/data';

function formatObjectFolder(folder: string): string {
  const object = objectPathPattern.exec(folder)?.[1];
  return object === undefined ? `all objects below ${folder}` : `object ${object}`;
}

function damagedObjects(folders: readonly string[]): Error {
  const first = formatObjectFolder(folders[0] ?? '');
  return new Error(
    `${folders.length} documents' objects cannot be read from this backup, ${first} for one; the lines above name all. Nothing was changed. Try another target (--target) or an older snapshot, or restore the rest with --without-damaged.`,
  );
}

function incompleteExtraction(failure: Error): Error {
  return new Error(
    `The backup could not be restored completely: ${failure.message} Nothing was changed. Try an older snapshot, or another target.`,
    { cause: failure },
  );
}

const progressSchema = z.looseObject({
  seconds_elapsed: z.number().default(0),
  bytes_restored: z.number().default(0),
  total_bytes: z.number().default(0),
  percent_done: z.number().default(0),
});

function reportProgress(onProgress: OnProgress): (message: ResticMessage) => void {
  const report = everyFiveSeconds(onProgress);
  return (message) => {
    if (message.message_type === 'status') report(() => formatProgress(progressSchema.parse(message)));
  };
}

/** How long it still takes is only estimated once there is something to count from. */
function formatProgress(status: z.infer<typeof progressSchema>): string {
  const { seconds_elapsed, bytes_restored, total_bytes, percent_done } = status;
  const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
  const left = (seconds_elapsed / percent_done) * (1 - percent_done);
  const estimate =
    percent_done < 0.05 || seconds_elapsed < 15
      ? ''
      : `, about ${left < 90 ? `${Math.ceil(left)} s` : `${Math.round(left / 60)} minutes`} at this pace; then it is proven`;
  return `${Math.round(percent_done * 100)} %: ${megabytes(bytes_restored)} of ${megabytes(total_bytes)} MB${estimate}`;
}
