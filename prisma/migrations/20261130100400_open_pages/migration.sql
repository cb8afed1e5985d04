-- Whether the pages that people have open may stay open, for all of them in one question a second (decision 0031).
-- Each pair is asked as that person's own request is: row-level security shows the matter or does not. The function
-- has no rights of its own; whoever calls it could ask for each person by themselves.

CREATE FUNCTION matters_seen_by(people uuid[], matters uuid[])
RETURNS TABLE(person_id uuid, matter_id uuid, access matter_access, role membership_role, walled boolean)
LANGUAGE plpgsql ROWS 100
SET search_path TO 'public', 'pg_temp' AS $$
#variable_conflict use_column
DECLARE asking uuid;
BEGIN
  FOR asking IN SELECT DISTINCT unnest(people) LOOP
    PERFORM set_config('strongroom.person', asking::text, true);
    RETURN QUERY SELECT asking, matter.id, matter.access, part.role, part.walled
      FROM matter CROSS JOIN LATERAL my_role(matter.id) AS part
      WHERE matter.id IN (
        SELECT asked.matter FROM unnest(people, matters) AS asked(person, matter) WHERE asked.person = asking);
  END LOOP;
  -- What follows in the transaction is nobody's.
  PERFORM set_config('strongroom.person', '', true);
END $$;
REVOKE ALL ON FUNCTION matters_seen_by(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_seen_by(uuid[], uuid[]) TO strongroom_server;
