import { createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { App } from '../../core/app.ts';
import { describeHandMadeChanges, findHandMadeChanges } from '../../core/platform/migrations/find-changes.ts';
import { objectKey } from '../../core/platform/storage.ts';
import { createEmptyDirectory } from './copy-database.ts';
import { copyDatabaseForBackup } from './base-copy.ts';
import { copyRedis } from './copy-redis.ts';
import {
  buildManifest,
  listStoredObjects,
  backupFiles,
  readDatabaseState,
  type Manifest,
} from './manifest.ts';

type Parts = Pick<App, 'config' | 'database'>;

/** Where a set is put together. Always the same path: restic then finds what it stored the night before. */
export function stagingDirectory(config: Pick<App['config'], 'dataDir'>): string {
  return join(config.dataDir, 'ops', 'staging');
}

const storageBucketFolder = join('minio', 'documents');

/** Where MinIO keeps the documents' objects. */
export const storageObjectsFolder = join(storageBucketFolder, 'sha256');

/** Where an object lies in MinIO's own folder. */
export function storagePathOf(sha256: string): string {
  return join(storageBucketFolder, objectKey(sha256), 'xl.meta');
}

/**
 * Puts the set together beside the originals: database first, objects after. Objects are written once and never changed, and a
 * row stands only after its object does: so whatever the copy of the database names is among the objects read later.
 * @throws Refused when there is no room for it; Error when a part cannot be copied or does not verify.
 */
export async function buildBackup(
  app: Parts,
  kind: Manifest['kind'],
  onProgress: (line: string) => void,
): Promise<Manifest> {
  const staging = stagingDirectory(app.config);
  await createEmptyDirectory(staging);
  const startedAt = new Date();
  const before = await readDatabaseState(app);
  const objects = await writeObjectList(app, join(staging, backupFiles.objects));
  onProgress(`documents: ${before.counts['document'] ?? 0}, objects: ${objects.count}; copying the database`);
  const copied = await copyDatabaseForBackup(app, { staging, wanted: kind, onProgress });
  const after = await readDatabaseState(app);
  onProgress('the copy of the database verifies; copying the queue');
  const redis = await copyQueue(app, join(staging, backupFiles.redis), onProgress);
  const changedByHand = await reportChanges(app, onProgress);
  const manifest = buildManifest({ startedAt, copied, before, after, objects, changedByHand, redis });
  await writeFile(join(staging, backupFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** A backup is good whatever somebody changed by hand; who makes it hears of it the same hour. */
async function reportChanges(app: Parts, onProgress: (line: string) => void): Promise<string[]> {
  try {
    const changes = await findHandMadeChanges(app);
    const line = describeHandMadeChanges(changes);
    if (line !== undefined) onProgress(`WARNING: the database was ${line}`);
    return [...changes.harmful, ...changes.added];
  } catch (error) {
    onProgress(`What the database is made of could not be compared: ${(error as Error).message}`);
    return [];
  }
}

/** A queue that is down must not keep the firm's documents from being backed up: the set then says that it has none. */
async function copyQueue(app: Parts, file: string, onProgress: (line: string) => void): Promise<boolean> {
  try {
    await copyRedis(app, file);
    return true;
  } catch (error) {
    onProgress(
      `${(error as Error).message} The set is made without it: after a restore the queue is filled from the database.`,
    );
    return false;
  }
}

/** Removes what was put together; also what a killed backup left. */
export async function clearStaging(config: Pick<App['config'], 'dataDir'>): Promise<void> {
  await rm(stagingDirectory(config), { recursive: true, force: true });
}

/** For what restic packs before it stores it: more than the container's memory should hold. */
export function temporaryDirectory(config: Pick<App['config'], 'dataDir'>): string {
  return join(config.dataDir, 'ops', 'temporary');
}

/** Writes `sha256 TAB bytes` per object; whether each is in the snapshot is looked at when that is read back. */
async function writeObjectList(app: Parts, file: string): Promise<Manifest['objects']> {
  const total = { count: 0, bytes: 0 };
  async function* lines() {
    for await (const batch of listStoredObjects(app)) {
      total.count += batch.length;
      total.bytes += batch.reduce((sum, { bytes }) => sum + bytes, 0);
      yield batch.map(({ sha256, bytes }) => `${sha256}\t${bytes}\n`).join('');
    }
  }
  await pipeline(lines, createWriteStream(file));
  return total;
}
