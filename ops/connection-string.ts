import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../core/platform/config.ts';

/**
 * Runs `work` with the connection string that PostgreSQL's own programs need. The password stands in a file in memory that only this user can
 * read, never on a command line.
 */
export async function withConnectionString<T>(
  { database }: Pick<Config, 'database'>,
  work: (connection: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'replication-'));
  const passfile = join(folder, 'pass');
  try {
    await writeFile(passfile, `*:*:*:*:${database.password.replace(/([\\:])/g, '\\$1')}\n`, { mode: 0o600 });
    const { host, port, user } = database;
    return await work(`host=${host} port=${port} user=${user} passfile=${passfile}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
