import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Config } from '../../core/platform/config.js';
import { baseDirectory } from './base-copy.js';
import { stagingDirectory, rawObjectPath, temporaryDirectory } from './gather-set.js';
import { setFiles, type Manifest } from './manifest.js';
import { partialTag, restic, ResticFailed, snapshotTag, type Repository } from './restic.js';

export type Stored = { snapshot: string; bytes: number; files: number };

/** What MinIO writes and deletes while it runs and no document depends on: read, it would only vanish in the middle. */
const passing = [
  ['documents', 'incoming'],
  ['.minio.sys', 'tmp'],
  ['.minio.sys', 'multipart'],
  ['.minio.sys', 'buckets', '.usage*'],
  ['.minio.sys', 'buckets', '.bloomcycle.bin'],
  ['.minio.sys', 'buckets', '.background*'],
  ['.minio.sys', 'buckets', '*', '.usage-cache*'],
];

const summaryForm = z.looseObject({
  snapshot_id: z.string(),
  total_bytes_processed: z.number(),
  total_files_processed: z.number(),
});
const statusForm = z.looseObject({
  percent_done: z.number().default(0),
  bytes_done: z.number().default(0),
  total_bytes: z.number().default(0),
});

/**
 * Puts the set into the repository as one snapshot. A snapshot of which a part could not be read is set aside, so that
 * `latest` never means half a backup.
 * @throws ResticFailed
 */
export async function storeSet(
  config: Config,
  repository: Repository,
  tools: { manifest: Manifest; say: (line: string) => void },
): Promise<Stored> {
  const { manifest, say } = tools;
  const roots = ['minio', 'config', 'secrets', 'tls'].map((name) => join(config.dataDir, name));
  const tags = [
    snapshotTag,
    `kind=${manifest.kind}`,
    `version=${manifest.product}`,
    `schema=${manifest.schema}`,
    // The same at every place, where the snapshot's id is not.
    `made=${manifest.startedAt}`,
    `documents=${manifest.before['document'] ?? 0}`,
  ];
  const options = [
    ...tags.flatMap((tag) => ['--tag', tag]),
    ...passing.flatMap((parts) => ['--exclude', join(config.dataDir, 'minio', ...parts)]),
    ...['--host', 'strongroom', '--group-by', 'host'],
  ];
  let summary: z.infer<typeof summaryForm> | undefined;
  let spokenAt = Date.now();
  const run = restic(
    repository,
    ['backup', ...options, stagingDirectory(config), baseDirectory(config), ...roots],
    {
      temporary: temporaryDirectory(config),
      onMessage: (message) => {
        if (message.message_type === 'summary') summary = summaryForm.parse(message);
        if (message.message_type !== 'status' || Date.now() - spokenAt < 5_000) return;
        spokenAt = Date.now();
        const { percent_done, bytes_done, total_bytes } = statusForm.parse(message);
        say(`${Math.round(percent_done * 100)} %: ${megabytes(bytes_done)} of ${megabytes(total_bytes)}`);
      },
    },
  );
  await run.catch(async (error: unknown) => {
    if (summary) await setAside(repository, summary.snapshot_id);
    throw error instanceof ResticFailed && error.code === 3
      ? new Error(`A part could not be read, so this is no backup: ${error.message}`)
      : error;
  });
  if (!summary) throw new Error('restic ended without saying what it stored.');
  return {
    snapshot: summary.snapshot_id,
    bytes: summary.total_bytes_processed,
    files: summary.total_files_processed,
  };
}

/**
 * Marks a snapshot as one that does not count. It is kept: on the worst day, what there is of it may be all there is.
 * Best effort; one that stays unmarked is refused by the proof of a restore.
 */
export async function setAside(repository: Repository, snapshot: string): Promise<void> {
  const tags = ['--remove', snapshotTag, '--add', partialTag];
  await restic(repository, ['tag', ...tags, snapshot]).catch(() => undefined);
}

const nodeForm = z.looseObject({ type: z.string(), path: z.string(), size: z.number().default(0) });

/**
 * Reads back what the snapshot holds and compares it with what the set had to hold.
 * @throws Error naming what is missing or empty.
 */
export async function verifySnapshot(
  config: Config,
  repository: Repository,
  stored: { snapshot: string; manifest: Manifest },
): Promise<void> {
  const staging = stagingDirectory(config);
  const expected = new Set(await expectedFiles(config, stored.manifest));
  const count = expected.size;
  const objects = join(config.dataDir, 'minio', 'documents', 'sha256');
  await restic(repository, ['ls', '--no-lock', stored.snapshot], {
    onMessage: (message) => {
      const node = nodeForm.safeParse(message).data;
      if (node?.type === 'file' && node.size > 0) expected.delete(node.path);
    },
  });
  if (expected.size === 0) return;
  const missing = [...expected].filter((path) => path.startsWith(objects));
  if (missing.length > 0) throw lacksObjects(missing, stored.manifest.objects.count);
  const first = [...expected][0]?.replace(`${staging}/`, '') ?? '';
  throw new Error(
    `The snapshot lacks ${expected.size} of ${count} files it had to hold, ${first} for one. It is marked as partial and does not count as a backup.`,
  );
}

function lacksObjects(missing: readonly string[], count: number): Error {
  const first = missing[0]?.split('/').at(-2) ?? '';
  return new Error(
    `${missing.length} of ${count} documents' objects are missing from the storage (${first} for one). What there is was stored as a partial snapshot, which does not count as a backup; see docs/restore.md, "A document is missing".`,
  );
}

/** Without one of these a restore could not succeed. */
async function expectedFiles(config: Config, manifest: Manifest): Promise<string[]> {
  const staging = stagingDirectory(config);
  const set = [
    setFiles.manifest,
    ...(manifest.redis ? [setFiles.redis] : []),
    ...(manifest.kind === 'incremental' ? databaseFiles.map((name) => join(setFiles.changes, name)) : []),
  ];
  const rest = [
    'config/settings.env',
    'minio/.minio.sys/format.json',
    ...secretNames.map((name) => `secrets/${name}`),
  ];
  const files = [
    ...set.map((name) => join(staging, name)),
    ...databaseFiles.map((name) => join(baseDirectory(config), name)),
    ...rest.map((name) => join(config.dataDir, name)),
  ];
  const lines = createInterface({ input: createReadStream(join(staging, setFiles.objects)) });
  for await (const line of lines) files.push(join(config.dataDir, rawObjectPath(line.slice(0, 64))));
  return files;
}

const databaseFiles = ['PG_VERSION', 'global/pg_control', 'backup_manifest'];

const secretNames = [
  'database_owner_password',
  'database_server_password',
  'database_worker_password',
  'database_ops_password',
  'redis_password',
  'storage_access_key',
  'storage_secret_key',
  'sealing_key',
  'repository_key',
];

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MB`;
}
