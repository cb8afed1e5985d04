import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findPrismaDirectory,
  listMigrationNames,
} from '../../../core/platform/migrations/migration-files.ts';
import { withOwner, type OwnerSettings } from '../../../core/platform/migrations/owner-connection.ts';
import { withSchemaEngine } from './schema-engine.ts';

/**
 * Writes the next migration: from the database, which must have had all there are, to schema.prisma.
 * @returns the new folder's name, or undefined when there is nothing to write.
 * @throws Error when a migration is not applied yet.
 */
export async function writeMigration(
  settings: OwnerSettings,
  name: string,
  directory = findPrismaDirectory(),
): Promise<string | undefined> {
  await checkApplied(settings, directory);
  const script = await readDifference(settings, directory);
  if (script === '') return undefined;
  const moment = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = `${moment}_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
  mkdirSync(join(directory, 'migrations', folder));
  writeFileSync(join(directory, 'migrations', folder, 'migration.sql'), `${script}\n`);
  return folder;
}

async function checkApplied(settings: OwnerSettings, directory: string): Promise<void> {
  const applied = await withOwner(settings, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations',
    );
    return new Set(rows.map((row) => row.name));
  });
  const pending = listMigrationNames(directory).filter((each) => !applied.has(each));
  if (pending.length > 0)
    throw new Error(
      `${pending.join(', ')} is not applied to this database yet. Run "npm run db:migrate" first.`,
    );
}

/** The SQL that leads from the database to schema.prisma; empty when they say the same. */
async function readDifference(settings: OwnerSettings, directory: string): Promise<string> {
  const schema = readFileSync(join(directory, 'schema.prisma'), 'utf8');
  const files = [{ path: 'schema.prisma', content: schema }];
  return withSchemaEngine(settings, schema, async (engine) => {
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: directory },
      to: { tag: 'schemaDatamodel', files },
      // The engine asks for more than its types say.
      ...{ script: true, exitCode: true, shadowDatabaseUrl: null },
      filters: { externalTables: [], externalEnums: [] },
    });
    return result.exitCode === 0 ? '' : (result.stdout ?? '').trim();
  });
}
