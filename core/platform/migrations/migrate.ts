import type { Client } from 'pg';
import { applyMigrations, findPending } from './apply-migrations.ts';
import { findPrismaDirectory, readMigrations } from './migration-files.ts';
import { withOwner, type OwnerSettings } from './owner-connection.ts';
import { readStructure } from './read-structure.ts';
import { repairStructure, type Repair } from './repair-structure.ts';
import { compareStructures } from './structure.ts';
import { parseStructure, readExpectedStructure, type ExpectedStructure } from './structure-file.ts';

export type Migrated = {
  /** The names applied now, oldest first. */
  applied: string[];
} & Repair;

/**
 * Brings the database to the newest migration, as the owner of the tables, and then to what prisma/current.sql says: what
 * somebody changed by hand never stops it. May be repeated: what is there already is left alone.
 * @throws SchemaDrift when migrations were edited or are missing, or the database is newer: before anything is applied.
 * Error naming the migration and PostgreSQL's own words when one fails.
 */
export async function migrate(settings: OwnerSettings, directory = findPrismaDirectory()): Promise<Migrated> {
  return withOwner(settings, async (client) => {
    const migrations = readMigrations(directory);
    const pending = await findPending(client, migrations);
    // A migration builds on what the last version left: what was changed since is put back before, or it might fail.
    const before = pending.length > 0 ? await readRemembered(client) : undefined;
    const early = before ? await repair(client, before) : nothing;
    const applied = await applyMigrations(client, pending);
    const expected = readExpectedStructure(directory);
    // A migration that a developer has only just written is not in prisma/current.sql yet.
    const isCurrent = expected.after === migrations.at(-1)?.name;
    const now = isCurrent ? await repair(client, expected) : early;
    if (isCurrent) await remember(client, expected);
    return { applied, ...now, restored: [...new Set([...early.restored, ...now.restored])] };
  });
}

const nothing: Repair = { restored: [], failed: [], left: [] };

/** The structure file of the software that migrated this database last; only a help, this software's own file decides. */
async function readRemembered(client: Client): Promise<ExpectedStructure | undefined> {
  const { rows } = await client.query<{ logs: string | null }>(`SELECT logs FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name DESC LIMIT 1`);
  const text = rows[0]?.logs;
  return typeof text === 'string' ? parseStructure(text) : undefined;
}

async function remember(client: Client, { after, text }: ExpectedStructure): Promise<void> {
  await client.query(
    'UPDATE _prisma_migrations SET logs = $2 WHERE migration_name = $1 AND logs IS DISTINCT FROM $2',
    [after, text],
  );
}

async function repair(client: Client, expected: ExpectedStructure): Promise<Repair> {
  const actual = await readStructure(async (sql) => (await client.query(sql)).rows as unknown[]);
  return repairStructure(client, expected.items, compareStructures(expected.items, actual));
}
