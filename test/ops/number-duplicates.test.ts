import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../core/platform/migrations/migrate.ts';
import { ownerSettings } from '../support/database/current-sql.ts';
import { rootDir } from '../support/paths.ts';
import { sharedServices, type Services } from '../support/services.ts';

const migration = '20261130100300_matter_numbers';

describe('An appliance on which matters share a number', function duplicates() {
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

  it('is upgraded: the oldest keeps it, the others get one of their own, and administrators are told', async () => {
    await services.sql(
      'DROP DATABASE IF EXISTS strongroom WITH (FORCE); CREATE DATABASE strongroom OWNER strongroom_owner;',
    );
    cpSync(join(rootDir, 'prisma'), folder, { recursive: true });
    for (const name of readdirSync(join(folder, 'migrations')))
      if (name >= migration && name !== 'migration_lock.toml')
        rmSync(join(folder, 'migrations', name), { recursive: true });
    await migrate(ownerSettings(services), folder);
    const person = randomUUID();
    const [oldest, later, alike, suffixed, idLike] = Array.from({ length: 5 }, () => randomUUID());
    const matters = [
      [later, 'M-1', 2],
      [oldest, 'M-1', 1],
      [alike, 'm\u20131 ', 3],
      [suffixed, 'M-1 (2)', 4],
      [idLike, oldest, 5],
    ] as const;
    await sql(`INSERT INTO person (id, email, name, password_hash) VALUES ('${person}', 'a@firm.example', 'Ada', 'none');
      INSERT INTO matter (id, client, number, name, access, created_by, created_at) VALUES
      ${matters.map(([id, number, day]) => `('${id}', 'c', '${number}', 'n', 'members', '${person}', '2026-01-0${day}')`).join(',')};
      INSERT INTO access_request (id, number, person_id, role, reason) VALUES (gen_random_uuid(), 'M-1', '${person}', 'viewer', 'x');`);

    const { applied } = await migrate(ownerSettings(services));

    assert.ok(applied.includes(migration));
    const numbers = await sql(`SELECT id, number FROM matter ORDER BY created_at`);
    assert.deepEqual(numbers.split('\n'), [
      `${oldest}|M-1`,
      `${later}|M-1 (3)`,
      `${alike}|m\u20131  (4)`,
      `${suffixed}|M-1 (2)`,
      `${idLike}|${oldest} (2)`,
    ]);
    assert.equal(await sql(`SELECT meant_id FROM access_request`), oldest);
    const told = await sql(
      `SELECT holder_id, number, person_id FROM number_request ORDER BY asked_at, number`,
    );
    assert.deepEqual(
      new Set(told.split('\n').map((row) => row.split('|')[0])),
      new Set([later, alike, idLike]),
    );
    const logged = await sql(
      `SELECT detail::json ->> 'before' FROM audit_event WHERE event = 'matter.renumbered' AND matter_id = '${later}'`,
    );
    assert.equal(logged, 'M-1');
  });
});
