-- Written by hand: what Prisma's schema cannot say.

-- A row about a document names its matter as well, also where whoever asked could not see it: auditors behind the matter's wall are shown
-- none of its rows, and those who ask for a matter's rows find the denials on its documents.
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_head%ROWTYPE;
BEGIN
  IF NEW.matter_id IS NULL AND NEW.document_id IS NOT NULL THEN
    NEW.matter_id := (SELECT document.matter_id FROM document WHERE document.id = NEW.document_id);
  END IF;
  SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.at := clock_timestamp();
  NEW.request_id := translate(NEW.request_id, E'\n', ' ');
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
  RETURN NEW;
END $$;

-- An administrator does not put themselves into a group: that would be reading matters by virtue of the role.
DROP POLICY administrator_adds ON group_member;
CREATE POLICY administrator_adds ON group_member FOR INSERT TO strongroom_server
  WITH CHECK ((SELECT is_administrator()) AND person_id <> current_person());

-- A matter that is brought back stands behind the walls of the one it was.
CREATE POLICY ops_restores ON wall FOR INSERT TO strongroom_ops WITH CHECK (true);
GRANT INSERT ON wall TO strongroom_ops;

-- Whom to tell that the glass was broken, for who broke it: the matter's owners of today, by name or by group. Who is behind a wall hears
-- nothing of what goes on there.
CREATE FUNCTION owners_to_tell(asked uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT person.id FROM person
  WHERE person.disabled_at IS NULL AND person.role <> 'auditor' AND NOT is_walled(person.id, asked)
    AND (person.id IN (SELECT person_id FROM membership WHERE matter_id = asked AND role = 'owner')
      OR person.id IN (SELECT inside.person_id FROM group_grant AS given JOIN group_member AS inside ON inside.group_id = given.group_id
        WHERE given.matter_id = asked AND given.role = 'owner'))
    AND EXISTS (SELECT FROM broken_glass WHERE matter_id = asked AND person_id = current_person() AND until > now() AND ended_at IS NULL)
$$;
REVOKE ALL ON FUNCTION owners_to_tell(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owners_to_tell(uuid) TO strongroom_server;
