-- Every statement about what hangs from a matter asks these functions once. In SQL they were planned anew each time, a millisecond a
-- statement; PL/pgSQL keeps the plan for the session. What they say is unchanged. On 5,000 matters: 1.0 ms before, 0.08 after.

CREATE INDEX matter_firm ON matter (id) WHERE access = 'firm';

-- By name and by group apart, so that each leads into an index.
CREATE OR REPLACE FUNCTION walls_today() RETURNS TABLE (matter_id uuid) LANGUAGE sql STABLE AS $$
  SELECT wall.matter_id FROM wall
  WHERE wall.person_id = current_person()
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
  UNION ALL
  SELECT wall.matter_id FROM group_member AS member JOIN wall ON wall.group_id = member.group_id
  WHERE member.person_id = current_person()
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
$$;

CREATE OR REPLACE FUNCTION visible_matters() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    (SELECT matter_id FROM parts_given()
     UNION
     SELECT id FROM matter WHERE access = 'firm' AND current_person() IS NOT NULL)
    EXCEPT SELECT matter_id FROM walls_today();
END $$;

CREATE OR REPLACE FUNCTION editable_matters() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT matter_id FROM parts_given() WHERE role IN ('owner', 'editor')
    EXCEPT SELECT matter_id FROM walls_today();
END $$;

CREATE OR REPLACE FUNCTION my_part(asked uuid) RETURNS TABLE (role membership_role, walled boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT (SELECT min(given.role) FROM parts_given() AS given WHERE given.matter_id = asked),
      EXISTS (SELECT FROM walls_today() AS wall WHERE wall.matter_id = asked);
END $$;

CREATE OR REPLACE FUNCTION my_parts() RETURNS TABLE (matter_id uuid, role membership_role)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT given.matter_id, min(given.role) FROM parts_given() AS given GROUP BY given.matter_id;
END $$;

CREATE OR REPLACE FUNCTION may_read_matters() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'auditor');
END $$;

CREATE OR REPLACE FUNCTION is_administrator() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'administrator' AND disabled_at IS NULL);
END $$;

CREATE OR REPLACE FUNCTION deleted_documents() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT id FROM document WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
END $$;
