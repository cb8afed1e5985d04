import assert from 'node:assert/strict';
import type { App } from '../../core/app.ts';
import { refreshMetrics } from '../../ops/scheduler/refresh-metrics.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { askRestored } from './restored-database.ts';
import { storeDocuments } from './stored-documents.ts';

const added = ['the function billed()', 'the function billed(integer)', 'the table billing'];
const harmful = [
  'row-level security of page was switched off',
  'the policy document.person_sees was changed',
];

describe('a database that somebody changed by hand is backed up, comes back, and is told of at once', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;

  const figures = async () => {
    await refreshMetrics(app);
    const { values } = await app.metrics.databaseChanges.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.kind, value]));
  };
  const structure = async () => {
    const { stdout } = await ops.ask(['doctor', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; ok: boolean; says: string }[] };
    return findings.find(({ check }) => check === 'structure');
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    const made = await ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
    await storeDocuments(app, services, [1, 70_000]);
  });
  after(() => app.close());

  it('is silent while nothing was changed', async () => {
    assert.deepEqual(await figures(), { harmful: 0, added: 0 });
    assert.deepEqual(await structure(), {
      check: 'structure',
      ok: true,
      says: 'the database is as this version made it',
    });
    assert.doesNotMatch((await ops.ask(['status'])).stdout, /structure/);
  });

  it('tells of what was only added, and of nothing to do', async () => {
    await services.sql(
      `CREATE TABLE billing (id int); CREATE FUNCTION billed() RETURNS int LANGUAGE sql AS 'SELECT 1';
       CREATE FUNCTION billed(int) RETURNS int LANGUAGE sql AS 'SELECT 1';`,
      'strongroom',
    );
    assert.deepEqual(await figures(), { harmful: 0, added: 3 });
    const found = await structure();
    assert.equal(found?.ok, true);
    assert.match(found?.says ?? '', /^added by hand, and left: .*the table billing was added$/);
  });

  it('tells of what the product needs in doctor, status and figures, each with what to type', async () => {
    await services.sql(
      'ALTER TABLE page DISABLE ROW LEVEL SECURITY; ALTER POLICY person_sees ON document USING (true);',
      'strongroom',
    );
    assert.deepEqual(await figures(), { harmful: 2, added: 3 });
    const found = await structure();
    assert.equal(found?.ok, false);
    assert.match(
      found?.says ?? '',
      /row-level security of page was switched off; .*type: strongroom migrate/,
    );
    assert.match(
      (await ops.ask(['status'])).stdout,
      /structure {3}changed by hand: row-level security of page/,
    );
  });

  it('tells of a record of migrations that would hide every change', async () => {
    const row = "(id, checksum, migration_name, finished_at) VALUES ('by-hand', '', '2999_later', now())";
    await services.sql(`INSERT INTO _prisma_migrations ${row}`, 'strongroom');
    assert.deepEqual(await figures(), { harmful: 1, added: 0 });
    assert.match((await structure())?.says ?? '', /names 2999_later, which this software does not know/);
    await services.sql(
      "DELETE FROM _prisma_migrations WHERE id = 'by-hand'; REVOKE SELECT ON _prisma_migrations FROM strongroom_ops;",
      'strongroom',
    );
    assert.match((await structure())?.says ?? '', /the structure cannot be read \(.*permission denied/);
    await services.sql('GRANT SELECT ON _prisma_migrations TO strongroom_ops;', 'strongroom');
    assert.deepEqual(await figures(), { harmful: 2, added: 3 });
  });

  it('is said by the backup that is made of it, which is good', async () => {
    const ran = await ops.ask(['backup', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /WARNING: the database was changed by hand: .*person_sees was changed/);
    const { changedByHand } = JSON.parse(ran.stdout) as { changedByHand: string[] };
    assert.deepEqual(changedByHand, [...harmful, ...added.map((what) => `${what} was added`)]);
  });

  it('comes back: what the product needs is put back and said, what was added stays and is said', async () => {
    const ran = await ops.ask(['rehearse', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    for (const what of harmful)
      assert.ok(ran.stderr.includes(`Changed by hand, and put back: ${what}.`), ran.stderr);
    for (const what of added)
      assert.ok(ran.stderr.includes(`Added by hand, and left: ${what} was added.`), ran.stderr);
  });

  it('comes back into an empty folder with what was added in it', async () => {
    const folder = ops.freshFolder('hand-made');
    const ran = await ops.ask(
      [
        'restore-backup',
        'latest',
        '--into',
        '/into/set',
        '--json',
        '--recovery-key-file',
        '/run/keys/recovery-key',
      ],
      { folder },
    );
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(
      ran.stderr,
      /somebody had changed the database of this backup by hand: .*What the product needs is created again/,
    );
    assert.equal(await askRestored(ops, folder, 'SELECT billed()'), '1');
  });

  it('is put back by migrating, and stays what it is', async () => {
    const ran = await ops.ask(['migrate']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /Changed by hand, and put back: row-level security of page was switched off\./);
    assert.match(ran.stdout, /Added by hand, and left: the table billing was added\./);
    assert.deepEqual(await figures(), { harmful: 0, added: 3 });
  });
});
