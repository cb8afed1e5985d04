/** Changes made by hand that migrating puts back: what was done, how, and what is said then. */
export const putBack = [
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
  [
    'a column dropped',
    'ALTER TABLE message DROP COLUMN sent_at',
    'the column message.sent_at is missing (it is empty now: what it held is in older backups)',
  ],
  [
    'a table dropped with all that hangs from it',
    'DROP TABLE target_run',
    'the table target_run is missing (it is empty now: what it held is in older backups)',
  ],
  [
    'a policy that calls itself restrictive',
    'CREATE POLICY "x AS RESTRICTIVE" ON document FOR SELECT USING (true)',
    'the policy document."x AS RESTRICTIVE" was added',
  ],
  [
    'a policy whose name and condition hide its roles',
    `CREATE POLICY "a TO b;c" ON document FOR SELECT TO strongroom_server USING (' AS RESTRICTIVE' <> '')`,
    'the policy document."a TO b;c" was added',
  ],
  [
    'a function dropped that nobody may call',
    'DROP FUNCTION whole_of(uuid)',
    'the function whole_of(uuid) is missing',
  ],
  [
    'a function that gives back something else',
    `DROP FUNCTION is_auditor() CASCADE; CREATE FUNCTION is_auditor() RETURNS int LANGUAGE sql AS 'SELECT 1';
       ALTER FUNCTION is_auditor() OWNER TO strongroom_owner`,
    'the function is_auditor() was changed',
  ],
  ['a table that no backup holds', 'ALTER TABLE page SET UNLOGGED', 'the table page was changed'],
  ["the owner's own rights", 'REVOKE ALL ON page FROM strongroom_owner', 'the table page was changed'],
  [
    'foreign keys that check nothing',
    'ALTER TABLE membership DISABLE TRIGGER ALL',
    'the constraint membership.membership_matter_id_fkey was changed',
  ],
  [
    'rights that every new table would give away',
    `ALTER DEFAULT PRIVILEGES FOR ROLE strongroom_owner GRANT ALL ON TABLES TO strongroom_server; DROP TABLE target_run;
       ALTER DEFAULT PRIVILEGES FOR ROLE strongroom_owner REVOKE ALL ON TABLES FROM strongroom_server`,
    'the rights on target_run were changed',
  ],
  [
    'the record of the applied migrations emptied',
    'DELETE FROM _prisma_migrations',
    'the record of the applied migrations was empty',
  ],
  [
    'the record of the applied migrations dropped',
    'DROP TABLE _prisma_migrations',
    'the record of the applied migrations was empty',
  ],
] as const;
