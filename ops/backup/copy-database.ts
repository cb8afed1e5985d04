import { chmod, mkdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { Refused } from '../errors.ts';
import { withConnectionString } from '../connection-string.ts';
import { lastOutputLine, runProgram } from '../run-program.ts';

const walRangesSchema = z.object({
  'WAL-Ranges': z.array(z.object({ 'Start-LSN': z.string(), 'End-LSN': z.string() })).min(1),
});

/** Where in the write-ahead log a copy begins and where it is whole. */
export type WalRange = { start: string; end: string };

/**
 * Copies the database cluster into `target`, with the log that makes the copy consistent, and verifies every file of it
 * against the checksums Postgres wrote. With `since`, the folder of an earlier whole copy, it holds only the blocks that
 * changed after that one; combineCopies puts the two together.
 */
export async function copyDatabase(
  app: Pick<App, 'config'>,
  target: string,
  since?: string,
): Promise<WalRange> {
  await withConnectionString(app.config, async (connection) => {
    const args = ['--dbname', `${connection} application_name=strongroom-backup`, '--pgdata', target];
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
  await verifyDatabaseCopy(target);
  return readWalRange(target);
}

/** What Postgres writes last into a copy: without it the copy is not whole. */
const manifestName = 'backup_manifest';

/** Reads which part of the log belongs to a copy. */
async function readWalRange(copy: string): Promise<WalRange> {
  const found = walRangesSchema.parse(JSON.parse(await readFile(join(copy, manifestName), 'utf8')))[
    'WAL-Ranges'
  ];
  return { start: found[0]?.['Start-LSN'] ?? '', end: found.at(-1)?.['End-LSN'] ?? '' };
}

/**
 * Makes one whole copy, in the new folder `target`, of a whole one and of what changed after it. Both are verified first.
 * @throws Error when either does not verify, or when they do not belong together.
 */
export async function combineFullAndIncremental(
  full: string,
  incremental: string,
  target: string,
): Promise<void> {
  await Promise.all([full, incremental].map(verifyDatabaseCopy));
  const args = ['--manifest-checksums=SHA256', '--output', target, full, incremental];
  const combined = await runProgram('pg_combinebackup', args);
  if (combined.code !== 0)
    throw new Error(`The copies of the database do not make one: ${lastOutputLine(combined)}.`);
}

/** Every file of a database copy against its SHA-256, and its log for gaps. @throws Error naming the first fault. */
export function verifyDatabaseCopy(directory: string): Promise<void> {
  return runVerifyBackup(directory, []);
}

/** Every file of a database copy is there in its length: what can be asked every hour. @throws Error naming the first fault. */
export function checkCopyFiles(directory: string): Promise<void> {
  return runVerifyBackup(directory, ['--skip-checksums', '--no-parse-wal']);
}

async function runVerifyBackup(directory: string, how: readonly string[]): Promise<void> {
  const verified = await runProgram('pg_verifybackup', ['--exit-on-error', '--quiet', ...how, directory]);
  if (verified.code !== 0)
    throw new Error(`The copy of the database does not verify: ${lastOutputLine(verified)}.`);
}

/**
 * A whole copy lies beside the original until the next one.
 * @returns the bytes of the database and its log.
 * @throws Refused when the disk cannot take it.
 */
export async function checkSpaceForCopy(app: Pick<App, 'database'>, directory: string): Promise<number> {
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

/** An empty folder that only this user can read. */
export async function createEmptyDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
}
