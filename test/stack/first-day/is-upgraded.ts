import assert from 'node:assert/strict';
import { openOffice } from '../../bench/open-office.ts';
import { workAsPeople } from '../../bench/work-as-people.ts';
import type { ApiClient } from '../../support/client.ts';
import type { RunResult } from '../../support/run-program.ts';
import { runStrongroom, signInAdministrator } from './appliance.ts';
import { currentRelease, makeNextRelease } from './next-release.ts';
import { runSql } from './run-sql.ts';

const perSecond = 5;
/** So many at a time: the upgrade says when it is enough. */
const requestsAtATime = 100;

describe('another version takes the place of this one while people work', function isUpgraded() {
  this.timeout(30 * 60_000);
  const migration = {
    name: '29990101000000_next',
    sql: 'CREATE TABLE next_release (id integer NOT NULL);',
    structure: `-- ==== next_release ====\n\n--- table next_release\nCREATE TABLE next_release (\n  id integer NOT NULL\n);\n`,
  };
  const hasTable = async () => (await runSql(`SELECT to_regclass('next_release') IS NOT NULL`)) === 't';
  let admin: ApiClient;
  let installed: string;

  before(async () => {
    admin = await signInAdministrator();
    installed = currentRelease();
  });

  const answers = async () => {
    assert.equal((await admin.send('GET', '/api/session')).status, 200);
  };

  it('a version whose server never comes up is taken back, with what it did to the database', async () => {
    const folder = await makeNextRelease('0.9.1', { migration, server: 'process.exit(1);\n' });
    const ran = await runStrongroom('upgrade', folder, '--yes');
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(ran.stderr, /The server of the new version ends again and again/);
    assert.match(ran.stderr, /the version of before runs again, with everything in it/);
    assert.equal(currentRelease(), installed);
    assert.equal(await hasTable(), false);
    await answers();
  });

  it('a version whose migration fails changes nothing', async () => {
    const broken = { ...migration, sql: 'CREATE TABLE next_release (id no_such_type NOT NULL);' };
    const folder = await makeNextRelease('0.9.2', { migration: broken });
    const ran = await runStrongroom('upgrade', folder, '--yes');
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stderr, /The new version does not come up with what the backup holds/);
    assert.equal(currentRelease(), installed);
    await answers();
  });

  it('a sound version: no request fails, and every letter is there', async () => {
    const office = await openOffice(1);
    const folder = await makeNextRelease('0.9.3', { migration });
    let upgraded: RunResult | undefined;
    const upgrading = runStrongroom('upgrade', folder, '--yes', '--json').then((ran) => (upgraded = ran));
    const errors: unknown[] = [];
    const uploaded: string[] = [];
    while (upgraded === undefined) {
      const result = await workAsPeople(office, { perSecond, requests: requestsAtATime });
      errors.push(...result.errors);
      uploaded.push(...result.uploaded);
    }
    const ran = await upgrading;
    console.log(ran.stderr.replaceAll(/^/gm, '    | '));
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(errors, []);
    const { version, changed } = JSON.parse(ran.stdout) as { version: string; changed: boolean };
    assert.deepEqual({ version, changed }, { version: '0.9.3', changed: true });
    assert.equal(await hasTable(), true);
    assert.ok(uploaded.length > 0, 'nothing was uploaded');
    for (const id of uploaded) assert.equal((await admin.waitForFinalState(id)).state, 'searchable');
  });

  it('the version of before comes back when somebody wants it, but not over what was written since', async () => {
    await runSql('INSERT INTO next_release VALUES (7)');
    const refused = await runStrongroom('rollback', '--yes');
    assert.equal(refused.code, 3, refused.stderr);
    assert.match(refused.stderr, /Going back would remove what was written since: 1 rows of next_release/);
    await answers();
    const ran = await runStrongroom('rollback', '--yes', '--accept-loss');
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(currentRelease(), installed);
    assert.equal(await hasTable(), false);
    await answers();
  });
});
