import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { baseDirectory, stagingDirectory, storageObjectsFolder } from '../data-folders.ts';
import { formatHeadTag } from '../audit/kept-heads.ts';
import { everyFiveSeconds, type OnProgress } from '../progress.ts';
import { restic, ResticFailed, type Repository, type ResticMessage } from '../targets/restic.ts';
import { walMinutes } from '../targets/repository-lock.ts';
import { partialTag, backupTag } from '../targets/snapshots.ts';
import type { BuiltBackup } from './build-backup.ts';
import type { Manifest } from './manifest.ts';
import { expectObjects, parseObjectPath, type ObjectTally } from './object-tally.ts';

export type PushedSnapshot = { snapshot: string; bytes: number; files: number; scan: ScanReport };

/** What restic met of the documents' objects: whether each of them whole, and whether one that was not what it had been. */
type ScanReport = { isWhole: boolean; isModified: boolean };

/** What MinIO writes and deletes while it runs and no document depends on: read, it would only vanish in the middle. */
const transientPaths = [
  ['documents', 'incoming'],
  ['.minio.sys', 'tmp'],
  ['.minio.sys', 'multipart'],
  ['.minio.sys', 'buckets', '.usage*'],
  ['.minio.sys', 'buckets', '.bloomcycle.bin'],
  ['.minio.sys', 'buckets', '.background*'],
  ['.minio.sys', 'buckets', '*', '.usage-cache*'],
];

const summarySchema = z.looseObject({
  snapshot_id: z.string(),
  total_bytes_processed: z.number(),
  total_files_processed: z.number(),
});
const fileStatusSchema = z.looseObject({ action: z.string(), item: z.string() });
const progressSchema = z.looseObject({
  percent_done: z.number().default(0),
  bytes_done: z.number().default(0),
  total_bytes: z.number().default(0),
});

/**
 * Pushes the backup into the repository as one snapshot. A snapshot of which a part could not be read is marked as partial, so
 * that `latest` never means half a backup.
 * @throws ResticFailed
 */
export async function pushSnapshot(
  repository: Repository,
  { manifest, dataDir }: BuiltBackup,
  onProgress: OnProgress,
): Promise<PushedSnapshot> {
  const scan = startScan(join(dataDir, storageObjectsFolder), await expectObjects(dataDir), onProgress);
  const folders = [
    stagingDirectory({ dataDir }),
    baseDirectory({ dataDir }),
    ...['minio', 'config', 'secrets', 'tls'].map((name) => join(dataDir, name)),
  ];
  const args = ['backup', ...buildOptions(dataDir, manifest), ...folders];
  await restic(repository, args, { isLarge: true, onMessage: scan.observe }).catch(async (error: unknown) => {
    const { summary } = scan.read();
    if (summary) await markPartial(repository, summary.snapshot_id);
    throw error instanceof ResticFailed && error.code === partlyReadCode
      ? new Error(`A part could not be read, so this is no backup: ${error.message}`)
      : error;
  });
  const { summary, report } = scan.read();
  if (!summary) throw new Error('restic ended without a summary of what it stored.');
  return {
    snapshot: summary.snapshot_id,
    bytes: summary.total_bytes_processed,
    files: summary.total_files_processed,
    scan: report,
  };
}

/** restic's exit code when it stored a snapshot of which it could not read every file. */
const partlyReadCode = 3;

function buildOptions(dataDir: string, manifest: Manifest): string[] {
  const tags = [
    backupTag,
    `kind=${manifest.kind}`,
    `version=${manifest.product}`,
    `schema=${manifest.schema}`,
    // The same at every target, where the snapshot's id is not.
    `made=${manifest.startedAt}`,
    `documents=${manifest.before['document'] ?? 0}`,
    formatHeadTag(manifest.audit),
  ];
  return [
    ...tags.flatMap((tag) => ['--tag', tag]),
    ...transientPaths.flatMap((parts) => ['--exclude', join(dataDir, 'minio', ...parts)]),
    // Compared with the last backup, not with the WAL that was shipped since: that holds the newest objects alone.
    '--host',
    'strongroom',
    '--group-by',
    'host,paths',
    // A line for each file, for the scan; in the hours, when next to nothing is stored, nobody needs to know how far it is.
    '--verbose=2',
    ...(manifest.kind === 'full' ? [] : ['--no-scan']),
  ];
}

/** Observes what restic reports while it stores a backup: each file it meets, how far it is, and at the end what it stored. */
function startScan(objectsFolder: string, objects: ObjectTally, onProgress: OnProgress) {
  const report = everyFiveSeconds(onProgress);
  let isModified = false;
  let summary: z.infer<typeof summarySchema> | undefined;
  const observe = (message: ResticMessage) => {
    if (message.message_type === 'verbose_status') {
      const { action, item } = fileStatusSchema.parse(message);
      // restic does not report how long a file is; and what it calls unchanged may have been cut short before a partial backup.
      objects.observe(item, () => fileSize(item));
      // An object's folder is modified as well when something in it was exchanged.
      if (action === 'modified' && parseObjectPath(objectsFolder, item).sha256 !== '') isModified = true;
    } else if (message.message_type === 'summary') {
      summary = summarySchema.parse(message);
    } else if (message.message_type === 'status') {
      report(() => formatProgress(progressSchema.parse(message)));
    }
  };
  const read = () => ({ summary, report: { isWhole: objects.missing().length === 0, isModified } });
  return { observe, read };
}

/** 0 when the disk does not say: the snapshot then shows what was stored. */
function fileSize(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** Without a scan beforehand restic does not know of how much. */
function formatProgress({ percent_done, bytes_done, total_bytes }: z.infer<typeof progressSchema>): string {
  if (total_bytes === 0) return `${formatMegabytes(bytes_done)} so far`;
  return `${Math.round(percent_done * 100)} %: ${formatMegabytes(bytes_done)} of ${formatMegabytes(total_bytes)}`;
}

/**
 * Marks a snapshot as one that does not count. It is kept: on the worst day, what there is of it may be all there is.
 * Best effort: a restore refuses one that stays unmarked, because it verifies what came back.
 */
export async function markPartial(repository: Repository, snapshot: string): Promise<void> {
  const tags = ['--remove', backupTag, '--add', partialTag];
  // WAL may be on its way there; it takes seconds, and at most its 20 minutes.
  await restic(repository, ['tag', '--retry-lock', `${walMinutes + 1}m`, ...tags, snapshot]).catch(
    () => undefined,
  );
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MB`;
}
