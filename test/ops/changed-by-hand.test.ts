import assert from 'node:assert/strict';
import { migrate } from '../../core/platform/migrations/migrate.ts';
import { ownerSettings } from '../support/database/current-sql.ts';
import { sharedServices, type Services } from '../support/services.ts';

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

  for (const [what, statement, words] of [
    [
      'row-level security switched off',
      'ALTER TABLE page DISABLE ROW LEVEL SECURITY',
      'row-level security of page was switched off',
    ],
    [
      'row-level security switched on where nothing would be seen',
      'ALTER TABLE session ENABLE ROW LEVEL SECURITY',
      'row-level security of session was switched on',
    ],
    ['a policy dropped', 'DROP POLICY person_sees ON document', 'the policy document.person_sees is missing'],
    [
      'a policy that shows everything',
      'ALTER POLICY person_sees ON document USING (true)',
      'the policy document.person_sees was changed',
    ],
    [
      'a policy that lets auditors read',
      'DROP POLICY no_auditors ON page',
      'the policy page.no_auditors is missing',
    ],
    [
      "a policy added beside the product's",
      'CREATE POLICY all_see ON document FOR SELECT USING (true)',
      'the policy document.all_see was added',
    ],
    [
      'the audit log unguarded',
      'ALTER TABLE audit_event DISABLE TRIGGER audit_append_only',
      'the trigger audit_event.audit_append_only was changed',
    ],
    [
      'a trigger dropped',
      'DROP TRIGGER a_hold_beats_delete ON document',
      'the trigger document.a_hold_beats_delete is missing',
    ],
    [
      'a right given away',
      'GRANT DELETE ON audit_event TO strongroom_server',
      'the rights on audit_event were changed',
    ],
    [
      'a right of one column given away',
      'GRANT UPDATE (hash) ON audit_event TO strongroom_server',
      'the rights on audit_event were changed',
    ],
    [
      'rights on what the server had none of',
      'GRANT ALL ON audit_head TO strongroom_server',
      'the rights on audit_head were changed',
    ],
    [
      'a right taken away',
      'REVOKE SELECT ON matter FROM strongroom_server',
      'the rights on matter were changed',
    ],
    [
      'a function open to everybody',
      'GRANT EXECUTE ON FUNCTION whole_of(uuid) TO PUBLIC',
      'the rights on whole_of(uuid) were changed',
    ],
    [
      'a function rewritten',
      "CREATE OR REPLACE FUNCTION is_administrator() RETURNS boolean LANGUAGE sql SECURITY DEFINER AS 'SELECT true'",
      'the function is_administrator() was changed',
    ],
    ['an index dropped', 'DROP INDEX page_waiting', 'the index page_waiting is missing'],
    [
      'a constraint dropped',
      'ALTER TABLE disposal DROP CONSTRAINT disposal_takes_two',
      'the constraint disposal.disposal_takes_two is missing',
    ],
    ['a column dropped', 'ALTER TABLE message DROP COLUMN sent_at', 'the column message.sent_at is missing'],
    [
      'a table dropped with all that hangs from it',
      'DROP TABLE target_run',
      'the table target_run is missing',
    ],
  ] as const) {
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
