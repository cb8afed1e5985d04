import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import type { Config } from '../../core/platform/config.ts';
import { checkRoomForCopy, copyDatabase, freshDirectory, looksWhole } from './copy-database.ts';
import { setFiles, type Manifest } from './manifest.ts';

type Copied = Pick<Manifest, 'kind' | 'lsn' | 'databaseBytes'>;

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
export async function copyInto(
  app: Pick<App, 'config' | 'database'>,
  set: { staging: string; wanted: Manifest['kind']; say: (line: string) => void },
): Promise<Copied> {
  const databaseBytes = await checkRoomForCopy(app, set.staging);
  const base = baseDirectory(app.config);
  if (set.wanted === 'incremental' && existsSync(base)) {
    const changes = join(set.staging, setFiles.changes);
    try {
      await looksWhole(base);
      return { kind: 'incremental', lsn: await copyDatabase(app, changes, base), databaseBytes };
    } catch (error) {
      set.say(
        `what changed cannot be taken alone, so the whole database is copied: ${(error as Error).message}`,
      );
      await rm(changes, { recursive: true, force: true });
    }
  }
  return { kind: 'full', lsn: await replaceBase(app, base), databaseBytes };
}

/** The old one goes first: a disk with room for two copies of the database is not asked for. */
async function replaceBase(app: Pick<App, 'config'>, base: string): Promise<Manifest['lsn']> {
  const fresh = `${base}.new`;
  await rm(base, { recursive: true, force: true });
  await freshDirectory(fresh);
  const lsn = await copyDatabase(app, fresh);
  await rename(fresh, base);
  return lsn;
}
