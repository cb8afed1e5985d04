import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import type { Config } from '../../core/platform/config.ts';
import { checkSpaceForCopy, copyDatabase, createEmptyDirectory, checkCopyFiles } from './copy-database.ts';
import { backupFiles, type Manifest } from './manifest.ts';

type DatabaseCopy = Pick<Manifest, 'kind' | 'lsn' | 'databaseBytes'>;

/**
 * The last whole copy of the database stays here until the next one: every set holds it, so that each can be restored alone,
 * and an hourly one adds only what changed since. What lies here has been verified.
 */
export function baseDirectory(config: Pick<Config, 'dataDir'>): string {
  return join(config.dataDir, 'ops', 'base');
}

/**
 * Copies the database for a set: whole, into the base directory, or what changed since, into the set's own folder. Where Postgres
 * no longer knows what changed (a restore, a long pause), or the whole copy was damaged here, the copy is a whole one after all.
 */
export async function copyDatabaseForBackup(
  app: Pick<App, 'config' | 'database'>,
  backup: { staging: string; wanted: Manifest['kind']; onProgress: (line: string) => void },
): Promise<DatabaseCopy> {
  const databaseBytes = await checkSpaceForCopy(app, backup.staging);
  const base = baseDirectory(app.config);
  if (backup.wanted === 'incremental' && existsSync(base)) {
    const changes = join(backup.staging, backupFiles.changes);
    try {
      await checkCopyFiles(base);
      return { kind: 'incremental', lsn: await copyDatabase(app, changes, base), databaseBytes };
    } catch (error) {
      backup.onProgress(
        `what changed cannot be taken alone, so the whole database is copied: ${(error as Error).message}`,
      );
      await rm(changes, { recursive: true, force: true });
    }
  }
  return { kind: 'full', lsn: await replaceBaseCopy(app, base), databaseBytes };
}

/** The old one goes first: a disk with room for two copies of the database is not asked for. */
async function replaceBaseCopy(app: Pick<App, 'config'>, base: string): Promise<Manifest['lsn']> {
  const fresh = `${base}.new`;
  await rm(base, { recursive: true, force: true });
  await createEmptyDirectory(fresh);
  const lsn = await copyDatabase(app, fresh);
  await rename(fresh, base);
  return lsn;
}
