import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from '../../core/app.ts';
import { verifyAuditLog } from '../../core/audit/verify-chain.ts';
import { migrate } from '../../core/platform/migrations/migrate.ts';
import { ownerSettings } from '../support/database/current-sql.ts';
import { rootDir } from '../support/paths.ts';
import { sharedServices, type Services } from '../support/services.ts';

const migration = '20261201006000_names_in_the_log';

describe('An appliance whose audit log names nobody', function () {
  this.timeout(120_000);
  let services: Services;
  let folder: string;
  const sql = async (text: string) => (await services.sql(text, 'strongroom')).trim();

  before(async () => {
    services = await sharedServices();
    folder = mkdtempSync(join(tmpdir(), 'prisma-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await services.freshDatabase();
  });

  it('is upgraded: the log names each person and matter, chained as every row, and so a change shows', async () => {
    await services.sql(
      'DROP DATABASE IF EXISTS strongroom WITH (FORCE); CREATE DATABASE strongroom OWNER strongroom_owner;',
    );
    cpSync(join(rootDir, 'prisma'), folder, { recursive: true });
    for (const name of readdirSync(join(folder, 'migrations')))
      if (name >= migration && name !== 'migration_lock.toml')
        rmSync(join(folder, 'migrations', name), { recursive: true });
    await migrate(ownerSettings(services), folder);
    const [person, matter] = [randomUUID(), randomUUID()];
    await sql(`INSERT INTO person (id, email, name) VALUES ('${person}', 'a@firm.example', 'Ada "the first" Müller');
      INSERT INTO matter (id, client, number, name, access, created_by) VALUES ('${matter}', 'c', 'M-1', 'n', 'members', '${person}');`);

    const { applied } = await migrate(ownerSettings(services));

    assert.ok(applied.includes(migration));
    const rows = await sql(
      `SELECT event, coalesce(matter_id::text, ''), detail FROM audit_event ORDER BY seq`,
    );
    assert.deepEqual(rows.split('\n'), [
      `person.named||${JSON.stringify({ id: person, name: 'Ada "the first" Müller', email: 'a@firm.example', why: 'upgrade' })}`,
      `matter.numbered|${matter}|${JSON.stringify({ number: 'M-1', why: 'upgrade' })}`,
    ]);
    const app = openApp('ops');
    try {
      const found = await verifyAuditLog(app);
      assert.deepEqual([found.faults, found.altered], [[], []]);
      await sql(`UPDATE matter SET number = 'M-2'`);
      assert.deepEqual((await verifyAuditLog(app)).altered, [{ kind: 'matter', id: matter, seq: 2 }]);
    } finally {
      await app.close();
    }
  });
});
