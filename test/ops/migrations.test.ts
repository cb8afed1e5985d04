import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemaDrift } from '../../core/platform/migrations/apply-migrations.ts';
import { migrate } from '../../core/platform/migrations/migrate.ts';
import { ownerSettings } from '../support/database/current-sql.ts';
import { writeMigration } from '../support/database/write-migration.ts';
import { distDir, rootDir } from '../support/paths.ts';
import { sharedServices, type Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a database becomes what this version needs, or nothing happens', () => {
  let services: Services;
  let folder: string;
  const config = () => ownerSettings(services);
  const apply = async () => (await migrate(config(), folder)).applied;
  const rejects = (promise: Promise<unknown>, words: RegExp) =>
    assert.rejects(promise, (error: Error) => {
      assert.ok(error instanceof SchemaDrift, `${error.name}: ${error.message}`);
      assert.match(error.message, words);
      return true;
    });
  const addMigration = (name: string, sql: string) => {
    mkdirSync(join(folder, 'migrations', name));
    writeFileSync(join(folder, 'migrations', name, 'migration.sql'), sql);
  };
  const sleeping = async () =>
    (await services.sql(
      `SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = 'strongroom'`,
    )) || undefined;
  const firstMigration = () => join(folder, 'migrations', '20261130000000_first', 'migration.sql');

  before(async () => {
    services = await sharedServices();
  });
  beforeEach(async () => {
    await services.freshDatabase();
    folder = mkdtempSync(join(tmpdir(), 'prisma-'));
    cpSync(join(rootDir, 'prisma'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('changes nothing when the database is up to date', async () => {
    assert.deepEqual(await apply(), []);
  });

  it('starts from an empty database', async () => {
    await services.sql(
      'DROP DATABASE strongroom WITH (FORCE); CREATE DATABASE strongroom OWNER strongroom_owner;',
    );
    assert.ok((await apply()).includes('20261130000000_first'));
    assert.deepEqual(await apply(), []);
  });

  it('refuses a migration that was edited after it was applied', async () => {
    appendFileSync(firstMigration(), '-- one word more\n');
    await rejects(apply(), /first was edited after it was applied/);
  });

  it('refuses a database that is newer than the software', async () => {
    addMigration(
      '29990101000000_later',
      'CREATE FUNCTION later() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;',
    );
    assert.deepEqual(await apply(), ['29990101000000_later']);
    rmSync(join(folder, 'migrations', '29990101000000_later'), { recursive: true });
    await rejects(
      apply(),
      /newer than this software: it has had 29990101000000_later, which this software does not know/,
    );
  });

  it('refuses when the file of an applied migration is missing', async () => {
    addMigration('29990101000000_later', 'CREATE TABLE later (id int);');
    addMigration('29990101000001_last', 'CREATE TABLE last (id int);');
    await apply();
    rmSync(join(folder, 'migrations', '29990101000000_later'), { recursive: true });
    await rejects(apply(), /The file of 29990101000000_later is missing from this software/);
  });

  it('writes the migration that schema.prisma asks for, and none when the migrations make all of it', async () => {
    assert.equal(await writeMigration(config(), 'nothing', folder), undefined);
    const schema = join(folder, 'schema.prisma');
    const text = readFileSync(schema, 'utf8');
    writeFileSync(schema, text.replace(/^model Matter \{$/m, 'model Matter {\n  note String?'));
    const written = await writeMigration(config(), 'A note', folder);
    assert.match(written ?? '', /^\d{14}_a_note$/);
    assert.match(
      readFileSync(join(folder, 'migrations', written ?? '', 'migration.sql'), 'utf8'),
      /ADD COLUMN +"note" TEXT/,
    );
    assert.deepEqual(await apply(), [written]);
    assert.equal(await writeMigration(config(), 'nothing', folder), undefined);
  });

  it('leaves nothing of a migration that fails in the middle, and takes it again once it is mended', async () => {
    addMigration('29990101000000_half', 'CREATE TABLE half (id int); SELECT nonsense;');
    await assert.rejects(apply(), /29990101000000_half failed and left nothing behind/);
    assert.equal((await services.sql("SELECT to_regclass('half') IS NULL", 'strongroom')).trim(), 't');
    const file = join(folder, 'migrations', '29990101000000_half', 'migration.sql');
    writeFileSync(file, 'CREATE FUNCTION half() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;');
    assert.deepEqual(await apply(), ['29990101000000_half']);
    assert.equal((await services.sql('SELECT half()', 'strongroom')).trim(), '1');
  });

  it('leaves nothing of a migration whose process is killed in the middle, and lets the next one in within seconds', async () => {
    addMigration('29990101000000_half', 'CREATE TABLE half (id int); SELECT pg_sleep(60);');
    const script = `import { migrate } from ${JSON.stringify(join(distDir, 'core/platform/migrations/migrate.js'))};
      await migrate(${JSON.stringify(config())}, ${JSON.stringify(folder)});`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
    await waitFor('the migration under way', 20, sleeping);
    child.kill('SIGKILL');
    await once(child, 'exit');
    writeFileSync(
      join(folder, 'migrations', '29990101000000_half', 'migration.sql'),
      'CREATE TABLE half (id int);',
    );
    assert.deepEqual(await apply(), ['29990101000000_half']);
  });

  it('lets the second of two wait for the first', async () => {
    addMigration('29990101000000_slow', 'CREATE TABLE slow (id int); SELECT pg_sleep(1.5);');
    const both = await Promise.all([apply(), apply()]);
    assert.deepEqual(both.flat(), ['29990101000000_slow']);
  });

  it('does not wait for ever for a table that another session holds', async () => {
    addMigration('29990101000000_locked', 'ALTER TABLE matter ADD COLUMN note text;');
    const holder = services.sql(
      'BEGIN; LOCK TABLE matter IN ACCESS SHARE MODE; SELECT pg_sleep(8);',
      'strongroom',
    );
    await waitFor('the table to be held', 20, sleeping);
    await assert.rejects(
      apply(),
      /29990101000000_locked waited 5 seconds for a table that another session holds/,
    );
    await holder;
    assert.deepEqual(await apply(), ['29990101000000_locked']);
  });

  it('puts back what was dropped by hand before a migration that builds on it', async () => {
    await services.sql('DROP POLICY person_sees ON document;', 'strongroom');
    addMigration('29990101000000_later', 'DROP POLICY person_sees ON document;');
    assert.deepEqual((await migrate(config(), folder)).restored, [
      'the policy document.person_sees is missing',
    ]);
  });

  it('is not stopped by something else where the structure is remembered, or by a database that is set to be read only', async () => {
    await services.sql(
      "UPDATE _prisma_migrations SET logs = 'x'; ALTER DATABASE strongroom SET default_transaction_read_only = on;",
      'strongroom',
    );
    addMigration('29990101000000_later', 'CREATE TABLE later (id int);');
    assert.deepEqual(await apply(), ['29990101000000_later']);
  });

  it('says what to do when what a migration makes was added by hand', async () => {
    await services.sql('CREATE TABLE later (id int);', 'strongroom');
    addMigration('29990101000000_later', 'CREATE TABLE later (id int);');
    await assert.rejects(
      apply(),
      /relation "later" already exists. Somebody added that by hand. Give it another name/,
    );
  });

  it('goes back to the older software after a migration that failed', async () => {
    addMigration('29990101000000_half', 'SELECT nonsense;');
    await assert.rejects(apply(), /failed and left nothing behind/);
    rmSync(join(folder, 'migrations', '29990101000000_half'), { recursive: true });
    assert.deepEqual(await apply(), []);
  });
});
