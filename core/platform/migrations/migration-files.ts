import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Migration = {
  /** The name of its folder, which begins with the moment it was written. */
  name: string;
  sql: string;
  /** SHA-256 of the file, in hex. */
  checksum: string;
};

/** The folder `prisma` of the product: schema.prisma, current.sql and migrations/. From dist/core as from core. */
export function findPrismaDirectory(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const up of ['../../../..', '../../..']) {
    const candidate = join(here, up, 'prisma');
    if (existsSync(join(candidate, 'schema.prisma'))) return candidate;
  }
  throw new Error(`The folder prisma with schema.prisma is missing beside ${here}. Build the product again.`);
}

/** The migrations' names, oldest first. */
export function listMigrationNames(directory = findPrismaDirectory()): string[] {
  const entries = readdirSync(join(directory, 'migrations'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The migrations that come with this software, oldest first. */
export function readMigrations(directory: string): Migration[] {
  return listMigrationNames(directory).map((name) => {
    const sql = readFileSync(join(directory, 'migrations', name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}
