import { join } from 'node:path';
import type { Config } from '../core/platform/config.ts';
import { objectKey } from '../core/platform/s3.ts';

// Where ops keeps what it works on, inside the data directory. Backups hold some of these paths, so their names never change.
type DataFolders = Pick<Config, 'dataDir'>;

/** Where a backup is built. Always the same path: restic then finds what it stored the night before. */
export function stagingDirectory({ dataDir }: DataFolders): string {
  return join(dataDir, 'ops', 'staging');
}

/**
 * The last full copy of the database stays here until the next one: every backup holds it, so that each can be restored
 * alone, and an hourly one adds only what changed since. What lies here has been verified.
 */
export function baseDirectory({ dataDir }: DataFolders): string {
  return join(dataDir, 'ops', 'base');
}

/** Where the database's WAL is received. */
export function walDirectory({ dataDir }: DataFolders): string {
  return join(dataDir, 'ops', 'log');
}

/** For what restic packs before it stores it: more than the container's memory should hold. */
export function temporaryDirectory({ dataDir }: DataFolders): string {
  return join(dataDir, 'ops', 'temporary');
}

const storageBucketFolder = join('minio', 'documents');

/** Where MinIO keeps the documents' objects. */
export const storageObjectsFolder = join(storageBucketFolder, 'sha256');

/** Where one object lies in MinIO's own folder. */
export function storagePathOf(sha256: string): string {
  return join(storageBucketFolder, objectKey(sha256), 'xl.meta');
}
