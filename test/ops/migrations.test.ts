import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, SchemaDrift, writeMigration } from '../../core/platform/migrations.ts';
import { rootDir } from '../support/paths.ts';
import { sharedServices, type Services } from '../support/services.ts';

describe('a database becomes what this version needs, or nothing happens', () => {
  let services: Services;
  let folder: string;
  const config = () => ({
    database: {
      host: '127.0.0.1',
      port: services.ports.postgres,
      name: 'strongroom',
      user: 'strongroom_ops',
      password: '',
    },
    secretsDir: services.secretsDir,
  });
  const apply = () => migrate(config(), folder);
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
  const firstMigration = () => join(folder, 'migrations', '20261121000000_the_room', 'migration.sql');

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
    assert.ok((await apply()).includes('20261121000000_the_room'));
    assert.deepEqual(await apply(), []);
  });

  it('refuses a migration that was edited after it was applied', async () => {
    appendFileSync(firstMigration(), '-- one word more\n');
    await rejects(apply(), /the_room was edited after it was applied/);
  });

  it('refuses a database that is newer than the software', async () => {
    addMigration(
      '29990101000000_later',
      'CREATE FUNCTION later() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;',
    );
    assert.deepEqual(await apply(), ['29990101000000_later']);
    rmSync(join(folder, 'migrations', '29990101000000_later'), { recursive: true });
    await rejects(apply(), /29990101000000_later, which this software does not know/);
  });

  for (const [what, statement, words] of [
    [
      'row-level security switched off',
      'ALTER TABLE page DISABLE ROW LEVEL SECURITY',
      /table page was changed/,
    ],
    ['a policy dropped', 'DROP POLICY person_sees ON document', /policy document.person_sees was removed/],
    [
      'the audit log unguarded',
      'ALTER TABLE audit_event DISABLE TRIGGER audit_append_only',
      /trigger audit_event.audit_append_only was changed/,
    ],
    ['a right given away', 'GRANT DELETE ON audit_event TO strongroom_server', /right on audit_event was/],
    ['a column added', 'ALTER TABLE matter ADD COLUMN note text', /column matter.note was added/],
    ['an index dropped', 'DROP INDEX page_waiting', /index page_waiting was removed/],
  ] as const) {
    it(`notices ${what} by hand, before it applies anything`, async () => {
      await services.sql(`${statement};`, 'strongroom');
      addMigration('29990101000000_later', 'CREATE TABLE later (id int);');
      await rejects(apply(), words);
      assert.equal((await services.sql("SELECT to_regclass('later') IS NULL", 'strongroom')).trim(), 't');
    });
  }

  it('refuses a schema that says more than the migrations make, and writes the migration that is missing', async () => {
    const schema = join(folder, 'schema.prisma');
    const text = readFileSync(schema, 'utf8');
    writeFileSync(schema, text.replace(/^model Matter \{$/m, 'model Matter {\n  note String?'));
    await rejects(apply(), /schema.prisma says something else[\s\S]*note/);
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

  it('goes back to the older software after a migration that failed', async () => {
    addMigration('29990101000000_half', 'SELECT nonsense;');
    await assert.rejects(apply(), /failed and left nothing behind/);
    rmSync(join(folder, 'migrations', '29990101000000_half'), { recursive: true });
    assert.deepEqual(await apply(), []);
  });
});
