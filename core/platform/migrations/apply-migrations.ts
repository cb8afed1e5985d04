import type { Client } from 'pg';
import type { Migration } from './migration-files.ts';
import { toOneLine } from './structure.ts';

/** The database and the software do not belong together. Nothing was changed. */
export class SchemaDrift extends Error {
  override name = 'SchemaDrift';
}

/** The number of the advisory lock under which one migrates, forth or back. */
export const migrationLock = 7_126_004;
const lockSeconds = 5;
const lockNotAvailable = '55P03';
const insufficientPrivilege = '42501';
/** A table or index, a column, a policy or trigger or type, a function. */
const alreadyThere = new Set(['42P07', '42701', '42710', '42723']);

/** What has been applied, in the columns that Prisma's own tools would use. */
const historyTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

type Applied = { name: string; checksum: string };

/**
 * What the database has not had, oldest first. Who comes second waits here until the first has signed off.
 * @throws SchemaDrift when a migration was edited, is missing, or is newer than the software.
 */
export async function findPending(client: Client, migrations: readonly Migration[]): Promise<Migration[]> {
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
  const applied = await readHistory(client);
  checkHistory(applied, migrations);
  const had = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !had.has(name));
}

/**
 * Applies them in their order, each in a transaction of its own together with its row in the history: one that fails, or
 * whose process dies, leaves nothing of itself and is simply run again.
 * @returns their names.
 */
export async function applyMigrations(client: Client, pending: readonly Migration[]): Promise<string[]> {
  for (const migration of pending) await applyOne(client, migration);
  return pending.map(({ name }) => name);
}

/** Writes into the history that a database has had these, where the history was lost. */
export async function recordAsApplied(client: Client, migrations: readonly Migration[]): Promise<void> {
  await client.query('BEGIN');
  for (const migration of migrations) await record(client, migration, new Date());
  await client.query('COMMIT');
}

async function record(client: Client, { name, checksum }: Migration, startedAt?: Date): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES (gen_random_uuid(), $1, $2, $3, clock_timestamp(), 1)`,
    [checksum, name, startedAt],
  );
}

async function readHistory(client: Client): Promise<Applied[]> {
  try {
    return await askHistory(client);
  } catch (error) {
    if ((error as { code?: string }).code !== insufficientPrivilege) throw error;
    throw new SchemaDrift(
      `The table _prisma_migrations belongs to somebody else (${(error as Error).message}). Type, as PostgreSQL's superuser: ALTER TABLE _prisma_migrations OWNER TO strongroom_owner; GRANT ALL ON _prisma_migrations TO strongroom_owner; then: strongroom migrate`,
      { cause: error },
    );
  }
}

async function askHistory(client: Client): Promise<Applied[]> {
  // Asked first, so that nothing is said about a table that is there already.
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  );
  if (found[0]?.there !== true) await client.query(historyTable);
  const { rows } =
    await client.query<Applied>(`SELECT migration_name AS name, checksum FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`);
  return rows;
}

function checkHistory(applied: readonly Applied[], migrations: readonly Migration[]): void {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  const newest = migrations.at(-1)?.name ?? '';
  const names = (which: (row: Applied) => boolean) => {
    const found = applied.filter(which).map(({ name }) => toOneLine(name));
    return found.length === 0 ? undefined : found.join(', ');
  };
  const newer = names(({ name }) => !known.has(name) && name > newest);
  if (newer !== undefined)
    throw new SchemaDrift(
      `The database is newer than this software: it has had ${newer}, which this software does not know. Use the software that knows it, or a newer one.`,
    );
  const missing = names(({ name }) => !known.has(name));
  if (missing !== undefined)
    throw new SchemaDrift(
      `The file of ${missing} is missing from this software, and the database has had it. Put the file back into prisma/migrations, or use the software that has it.`,
    );
  const edited = names(({ name, checksum }) => known.get(name) !== checksum);
  if (edited !== undefined)
    throw new SchemaDrift(
      `${edited} was edited after it was applied. Put it back as it was, and write what is new as a new migration.`,
    );
}

async function applyOne(client: Client, migration: Migration): Promise<void> {
  const { name, sql } = migration;
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '${lockSeconds}s'`);
    const { rows } = await client.query<{ at: Date }>('SELECT clock_timestamp() AS at');
    // Whole, as one simple query: nothing here cuts a script at its semicolons.
    await client.query(sql);
    await record(client, migration, rows[0]?.at);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(describeFailure(name, error as Error & { code?: string }), { cause: error });
  }
}

function describeFailure(name: string, { code, message }: Error & { code?: string }): string {
  if (code === lockNotAvailable)
    return `The migration ${name} waited ${lockSeconds} seconds for a table that another session holds, and left nothing behind. End that session or wait for it, then migrate again.`;
  const cure = alreadyThere.has(code ?? '')
    ? '. Somebody added that by hand. Give it another name with the version that the database comes from, then migrate again'
    : '';
  return `The migration ${name} failed and left nothing behind: ${message}${cure}`;
}
