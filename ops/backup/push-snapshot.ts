import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../core/platform/config.ts';
import { secretNames } from '../../core/platform/secrets.ts';
import { baseDirectory } from './base-copy.ts';
import { storageObjectsFolder, stagingDirectory, temporaryDirectory } from './build-backup.ts';
import { backupFiles, type Manifest } from './manifest.ts';
import { parseObjectPath, readObjectList, tallyObjects, type ObjectTally } from './object-tally.ts';
import { restic, ResticFailed, type Repository, type ResticMessage } from '../targets/restic.ts';
import { partialTag, backupTag } from '../targets/snapshots.ts';

export type PushedSnapshot = { snapshot: string; bytes: number; files: number };

/** What came of the documents' objects as restic went through them: whether each was met whole, and whether one was not what it had been. */
export type ScanReport = { isWhole: boolean; isModified: boolean };

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
 * Puts the set into the repository as one snapshot. A snapshot of which a part could not be read is set aside, so that
 * `latest` never means half a backup.
 * @throws ResticFailed
 */
export async function pushSnapshot(
  config: Config,
  repository: Repository,
  tools: { manifest: Manifest; onProgress: (line: string) => void },
): Promise<{ stored: PushedSnapshot; account: ScanReport }> {
  const { manifest, onProgress } = tools;
  const roots = ['minio', 'config', 'secrets', 'tls'].map((name) => join(config.dataDir, name));
  const tags = [
    backupTag,
    `kind=${manifest.kind}`,
    `version=${manifest.product}`,
    `schema=${manifest.schema}`,
    // The same at every place, where the snapshot's id is not.
    `made=${manifest.startedAt}`,
    `documents=${manifest.before['document'] ?? 0}`,
  ];
  const options = [
    ...tags.flatMap((tag) => ['--tag', tag]),
    ...transientPaths.flatMap((parts) => ['--exclude', join(config.dataDir, 'minio', ...parts)]),
    // Compared with the last set, not with the log that was sent since: that holds the newest objects alone.
    ...['--host', 'strongroom', '--group-by', 'host,paths'],
    // A name for each file, for the account; in the hours, when next to nothing is sent, nobody needs to be told how far it is.
    ...['--verbose=2', ...(manifest.kind === 'full' ? [] : ['--no-scan'])],
  ];
  const { heard, take } = collectResticOutput(config, await expectObjects(config), onProgress);
  const run = restic(
    repository,
    ['backup', ...options, stagingDirectory(config), baseDirectory(config), ...roots],
    { temporaryFolder: temporaryDirectory(config), onMessage: take },
  );
  await run.catch(async (error: unknown) => {
    if (heard.summary) await markPartial(repository, heard.summary.snapshot_id);
    throw error instanceof ResticFailed && error.code === 3
      ? new Error(`A part could not be read, so this is no backup: ${error.message}`)
      : error;
  });
  const { summary, objects, isModified } = heard;
  if (!summary) throw new Error('restic ended without saying what it stored.');
  const stored = {
    snapshot: summary.snapshot_id,
    bytes: summary.total_bytes_processed,
    files: summary.total_files_processed,
  };
  return { stored, account: { isWhole: objects.missing().length === 0, isModified } };
}

/** Takes what restic says while it stores a set: each file and folder it meets, how far it is, and at the end what it stored. */
function collectResticOutput(config: Config, objects: ObjectTally, onProgress: (line: string) => void) {
  const collected = {
    objects,
    isModified: false,
    summary: undefined as z.infer<typeof summarySchema> | undefined,
  };
  const folder = objectsDirectory(config);
  let spokenAt = Date.now();
  const onMessage = (message: ResticMessage) => {
    if (message.message_type === 'verbose_status') {
      const { action, item } = fileStatusSchema.parse(message);
      // restic does not say how long a file is; and what it calls unchanged may have been cut short before a set that was set aside.
      objects.observe(item, () => fileSize(item));
      // An object's folder is modified as well when something in it was exchanged.
      if (action === 'modified' && parseObjectPath(folder, item).sha256 !== '') collected.isModified = true;
    } else if (message.message_type === 'summary') {
      collected.summary = summarySchema.parse(message);
    } else if (message.message_type === 'status' && Date.now() - spokenAt >= 5_000) {
      spokenAt = Date.now();
      onProgress(formatProgress(progressSchema.parse(message)));
    }
  };
  return { heard: collected, take: onMessage };
}

/** Nothing, when the disk does not say: the snapshot then tells what was stored. */
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
 * Best effort; one that stays unmarked is refused by the proof of a restore.
 */
export async function markPartial(repository: Repository, snapshot: string): Promise<void> {
  const tags = ['--remove', backupTag, '--add', partialTag];
  await restic(repository, ['tag', ...tags, snapshot]).catch(() => undefined);
}

const nodeSchema = z.looseObject({ type: z.string(), path: z.string(), size: z.number().default(0) });

/**
 * Reads back what the snapshot holds and compares it with what the set had to hold. Of one with a whole copy of the database that is
 * everything; in the hours between, what lies in folders of a document's own each is taken from the account: reading the same
 * 100,000 folders back every hour takes longer than all the rest. An account with a gap proves nothing, not even that something is
 * missing (a full disk may have cost lines of it): then everything is read back as well.
 * @throws Error naming what is missing, empty or too short.
 */
export async function verifySnapshot(
  config: Config,
  repository: Repository,
  kept: { snapshot: string; manifest: Manifest; account: ScanReport },
): Promise<void> {
  const { snapshot, manifest, account } = kept;
  const isFull = manifest.kind === 'full';
  const isAll = isFull || !account.isWhole;
  const objects = isAll ? await expectObjects(config) : tallyObjects(objectsDirectory(config));
  const files = new Set(listRequiredFiles(config, manifest));
  const count = files.size + (isAll ? manifest.objects.count : 0);
  const staging = stagingDirectory(config);
  const folders = [staging, ...['ops/base', 'config', 'secrets', 'minio/.minio.sys'].map(dataPath(config))];
  await restic(repository, ['ls', '--no-lock', snapshot, ...(isAll ? [] : ['--recursive', ...folders])], {
    // At night the check that follows reads all of it at the place.
    bypassCache: !isFull,
    onMessage: (message) => {
      const node = nodeSchema.safeParse(message).data;
      if (node?.type !== 'file') return;
      if (node.size > 0) files.delete(node.path);
      objects.observe(node.path, () => node.size);
    },
  });
  const missing = objects.missing();
  if (missing.length > 0) throw lacksObjects(missing, manifest.objects.count);
  if (files.size === 0) return;
  const first = [...files][0]?.replace(`${staging}/`, '') ?? '';
  throw new Error(
    `The snapshot lacks ${files.size} of ${count} files it had to hold, ${first} for one. It is marked as partial and does not count as a backup.`,
  );
}

function lacksObjects(missing: readonly string[], count: number): Error {
  return new Error(
    `${missing.length} of ${count} documents' objects are missing from the storage, or a part of their bytes is (${missing[0] ?? ''} for one). What there is was stored as a partial snapshot, which does not count as a backup; see docs/restore.md, "A document is missing".`,
  );
}

const dataPath = (config: Config) => (name: string) => join(config.dataDir, name);

/** Without one of these, or of the documents' objects, a restore could not succeed. */
function listRequiredFiles(config: Config, manifest: Manifest): string[] {
  const staging = stagingDirectory(config);
  const set = [
    backupFiles.manifest,
    ...(manifest.redis ? [backupFiles.redis] : []),
    ...(manifest.kind === 'incremental' ? databaseFiles.map((name) => join(backupFiles.changes, name)) : []),
  ];
  const rest = [
    'config/settings.env',
    'minio/.minio.sys/format.json',
    ...secretNames.map((name) => `secrets/${name}`),
  ];
  return [
    ...set.map((name) => join(staging, name)),
    ...databaseFiles.map((name) => join(baseDirectory(config), name)),
    ...rest.map(dataPath(config)),
  ];
}

/** What the set must hold of the documents' objects. */
async function expectObjects(config: Config): Promise<ObjectTally> {
  const objects = tallyObjects(objectsDirectory(config));
  const list = join(stagingDirectory(config), backupFiles.objects);
  for await (const object of readObjectList(list)) objects.expect(object);
  return objects;
}

const objectsDirectory = (config: Config) => join(config.dataDir, storageObjectsFolder);

const databaseFiles = ['PG_VERSION', 'global/pg_control', 'backup_manifest'];

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MB`;
}
