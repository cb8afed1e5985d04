-- Owners are told who becomes an owner of their matter, by name or by a group, and the audit log names the matters into which somebody
-- came by a group (docs/decisions/0035).

-- The matters in which a group has a role. `is_walled`: a wall stands around it, or stood in the last 30 days.
CREATE FUNCTION matters_of_group(asked uuid) RETURNS TABLE(id uuid, is_owned boolean, is_walled boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT given.matter_id, given.role = 'owner', given.matter_id IN (SELECT walled_matters_of_group(asked))
  FROM group_grant AS given WHERE given.group_id = asked AND is_administrator() ORDER BY given.added_at, given.matter_id
$$;
REVOKE ALL ON FUNCTION matters_of_group(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_of_group(uuid) TO strongroom_server;

-- The number of a matter for somebody whose role in it ends, by whoever may end it; none where a wall keeps it from them, or an auditor.
CREATE FUNCTION number_for(asked_person uuid, asked_matter uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT matter.number FROM matter JOIN person ON person.id = asked_person
  WHERE matter.id = asked_matter AND matter.id IN (SELECT administrable_matters()) AND person.role <> 'auditor'
    AND NOT is_walled(person.id, matter.id)
$$;
REVOKE ALL ON FUNCTION number_for(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION number_for(uuid, uuid) TO strongroom_server;
