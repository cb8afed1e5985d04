import type { Client } from 'pg';
import { applyMigrations, findPending, recordAsApplied, SchemaDrift } from './apply-migrations.ts';
import { findPrismaDirectory, readMigrations, type Migration } from './migration-files.ts';
import { withOwner, type OwnerSettings } from './owner-connection.ts';
import { readStructure } from './read-structure.ts';
import { describeReturned, repairStructure, type Repair } from './repair-structure.ts';
import { compareStructures, describeChange, isHarmful, type Change } from './structure.ts';
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
    const expected = readExpectedStructure(directory);
    // A migration that a developer has only just written is not in prisma/current.sql yet.
    const isCurrent = expected.after === migrations.at(-1)?.name;
    let pending = await findPending(client, migrations);
    const isForgotten =
      isCurrent && pending.length === migrations.length && (await hasTables(client, expected));
    if (isForgotten) pending = await rememberApplied(client, pending);
    // A migration builds on what the last version left: what was changed since is put back before, or it might fail.
    const before = pending.length > 0 ? await readRemembered(client) : undefined;
    const early = before ? await repair(client, before) : nothing;
    const applied = await applyMigrations(client, pending);
    const now = isCurrent ? await repair(client, expected) : early;
    if (isCurrent) await remember(client, expected);
    const history = isForgotten ? ['the record of the applied migrations was empty'] : [];
    return { applied, ...now, restored: [...new Set([...history, ...early.restored, ...now.restored])] };
  });
}

const nothing: Repair = { restored: [], failed: [], left: [] };

/**
 * Whether the database holds all the tables and columns that this software needs, although its history is empty.
 * @throws SchemaDrift when it holds some of them: nobody can say then which migrations it has had.
 */
async function hasTables(client: Client, expected: ExpectedStructure): Promise<boolean> {
  const isTable = (item: Change['item']) => item.kind === 'table' && item.name !== '_prisma_migrations';
  const isLacking = ({ what, item }: Change) =>
    what === 'missing' && ['type', 'table', 'column'].includes(item.kind);
  const lacking = (await compare(client, expected)).filter(isLacking);
  if (lacking.length === 0) return true;
  const lackingTables = lacking.filter(({ item }) => isTable(item)).length;
  if (lackingTables === expected.items.filter(isTable).length) return false;
  throw new SchemaDrift(
    'Somebody emptied _prisma_migrations, the record of what this database has had, and the database is not complete either. Restore a backup made before that.',
  );
}

/** @returns what is pending then: none. */
async function rememberApplied(client: Client, migrations: readonly Migration[]): Promise<Migration[]> {
  await recordAsApplied(client, migrations);
  return [];
}

/** The structure file of the software that migrated this database last; only a help, this software's own file decides. */
async function readRemembered(client: Client): Promise<ExpectedStructure | undefined> {
  const { rows } = await client.query<{ logs: string | null }>(`SELECT logs FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name DESC LIMIT 1`);
  const text = rows[0]?.logs;
  try {
    return typeof text === 'string' ? parseStructure(text) : undefined;
  } catch {
    return undefined; // Somebody wrote something else there.
  }
}

async function remember(client: Client, { after, text }: ExpectedStructure): Promise<void> {
  await client.query(
    'UPDATE _prisma_migrations SET logs = $2 WHERE migration_name = $1 AND logs IS DISTINCT FROM $2',
    [after, text],
  );
}

const rounds = 3;

/** Looks again after each round: what was made again may lack what hangs from it, and what was put back may not stay so. */
async function repair(client: Client, expected: ExpectedStructure): Promise<Repair> {
  const restored = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const found = await repairStructure(client, expected.items, await compare(client, expected));
    if (found.restored.length === 0) return { ...found, restored: [...restored] };
    for (const what of found.restored) restored.add(what);
  }
  const rest = await compare(client, expected);
  const left = rest.filter((change) => !isHarmful(change)).map(describeChange);
  for (const change of rest) restored.delete(describeChange(change));
  return { restored: [...restored], failed: describeReturned(rest), left };
}

async function compare(client: Client, { items }: ExpectedStructure): Promise<Change[]> {
  const actual = await readStructure(async (sql) => (await client.query(sql)).rows as unknown[]);
  return compareStructures(items, actual);
}
