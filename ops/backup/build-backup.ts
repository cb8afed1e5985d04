import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import { productVersion } from '../../core/platform/version.ts';
import { stagingDirectory } from '../data-folders.ts';
import type { OnProgress } from '../progress.ts';
import { toError } from '../errors.ts';
import { copyDatabaseForBackup, copyRedis, createEmptyDirectory } from './copy-stores.ts';
import { backupFiles, type Manifest } from './manifest.ts';
import {
  readDatabaseState,
  reportChanges,
  writeObjectList,
  type DatabaseState,
} from './read-database-state.ts';

type BackupApp = Pick<App, 'config' | 'database'>;

/** A backup that was built: what it must hold, and the data directory that it is pushed from. */
export type BuiltBackup = { manifest: Manifest; dataDir: string };

/**
 * Builds the backup beside the originals: database first, objects after. Objects are written once and never changed, and a row
 * stands only after its object does: so whatever the copy of the database names is among the objects read later.
 * @throws Refused when there is no room for it; Error when a part cannot be copied or does not verify.
 */
export async function buildBackup(
  app: BackupApp,
  kind: Manifest['kind'],
  onProgress: OnProgress,
): Promise<BuiltBackup> {
  const { dataDir } = app.config;
  const staging = stagingDirectory({ dataDir });
  await createEmptyDirectory(staging);
  const startedAt = new Date();
  const before = await readDatabaseState(app);
  const objects = await writeObjectList(app, join(staging, backupFiles.objects));
  onProgress(`documents: ${before.counts['document'] ?? 0}, objects: ${objects.count}; copying the database`);
  const copied = await copyDatabaseForBackup(app, kind, onProgress);
  onProgress('the copy of the database verifies; copying the queue');
  // A queue that is down must not keep the firm's documents from being backed up: the backup then has none.
  const queueError = await copyRedis(app.config.redis, join(staging, backupFiles.redis)).catch(toError);
  if (queueError)
    onProgress(
      `${queueError.message} The backup is built without it: after a restore the queue is filled from the database.`,
    );
  const after = await readDatabaseState(app);
  const changedByHand = await reportChanges(app, onProgress);
  const redis = !queueError;
  const manifest = buildManifest({ startedAt, copied, before, after, objects, changedByHand, redis });
  await writeFile(join(staging, backupFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return { manifest, dataDir };
}

/** Builds the manifest from what was found before and after the copy. */
export function buildManifest(parts: {
  startedAt: Date;
  copied: Pick<Manifest, 'kind' | 'lsn' | 'databaseBytes'>;
  before: DatabaseState;
  after: DatabaseState;
  objects: Manifest['objects'];
  changedByHand: string[];
  redis: boolean;
}): Manifest {
  const { startedAt, copied, before, after, objects, changedByHand, redis } = parts;
  return {
    format: 1,
    product: productVersion,
    schema: before.schema,
    startedAt: startedAt.toISOString(),
    ...copied,
    before: before.counts,
    after: after.counts,
    audit: before.audit,
    objects,
    changedByHand,
    redis,
  };
}

/** Removes what was built; also what a killed backup left. */
export async function clearStaging(config: Pick<App['config'], 'dataDir'>): Promise<void> {
  await rm(stagingDirectory(config), { recursive: true, force: true });
}
