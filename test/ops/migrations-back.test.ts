import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateBack, WouldLose } from '../../core/platform/migrations/migrate-back.ts';
import { migrate } from '../../core/platform/migrations/migrate.ts';
import { listMigrationNames } from '../../core/platform/migrations/migration-files.ts';
import { withOwner } from '../../core/platform/migrations/owner-connection.ts';
import { readStructure } from '../../core/platform/migrations/read-structure.ts';
import { formatStructure } from '../../core/platform/migrations/structure-file.ts';
import { ownerSettings } from '../support/database/current-sql.ts';
import { rootDir } from '../support/paths.ts';
import { sharedServices, type Services } from '../support/services.ts';

describe('a database goes back to the version before', () => {
  const next = '29990101000000_next';
  let services: Services;
  /** The folder prisma of the next version. */
  let folder: string;
  let to: string;
  const config = () => ownerSettings(services);
  const back = (isLossAccepted?: true) =>
    migrateBack(config(), to, isLossAccepted === undefined ? {} : { isLossAccepted });
  const structure = () =>
    withOwner(config(), async (client) =>
      formatStructure(to, await readStructure(async (sql) => (await client.query(sql)).rows as unknown[])),
    );
  const query = (sql: string) =>
    withOwner(config(), async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
  const applied = async () => {
    const rows = await query(`SELECT migration_name FROM _prisma_migrations
      WHERE rolled_back_at IS NULL AND migration_name >= '${to}' ORDER BY 1`);
    return rows.map((row) => row['migration_name']);
  };

  /** Brings the database to the next version, which is this one and a migration more. */
  const upgrade = async (sql: string) => {
    mkdirSync(join(folder, 'migrations', next), { recursive: true });
    writeFileSync(join(folder, 'migrations', next, 'migration.sql'), sql);
    await migrate(config(), folder);
    const text = (await structure()).replace(to, next);
    writeFileSync(join(folder, 'current.sql'), text);
    await migrate(config(), folder);
  };

  before(async () => {
    services = await sharedServices();
    to = listMigrationNames(join(rootDir, 'prisma')).at(-1) ?? '';
  });
  beforeEach(async () => {
    await services.freshDatabase();
    folder = mkdtempSync(join(tmpdir(), 'prisma-'));
    cpSync(join(rootDir, 'prisma'), folder, { recursive: true });
    // Writes into the history what this version expects.
    await migrate(config(), folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(() => services.freshDatabase());

  const everything = `
    CREATE TYPE colour AS ENUM ('red', 'green');
    ALTER TYPE person_role ADD VALUE 'visitor';
    CREATE TABLE shelf (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), matter_id uuid REFERENCES matter(id), colour colour NOT NULL);
    ALTER TABLE shelf ENABLE ROW LEVEL SECURITY;
    CREATE FUNCTION visible_shelves() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$ SELECT id FROM shelf $$;
    CREATE POLICY person_sees ON shelf FOR SELECT TO strongroom_server USING (id IN (SELECT visible_shelves()));
    GRANT SELECT, INSERT ON shelf TO strongroom_server;
    ALTER TABLE matter ADD COLUMN shelf_id uuid REFERENCES shelf(id);
    ALTER TABLE matter ADD COLUMN height int NOT NULL DEFAULT 7;
    CREATE INDEX matter_shelf ON matter (shelf_id);
    GRANT UPDATE (shelf_id) ON matter TO strongroom_server;
    DROP POLICY person_sees ON document;
    CREATE POLICY person_sees ON document FOR SELECT TO strongroom_server USING (false);
    CREATE OR REPLACE FUNCTION visible_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT matter_id FROM shelf $$;`;

  it('drops what the next version added and makes again what it changed', async () => {
    const as = await structure();
    await upgrade(everything);
    assert.match(await structure(), /TABLE shelf/);
    assert.deepEqual(await back(), { undone: [next], cost: [] });
    // A value of a list stays: PostgreSQL cannot take it out, and nobody has it.
    assert.equal((await structure()).replace(`, 'visitor'`, ''), as);
    assert.deepEqual(await applied(), [to]);
    assert.deepEqual(await back(), { undone: [], cost: [] });
  });

  it('goes forth again afterwards', async () => {
    await upgrade(everything.replace(/ALTER TYPE.*/, ''));
    const as = await structure();
    await back();
    assert.deepEqual((await migrate(config(), folder)).applied, [next]);
    assert.equal(await structure(), as);
  });

  it('says what would be lost, and changes nothing before somebody accepts it', async () => {
    await upgrade(everything);
    await query(`INSERT INTO shelf (colour) VALUES ('red'), ('green')`);
    const as = await structure();
    await assert.rejects(back(), (error: Error) => {
      assert.ok(error instanceof WouldLose, error.message);
      assert.equal(error.message, 'Going back would remove what was written since: 2 rows of shelf.');
      return true;
    });
    assert.equal(await structure(), as);
    assert.deepEqual(await back(true), { undone: [next], cost: [{ what: 'rows of shelf', count: 2 }] });
  });

  it('leaves what the firm added by hand', async () => {
    await upgrade(everything);
    await query('CREATE TABLE by_hand (id int)');
    await back();
    assert.deepEqual(await query(`SELECT to_regclass('by_hand')::text AS name`), [{ name: 'by_hand' }]);
  });

  it('changes nothing when one thing cannot be taken back', async () => {
    await upgrade(`${everything} ALTER TABLE matter ALTER COLUMN name DROP NOT NULL;`);
    const as = await structure();
    await assert.rejects(
      back(),
      /cannot go back, and nothing was changed: the column matter\.name was changed/,
    );
    assert.equal(await structure(), as);
    assert.deepEqual(await applied(), [to, next]);
  });

  it('refuses where the history does not say what was there', async () => {
    await upgrade(everything);
    await query(`UPDATE _prisma_migrations SET logs = NULL WHERE migration_name = '${to}'`);
    await assert.rejects(back(), /The history does not hold what this database was after/);
    await assert.rejects(migrateBack(config(), '20010101000000_never'), /has not had the migration/);
  });

  it('does so for each migration of this version that a release before it lacks', async () => {
    // Those of the first release came together; each later one must leave a way back.
    const firstRelease = '20261130150000_copies_and_their_sources';
    const names = listMigrationNames(folder).filter((name) => name > firstRelease);
    const current = readFileSync(join(rootDir, 'prisma', 'current.sql'), 'utf8');
    assert.ok(names.length === 0 || current.includes(names.at(-1) ?? ''));
    if (names.length === 0) return;
    const old = mkdtempSync(join(tmpdir(), 'prisma-'));
    try {
      cpSync(join(rootDir, 'prisma'), old, { recursive: true });
      for (const name of names) rmSync(join(old, 'migrations', name), { recursive: true });
      await services.sql(
        'DROP DATABASE strongroom WITH (FORCE); CREATE DATABASE strongroom OWNER strongroom_owner;',
      );
      to = firstRelease;
      await migrate(config(), old);
      const as = await structure();
      writeFileSync(join(old, 'current.sql'), as);
      await migrate(config(), old);
      await migrate(config(), folder);
      await back(true);
      assert.equal(await structure(), as);
    } finally {
      to = listMigrationNames(folder).at(-1) ?? '';
      rmSync(old, { recursive: true, force: true });
    }
  });
});
