import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listMigrationNames } from '../../core/platform/migrations/migration-files.ts';
import { productVersion } from '../../core/platform/version.ts';
import { combineFullAndIncremental, isRedisDump, verifyDatabaseCopy } from '../backup/copy-stores.ts';
import {
  baseDirectory,
  stagingDirectory,
  storageObjectsFolder,
  storagePathOf,
  walDirectory,
} from '../data-folders.ts';
import { manifestSchema, backupFiles, type Manifest } from '../backup/manifest.ts';
import { readObjectList, tallyObjects } from '../backup/object-tally.ts';
import { restic, ResticFailed, type Repository } from '../targets/restic.ts';
import { isPartial, type Snapshot } from '../targets/snapshots.ts';
import { Refused } from '../errors.ts';
import { extractSnapshots, snapshotDataDir, isFullDisk } from './extract-snapshots.ts';
import { checkKey } from './check-key.ts';
import { findRecoveryPoint, findBackup, type RecoveryPoint } from './find-recovery-point.ts';
import { replayWal } from './replay-wal.ts';
import { secondsSince, type OnProgress } from '../progress.ts';

export type RestoredBackup = {
  snapshot: string;
  time: string;
  manifest: Manifest;
  bytes: number;
  seconds: number;
  /** The hashes of objects that the manifest names and that were not restored. */
  missing: string[];
  /** Until when the WAL at the target continues the backup, when no recovery point was named, RFC 3339 UTC; null when it does not. */
  logUntil: string | null;
};
type RestoreOptions = {
  snapshot: string;
  into: string;
  at?: Date;
  withoutDamaged?: boolean;
  /** Checks everything that a restore can be refused for, and restores nothing. */
  dryRun?: boolean;
};

const stagingFolder = stagingDirectory({ dataDir: snapshotDataDir });
const baseFolder = baseDirectory({ dataDir: snapshotDataDir });
const walFolder = walDirectory({ dataDir: snapshotDataDir });
const walPart = 'log';
const plainParts = ['minio', 'config', 'secrets', 'tls'] as const;

/**
 * Restores a backup into the empty folder `into`: postgres/ redis/ minio/ config/ secrets/ tls/, and the manifest beside them.
 * Every piece is compared with its hash (restic), the database and the queue are verified by their own tools, and nothing that
 * the manifest names may be missing, unless it is to be restored without what is damaged.
 * @throws Refused for a wrong key, an empty or foreign repository, an unknown snapshot, a newer schema, too little room.
 */
export async function restoreBackup(
  repository: Repository,
  options: RestoreOptions,
  onProgress: OnProgress,
): Promise<RestoredBackup> {
  const started = performance.now();
  const { opened, snapshot, point, logUntil } = await checkKeyAndFind(repository, options);
  const manifest = await readManifest(opened, snapshot);
  checkVersion(manifest);
  const bytes = snapshot.summary?.total_bytes_processed ?? 0;
  await checkDestination(
    options.into,
    bytes + (manifest.kind === 'incremental' ? manifest.databaseBytes : 0),
  );
  const seconds = () => secondsSince(started);
  const time = new Date(snapshot.time).toISOString();
  const found = { snapshot: snapshot.id, time, manifest, bytes, logUntil };
  if (options.dryRun === true) return { ...found, seconds: seconds(), missing: [] };
  if (manifest.changedByHand.length > 0)
    onProgress(
      `somebody had changed the database of this backup by hand: ${manifest.changedByHand.join('; ')}. What the product needs is created again.`,
    );
  onProgress(
    `restoring snapshot ${snapshot.short_id} of ${snapshot.time.slice(0, 16)}: ${manifest.before['document'] ?? 0} documents`,
  );
  const missing = await restoreParts(opened, { ...options, snapshot, point, manifest }, onProgress).catch(
    (error: unknown) => {
      throw isFullDisk(error) ? diskFull(error) : error;
    },
  );
  return { ...found, seconds: seconds(), missing };
}

type ChosenSnapshot = { snapshot: Snapshot; point: RecoveryPoint | undefined; logUntil: string | null };

/**
 * Both at once: each takes a second to make the key out of the password. A wrong key and a target that does not answer are
 * reported at once: the search, which would try again for a quarter of an hour, is not waited for.
 */
async function checkKeyAndFind(
  repository: Repository,
  wanted: RestoreOptions,
): Promise<ChosenSnapshot & { opened: Repository }> {
  const chosen = chooseSnapshot(repository, wanted);
  chosen.catch(() => undefined);
  const opened = await checkKey(repository);
  return { opened, ...(await chosen) };
}

async function chooseSnapshot(repository: Repository, wanted: RestoreOptions): Promise<ChosenSnapshot> {
  if (!wanted.at) {
    const { backup, walUntil } = await findBackup(repository, wanted.snapshot);
    return { point: undefined, snapshot: backup, logUntil: walUntil?.toISOString() ?? null };
  }
  const point = await findRecoveryPoint(repository, wanted.at);
  return { point, snapshot: point.backup, logUntil: null };
}

type RestoreInput = Omit<RestoreOptions, 'snapshot'> & {
  snapshot: Snapshot;
  point: RecoveryPoint | undefined;
  manifest: Manifest;
};

/** @returns the hashes of objects that were not restored, where that is accepted. */
async function restoreParts(
  repository: Repository,
  found: RestoreInput,
  onProgress: OnProgress,
): Promise<string[]> {
  const { into, snapshot, point, manifest, withoutDamaged } = found;
  const raw = join(into, 'raw');
  // The WAL after the backup: objects are written once, so those that come with it only add to them.
  const snapshots = [snapshot.id, ...(point ? [point.wal.id] : [])];
  await extractSnapshots(repository, { snapshots, into: raw, onProgress, withoutDamaged });
  onProgress('every file is extracted; verifying the database');
  await arrangeParts(raw, into);
  const accepted = isPartial(snapshot) || withoutDamaged === true;
  const missing = await verifyParts(into, accepted, onProgress);
  if (point) {
    onProgress(`recovering the database to ${point.at.toISOString()}`);
    await recoverToPoint(into, point.at, manifest);
  }
  return missing;
}

function diskFull(cause: unknown): Error {
  return new Error(
    'The disk became full during the restore. Nothing was changed. Make room, then start the restore again.',
    { cause },
  );
}

async function readManifest(repository: Repository, snapshot: Snapshot): Promise<Manifest> {
  try {
    const text = await restic(repository, [
      'dump',
      '--no-lock',
      snapshot.id,
      join(stagingFolder, backupFiles.manifest),
    ]);
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof ResticFailed ? error.message : 'it does not have the form of one.';
    throw new Error(
      `The manifest of snapshot ${snapshot.short_id} cannot be read: ${why} Nothing was changed. Try an older snapshot.`,
      { cause: error },
    );
  }
}

function checkVersion(manifest: Manifest): void {
  // Empty where somebody had emptied the record of migrations: migrating finds out.
  if (manifest.schema === '' || listMigrationNames().includes(manifest.schema)) return;
  throw new Refused(
    `This backup was made by Strongroom ${manifest.product}, whose database (${manifest.schema}) this version ${productVersion} does not know. Restore it with version ${manifest.product} or a newer one.`,
  );
}

async function checkDestination(into: string, bytes: number): Promise<void> {
  await mkdir(into, { recursive: true });
  if ((await readdir(into)).length > 0)
    throw new Refused(`${into} is not empty; a restore goes into a fresh folder.`);
  const disk = await statfs(into);
  const free = disk.bavail * disk.bsize;
  if (free > bytes * 1.05) return;
  const gigabytes = (count: number) => `${(count / 1024 ** 3).toFixed(1)} GB`;
  throw new Refused(
    `The backup needs ${gigabytes(bytes)} and the disk has ${gigabytes(free)} free. Make room, then start the restore again.`,
  );
}

/** From the paths of the backup to one folder per service. */
async function arrangeParts(extracted: string, into: string): Promise<void> {
  for (const part of plainParts) await rename(join(extracted, snapshotDataDir, part), join(into, part));
  await arrangeDatabase(extracted, join(into, backupFiles.postgres));
  for (const part of [backupFiles.manifest, backupFiles.objects])
    await rename(join(extracted, stagingFolder, part), join(into, part));
  if (existsSync(join(extracted, walFolder))) await rename(join(extracted, walFolder), join(into, walPart));
  await rename(join(extracted, stagingFolder, 'redis'), join(into, 'redis')).catch(() =>
    mkdir(join(into, 'redis')),
  );
  await rm(extracted, { recursive: true, force: true });
}

/** A full copy as it is, or combined with what changed after it. Backups before 0.2 have it among the other files. */
async function arrangeDatabase(raw: string, into: string): Promise<void> {
  const [base, changes] = [join(raw, baseFolder), join(raw, stagingFolder, backupFiles.changes)];
  if (existsSync(changes)) await combineFullAndIncremental(base, changes, into);
  else await rename(existsSync(base) ? base : join(raw, stagingFolder, backupFiles.postgres), into);
}

/** Recovers the database to a recovery point, and writes that into the manifest. */
async function recoverToPoint(into: string, at: Date, manifest: Manifest): Promise<void> {
  const wal = join(into, walPart);
  await replayWal({ postgres: join(into, backupFiles.postgres), wal, at });
  await rm(wal, { recursive: true });
  const recovered = { ...manifest, recoveredTo: at.toISOString() };
  await writeFile(join(into, backupFiles.manifest), `${JSON.stringify(recovered, null, 2)}\n`);
}

/** @returns the hashes of missing objects, where that is accepted. */
async function verifyParts(into: string, accepted: boolean, onProgress: OnProgress): Promise<string[]> {
  await verifyDatabaseCopy(join(into, backupFiles.postgres));
  await installQueueDump(into, onProgress);
  const missing = await listMissingObjects(into);
  if (missing.length === 0) return missing;
  if (accepted) {
    onProgress(`this backup is partial: ${missing.length} objects are missing from it`);
    return missing;
  }
  throw new Error(
    `The backup lacks ${missing.length} objects its manifest names, ${missing[0] ?? ''} for one, or a part of their bytes. Nothing was changed. Try an older snapshot, or restore the rest with --without-damaged.`,
  );
}

/** Looks only at what lies there now; the proof (verify-restored.ts) reads and hashes all of its bytes. */
async function listMissingObjects(into: string): Promise<string[]> {
  const objects = tallyObjects(join(into, storageObjectsFolder));
  for await (const object of readObjectList(join(into, backupFiles.objects))) {
    objects.expect(object);
    const folder = dirname(join(into, storagePathOf(object.sha256)));
    for (const path of listFilesBelow(folder)) objects.observe(path, () => statSync(path).size);
  }
  return objects.missing();
}

function listFilesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFilesBelow(path) : [path];
  });
}

/**
 * Redis reads an append-only file at start; the dump becomes its base. A queue that cannot be read is left out: Postgres is the
 * truth, and the worker's sweep enqueues everything again that is not finished.
 */
async function installQueueDump(into: string, onProgress: OnProgress): Promise<void> {
  const dump = join(into, backupFiles.redis);
  const folder = join(into, 'redis', 'appendonlydir');
  if (await isRedisDump(dump)) {
    await mkdir(folder);
    await rename(dump, join(folder, 'appendonly.aof.1.base.rdb'));
    await writeFile(join(folder, 'appendonly.aof.manifest'), 'file appendonly.aof.1.base.rdb seq 1 type b\n');
    return;
  }
  onProgress(
    'the copy of the queue cannot be read; the queue starts empty and is filled again from the database',
  );
  await rm(dump, { force: true });
}
