import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm';

/** The folder `prisma` of the product: schema.prisma and migrations/. From dist/core/platform as from core/platform. */
export function findPrismaDirectory(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const up of ['../../..', '../..']) {
    const candidate = join(here, up, 'prisma');
    try {
      readFileSync(join(candidate, 'schema.prisma'));
      return candidate;
    } catch {
      continue;
    }
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

/** The text of schema.prisma. */
export function readSchema(directory: string): string {
  return readFileSync(join(directory, 'schema.prisma'), 'utf8');
}

/** The migrations as the schema engine takes them. */
export function readMigrationList(directory: string): MigrationList {
  const baseDir = join(directory, 'migrations');
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: listMigrationNames(directory).map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
