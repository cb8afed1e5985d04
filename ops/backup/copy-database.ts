import { chmod, mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { App } from '../../core/app.js';
import { Refused } from '../refused.js';
import { lastWords, runTool } from './run-tool.js';

const manifestRanges = z.object({
  'WAL-Ranges': z.array(z.object({ 'Start-LSN': z.string(), 'End-LSN': z.string() })).min(1),
});

/**
 * Copies the whole database cluster into `target`, with the log that makes the copy consistent, and verifies every file of
 * it against the checksums Postgres wrote.
 * @returns where in the write-ahead log the copy begins and where it is whole.
 */
export async function copyDatabase(
  app: Pick<App, 'config'>,
  target: string,
): Promise<{ start: string; end: string }> {
  const { database } = app.config;
  const passfile = `${target}.pass`;
  const escaped = database.password.replace(/([\\:])/g, '\\$1');
  await writeFile(passfile, `*:*:*:*:${escaped}\n`, { mode: 0o600 });
  const connection = [
    `host=${database.host}`,
    `port=${database.port}`,
    `user=${database.user}`,
    `passfile=${passfile}`,
  ];
  try {
    const args = [
      '--dbname',
      [...connection, 'application_name=strongroom-backup'].join(' '),
      '--pgdata',
      target,
    ];
    const how = [
      '--format=plain',
      '--wal-method=stream',
      '--checkpoint=fast',
      '--manifest-checksums=SHA256',
      '--no-password',
    ];
    const copied = await runTool('pg_basebackup', [...args, ...how]);
    if (copied.code !== 0) throw new Error(`The database could not be copied: ${lastWords(copied)}.`);
  } finally {
    await rm(passfile, { force: true });
  }
  await verifyDatabaseCopy(target);
  const found = manifestRanges.parse(JSON.parse(await readFile(join(target, 'backup_manifest'), 'utf8')))[
    'WAL-Ranges'
  ];
  return { start: found[0]?.['Start-LSN'] ?? '', end: found.at(-1)?.['End-LSN'] ?? '' };
}

/** Every file of a database copy against its SHA-256, and its log for gaps. @throws Error naming the first fault. */
export async function verifyDatabaseCopy(directory: string): Promise<void> {
  const verified = await runTool('pg_verifybackup', ['--exit-on-error', '--quiet', directory]);
  if (verified.code !== 0)
    throw new Error(`The copy of the database does not verify: ${lastWords(verified)}.`);
}

/** The copy lies beside the original until it is in the repository. @throws Refused when the disk cannot take it. */
export async function checkRoomForCopy(app: Pick<App, 'database'>, directory: string): Promise<void> {
  const rows = await app.database.asProcess(
    (tx) => tx.$queryRaw<{ bytes: bigint }[]>`
      SELECT (SELECT sum(pg_database_size(oid)) FROM pg_database)::bigint + (SELECT coalesce(sum(size), 0) FROM pg_ls_waldir())::bigint AS bytes`,
  );
  const needed = Number(rows[0]?.bytes ?? 0) * 1.1;
  const disk = await statfs(directory);
  const free = disk.bavail * disk.bsize;
  if (free > needed) return;
  const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;
  throw new Refused(
    `A backup needs ${gigabytes(needed)} free beside the database for its copy, and the disk has ${gigabytes(free)}. Make room, then start it again.`,
  );
}

/** An empty folder that only this user can read. */
export async function freshDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
}
