// Copies of the two stores that go on changing while they are copied: the database and the queue.
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { withConnectionString } from '../connection-string.ts';
import { baseDirectory, stagingDirectory } from '../data-folders.ts';
import { Refused } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { lastOutputLine, runProgram } from '../run-program.ts';
import { backupFiles, type Manifest } from './manifest.ts';

const walRangesSchema = z.object({
  'WAL-Ranges': z.array(z.object({ 'Start-LSN': z.string(), 'End-LSN': z.string() })).min(1),
});

/** Where in the WAL a copy begins and where it is consistent. */
type WalRange = Manifest['lsn'];
type DatabaseCopy = Pick<Manifest, 'kind' | 'lsn' | 'databaseBytes'>;

/**
 * Copies the database for a backup: in full, into the base directory, or what changed since, into the staging directory. Where
 * Postgres no longer knows what changed (a restore, a long pause), or the full copy was damaged here, the copy is a full one.
 */
export async function copyDatabaseForBackup(
  app: Pick<App, 'config' | 'database'>,
  wanted: Manifest['kind'],
  onProgress: OnProgress,
): Promise<DatabaseCopy> {
  const staging = stagingDirectory(app.config);
  const base = baseDirectory(app.config);
  const databaseBytes = await checkSpaceForCopy(app, staging);
  if (wanted === 'incremental' && existsSync(base)) {
    const incremental = join(staging, backupFiles.changes);
    try {
      await checkCopyFiles(base);
      return { kind: 'incremental', lsn: await copyDatabase(app, incremental, base), databaseBytes };
    } catch (error) {
      onProgress(
        `an incremental copy is not possible, so the database is copied in full: ${(error as Error).message}`,
      );
      await rm(incremental, { recursive: true, force: true });
    }
  }
  return { kind: 'full', lsn: await replaceBaseCopy(app, base), databaseBytes };
}

/** The old one goes first: a disk with room for two copies of the database is not asked for. */
async function replaceBaseCopy(app: Pick<App, 'config'>, base: string): Promise<WalRange> {
  const fresh = `${base}.new`;
  await rm(base, { recursive: true, force: true });
  await createEmptyDirectory(fresh);
  const lsn = await copyDatabase(app, fresh);
  await rename(fresh, base);
  return lsn;
}

/**
 * Copies the database cluster into `folder`, with the WAL that makes the copy consistent, and verifies every file of it
 * against the checksums Postgres wrote. With `since`, the folder of an earlier full copy, it holds only the blocks that
 * changed after that one; combineFullAndIncremental makes one full copy of the two.
 */
async function copyDatabase(app: Pick<App, 'config'>, folder: string, since?: string): Promise<WalRange> {
  await withConnectionString(app.config, async (connection) => {
    const args = ['--dbname', `${connection} application_name=strongroom-backup`, '--pgdata', folder];
    const how = [
      ...(since === undefined ? [] : [`--incremental=${join(since, manifestName)}`]),
      '--format=plain',
      '--wal-method=stream',
      '--checkpoint=fast',
      '--manifest-checksums=SHA256',
      '--no-password',
    ];
    const copied = await runProgram('pg_basebackup', [...args, ...how]);
    if (copied.code !== 0) throw new Error(`The database could not be copied: ${lastOutputLine(copied)}.`);
  });
  await verifyDatabaseCopy(folder);
  return readWalRange(folder);
}

/** What Postgres writes last into a copy: without it the copy is not complete. */
const manifestName = 'backup_manifest';

/** Reads which part of the WAL belongs to a copy. */
async function readWalRange(copy: string): Promise<WalRange> {
  const found = walRangesSchema.parse(JSON.parse(await readFile(join(copy, manifestName), 'utf8')))[
    'WAL-Ranges'
  ];
  return { start: found[0]?.['Start-LSN'] ?? '', end: found.at(-1)?.['End-LSN'] ?? '' };
}

/**
 * Makes one full copy, in the new folder `into`, of a full one and of an incremental one after it. Both are verified first.
 * @throws Error when either does not verify, or when they do not belong together.
 */
export async function combineFullAndIncremental(
  full: string,
  incremental: string,
  into: string,
): Promise<void> {
  await Promise.all([full, incremental].map(verifyDatabaseCopy));
  const args = ['--manifest-checksums=SHA256', '--output', into, full, incremental];
  const combined = await runProgram('pg_combinebackup', args);
  if (combined.code !== 0)
    throw new Error(
      `The full and the incremental copy of the database do not combine: ${lastOutputLine(combined)}.`,
    );
}

/** Verifies every file of a database copy against its SHA-256, and its WAL for gaps. @throws Error naming the first fault. */
export function verifyDatabaseCopy(directory: string): Promise<void> {
  return runVerifyBackup(directory, []);
}

/** Checks that every file of a database copy is there in its length: cheap enough for every hour. @throws Error naming the first fault. */
function checkCopyFiles(directory: string): Promise<void> {
  return runVerifyBackup(directory, ['--skip-checksums', '--no-parse-wal']);
}

async function runVerifyBackup(directory: string, how: readonly string[]): Promise<void> {
  const verified = await runProgram('pg_verifybackup', ['--exit-on-error', '--quiet', ...how, directory]);
  if (verified.code !== 0)
    throw new Error(`The copy of the database does not verify: ${lastOutputLine(verified)}.`);
}

/**
 * A full copy lies beside the original until the next one.
 * @returns the bytes of the database and its WAL.
 * @throws Refused when the disk has no room for it.
 */
async function checkSpaceForCopy(app: Pick<App, 'database'>, directory: string): Promise<number> {
  const rows = await app.database.asProcess(
    (tx) => tx.$queryRaw<{ bytes: bigint }[]>`
      SELECT (SELECT sum(pg_database_size(oid)) FROM pg_database)::bigint + (SELECT coalesce(sum(size), 0) FROM pg_ls_waldir())::bigint AS bytes`,
  );
  const bytes = Number(rows[0]?.bytes ?? 0);
  const needed = bytes * 1.1;
  const disk = await statfs(directory);
  const free = disk.bavail * disk.bsize;
  if (free > needed) return bytes;
  const gigabytes = (count: number) => `${(count / 1024 ** 3).toFixed(1)} GB`;
  throw new Refused(
    `A backup needs ${gigabytes(needed)} free beside the database for its copy, and the disk has ${gigabytes(free)}. Make room, then start it again.`,
  );
}

/** Creates an empty folder that only this user can read. */
export async function createEmptyDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
}

/**
 * Copies the queue as Redis sends it to a replica, and checks the file. Redis is disposable (Postgres is the truth): this spares
 * a restored appliance from enqueueing everything again.
 * @throws Error when there is no copy that Redis could read.
 */
export async function copyRedis(
  { host, port, username, password }: App['config']['redis'],
  file: string,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const args = ['-h', host, '-p', String(port), '--user', username, '--askpass', '--rdb', file];
  const copied = await runProgram('redis-cli', args, { input: `${password}\n` });
  if (copied.code !== 0) throw new Error(`The queue could not be copied: ${lastOutputLine(copied)}.`);
  if (!(await isRedisDump(file))) throw new Error('The copy of the queue does not verify.');
}

/** True when Redis could read the file. */
export async function isRedisDump(file: string): Promise<boolean> {
  return (await runProgram('redis-check-rdb', [file])).code === 0;
}
