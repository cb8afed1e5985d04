import assert from 'node:assert/strict';
import { migrate } from '../../core/platform/migrations/migrate.ts';
import { ownerSettings } from '../support/database/current-sql.ts';
import { sharedServices, type Services } from '../support/services.ts';
import { putBack } from './changes-put-back.ts';

describe('what somebody changed in the database by hand', () => {
  let services: Services;
  const apply = () => migrate(ownerSettings(services));
  const byHand = (statements: string) => services.sql(statements, 'strongroom');
  const nothing = { applied: [], restored: [], failed: [], left: [] };

  before(async () => {
    services = await sharedServices();
  });
  beforeEach(() => services.freshDatabase());
  after(() => services.freshDatabase());

  it('is nothing in a database as it is installed', async () => {
    assert.deepEqual(await apply(), nothing);
  });

  for (const [what, statement, words] of putBack) {
    it(`is put back and said: ${what}`, async () => {
      await byHand(`${statement};`);
      const { restored, failed, left } = await apply();
      assert.ok(restored.includes(words), JSON.stringify({ restored, failed, left }));
      assert.deepEqual([failed, left], [[], []]);
      assert.deepEqual(await apply(), nothing);
    });
  }

  it('is put back although one thing needs another', async () => {
    await byHand(`DROP FUNCTION visible_matters() CASCADE; DROP FUNCTION walls_today();`);
    const { restored, failed } = await apply();
    assert.deepEqual(failed, []);
    assert.ok(restored.length > 5, restored.join('; '));
    assert.deepEqual(await apply(), nothing);
  });

  it("is named and left: tables, functions, views and rights of the firm's own", async () => {
    await byHand(`CREATE TABLE billing (id int PRIMARY KEY, note text); CREATE POLICY mine ON billing USING (true);
      CREATE FUNCTION billed() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION billed(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE VIEW open_matters AS SELECT id FROM matter; ALTER TABLE matter ADD COLUMN note text; CREATE INDEX by_client ON matter (client);
      CREATE ROLE reporting; GRANT SELECT ON matter TO reporting;`);
    try {
      for (const again of [1, 2]) {
        const { left, ...rest } = await apply();
        assert.deepEqual(rest, { applied: [], restored: [], failed: [] }, `time ${again}`);
        assert.deepEqual(left.sort(), [
          'a right on matter of reporting was added',
          'the column matter.note was added',
          'the function billed() was added',
          'the function billed(integer) was added',
          'the index by_client was added',
          'the table billing was added',
          'the view open_matters was added',
        ]);
      }
      assert.equal((await byHand('SELECT billed()')).trim(), '1');
    } finally {
      await byHand('DROP OWNED BY reporting; DROP ROLE reporting;');
    }
  });

  it('is named, and left, on one line whatever its name holds', async () => {
    await byHand(`CREATE TABLE "a
Changed by hand, and put back" (id int); CREATE SCHEMA own; CREATE DOMAIN good AS int;`);
    const { left, ...rest } = await apply();
    assert.deepEqual(rest, { applied: [], restored: [], failed: [] });
    assert.deepEqual(left.sort(), [
      'the schema own was added',
      'the table "a?Changed by hand, and put back" was added',
      'the type good was added',
    ]);
  });

  it('does not hide what another role grants again', async () => {
    await byHand(`CREATE ROLE lender; GRANT USAGE ON SCHEMA public TO lender; GRANT SELECT ON audit_head TO lender WITH GRANT OPTION;
      SET ROLE lender; GRANT SELECT ON audit_head TO strongroom_server;`);
    try {
      const { restored, failed } = await apply();
      assert.deepEqual(restored, []);
      assert.match(
        failed.join('\n'),
        /^the rights on audit_head were changed, and again after it was put back/,
      );
    } finally {
      await byHand(
        'REVOKE ALL ON audit_head FROM lender CASCADE; REVOKE ALL ON SCHEMA public FROM lender; DROP ROLE lender;',
      );
    }
  });

  it('is refused where neither the record of migrations nor the tables are whole', async () => {
    await byHand('DELETE FROM _prisma_migrations; DROP TABLE target_run;');
    await assert.rejects(apply(), /emptied _prisma_migrations, .* Restore a backup made before that\./);
  });

  it('is named with what to type where the record of migrations belongs to somebody else', async () => {
    await byHand('ALTER TABLE _prisma_migrations OWNER TO postgres;');
    await assert.rejects(
      apply(),
      /belongs to somebody else .* ALTER TABLE _prisma_migrations OWNER TO strongroom_owner;/,
    );
  });

  for (const [what, statement, words, cure] of [
    [
      'a column of another type',
      'ALTER TABLE firm_rule ALTER COLUMN id TYPE bigint',
      /the column firm_rule.id was changed/,
      /Type, as PostgreSQL's superuser: ALTER TABLE firm_rule ALTER COLUMN id TYPE integer/,
    ],
    [
      'a column that may be empty now',
      'ALTER TABLE matter ALTER COLUMN client DROP NOT NULL',
      /the column matter.client was changed/,
      /ALTER COLUMN client SET NOT NULL/,
    ],
    [
      'a function that belongs to somebody else',
      'ALTER FUNCTION is_auditor() OWNER TO postgres',
      /the function is_auditor\(\) was changed/,
      /ALTER FUNCTION is_auditor\(\) OWNER TO strongroom_owner/,
    ],
    [
      'a table that belongs to somebody else',
      'ALTER TABLE finding OWNER TO postgres',
      /the table finding was changed/,
      /ALTER TABLE finding OWNER TO strongroom_owner/,
    ],
  ] as const) {
    it(`is named with what to type where no machine can decide: ${what}`, async () => {
      await byHand(`${statement};`);
      const { failed } = await apply();
      assert.match(failed.join('\n'), words);
      assert.match(failed.join('\n'), cure);
      const typed = /superuser: (ALTER [^;]*;)/.exec(failed.find((each) => words.test(each)) ?? '')?.[1];
      await byHand(typed ?? 'SELECT nothing');
      assert.deepEqual((await apply()).failed, []);
    });
  }

  for (const [what, statement, undo, words] of [
    [
      'a role that row-level security does not bind',
      'ALTER ROLE strongroom_server BYPASSRLS',
      'ALTER ROLE strongroom_server NOBYPASSRLS',
      /the role strongroom_server was changed .* Type, as PostgreSQL's superuser: ALTER ROLE strongroom_server NOSUPERUSER .* NOBYPASSRLS;/,
    ],
    [
      'a role that may become another',
      'GRANT strongroom_owner TO strongroom_server',
      'REVOKE strongroom_owner FROM strongroom_server',
      /the membership strongroom_owner of strongroom_server was added .* REVOKE strongroom_owner FROM strongroom_server;/,
    ],
    [
      'a role for which no trigger runs',
      'ALTER ROLE strongroom_server SET session_replication_role = replica',
      'ALTER ROLE strongroom_server RESET ALL',
      /the setting session_replication_role of strongroom_server was added .* ALTER ROLE strongroom_server RESET session_replication_role;/,
    ],
  ] as const) {
    it(`is named with what to type where only the superuser may: ${what}`, async () => {
      await byHand(statement);
      try {
        assert.match((await apply()).failed.join('\n'), words);
      } finally {
        await byHand(undo);
      }
      assert.deepEqual(await apply(), nothing);
    });
  }
});
