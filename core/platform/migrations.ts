import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { findPrismaDirectory, readMigrationList, readSchema } from './migration-files.ts';
import { openOwner, type Owner } from './schema-engine.ts';
import { findStructureChanges, rememberStructure } from './structure.ts';

/** The database, the migrations and schema.prisma do not tell the same story. Nothing was changed. */
export class SchemaDrift extends Error {
  override name = 'SchemaDrift';
}

type Settings = Pick<Config, 'database' | 'secretsDir'>;

const everything = { externalTables: [], externalEnums: [] };

/**
 * Brings the database to the newest migration, as the schema's owner. May be repeated: applied ones are left alone.
 * A migration that fails leaves nothing of itself; mended, it is simply run again.
 * @returns the names applied now, oldest first.
 * @throws SchemaDrift when migrations were edited or are missing, or the database was changed by hand: before anything
 * is applied. An Error naming the migration and Postgres' own words when one fails.
 */
export async function migrate(config: Settings, directory = findPrismaDirectory()): Promise<string[]> {
  return asOwner(config, directory, async (owner) => {
    await checkHistory(owner, directory);
    const { appliedMigrationNames } = await owner.engine.applyMigrations({
      migrationsList: readMigrationList(directory),
      filters: everything,
    });
    await checkSchema(owner, directory);
    await rememberStructure(owner.database);
    return appliedMigrationNames;
  });
}

/**
 * Writes the next migration: from the database, which must have had all there are, to schema.prisma.
 * @returns the new folder's name, or undefined when there is nothing to write.
 * @throws SchemaDrift as `migrate` does.
 */
export async function writeMigration(
  config: Settings,
  name: string,
  directory = findPrismaDirectory(),
): Promise<string | undefined> {
  return asOwner(config, directory, async (owner) => {
    const pending = await checkHistory(owner, directory);
    if (pending.length > 0)
      throw new SchemaDrift(
        `${pending.join(', ')} is not applied to this database yet. Run "npm run db:migrate" first.`,
      );
    const script = await difference(owner, directory, true);
    if (script === '') return undefined;
    const folder = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
    mkdirSync(join(directory, 'migrations', folder));
    writeFileSync(join(directory, 'migrations', folder, 'migration.sql'), `${script}\n`);
    return folder;
  });
}

async function asOwner<T>(
  config: Settings,
  directory: string,
  work: (owner: Owner) => Promise<T>,
): Promise<T> {
  const owner = await openOwner(config, readSchema(directory)).catch((error: unknown) => {
    throw new Error(
      `The database does not let the owner of the schema in (${inWords(error)}). Is it running, and are the secrets its own?`,
      {
        cause: error,
      },
    );
  });
  try {
    return await work(owner);
  } catch (error) {
    throw error instanceof SchemaDrift ? error : new Error(inWords(error), { cause: error });
  } finally {
    await owner.close();
  }
}

/** What an earlier attempt left open was undone by Postgres together with its script: it may run again. */
async function checkHistory(owner: Owner, directory: string): Promise<string[]> {
  const request = {
    migrationsList: readMigrationList(directory),
    optInToShadowDatabase: false,
    filters: everything,
  };
  const { failedMigrationNames } = await owner.engine.diagnoseMigrationHistory(request);
  for (const migrationName of failedMigrationNames)
    await owner.engine.markMigrationRolledBack({ migrationName });
  const found = await owner.engine.diagnoseMigrationHistory(request);
  if (found.editedMigrationNames.length > 0) {
    const names = found.editedMigrationNames.join(', ');
    throw new SchemaDrift(
      `${names} was edited after it was applied. Put it back as it was, and write what is new as a new migration.`,
    );
  }
  const history = found.history;
  if (history !== null && history.diagnostic !== 'databaseIsBehind') {
    const names = history.unpersistedMigrationNames.join(', ');
    throw new SchemaDrift(
      `The database has had ${names}, which this software does not know. Use the software that knows it, or a newer one.`,
    );
  }
  if (found.hasMigrationsTable) await checkByHand(owner);
  return history?.unappliedMigrationNames ?? [];
}

async function checkByHand(owner: Owner): Promise<void> {
  const changes = await findStructureChanges(owner.database);
  if (changes.length === 0) return;
  const shown = changes.slice(0, 5).join('; ');
  const more = changes.length > 5 ? `; and ${changes.length - 5} more` : '';
  throw new SchemaDrift(
    `The database was changed by hand since its last migration: ${shown}${more}. Undo that, then migrate again.`,
  );
}

async function checkSchema(owner: Owner, directory: string): Promise<void> {
  const summary = await difference(owner, directory, false);
  if (summary === '') return;
  throw new SchemaDrift(
    `schema.prisma says something else than the migrations make. Write the missing migration with "npm run db:diff NAME". The difference:\n${summary}`,
  );
}

async function difference(owner: Owner, directory: string, script: boolean): Promise<string> {
  const files = [{ path: 'schema.prisma', content: readSchema(directory) }];
  const result = await owner.engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: directory },
    to: { tag: 'schemaDatamodel', files },
    ...{ script, exitCode: true, shadowDatabaseUrl: null, filters: everything },
  });
  return result.exitCode === 0 ? '' : (result.stdout ?? '').trim();
}

/** The engine answers with JSON, or with the driver's words above a trace of its own; the words are what counts. */
function inWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const migration = /migration_name="([^"]+)"/.exec(text)?.[1];
  const words = (parseMessage(text) ?? text)
    .split('\n')
    .filter((line) => line !== 'external connector error' && !/^\s/.test(line))
    .join(' ')
    .trim();
  return migration === undefined
    ? words
    : `The migration ${migration} failed and left nothing behind: ${words}`;
}

function parseMessage(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
