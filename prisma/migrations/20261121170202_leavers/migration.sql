-- Whom a wall of today keeps from a matter, by name or by group; asked by the functions below alone.
CREATE FUNCTION is_walled(asked_person uuid, asked_matter uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM wall WHERE wall.matter_id = asked_matter
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked_person)))
$$;

-- The matters that nobody but this person answers for, for administrators: the number of each they are not walled from, the name only where
-- they see the matter anyway.
CREATE FUNCTION matters_resting_on(asked uuid) RETURNS TABLE (id uuid, number text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter.id, matter.number, CASE WHEN matter.id IN (SELECT visible_matters()) THEN matter.name END
  FROM membership AS own JOIN matter ON matter.id = own.matter_id
  WHERE own.person_id = asked AND own.role = 'owner' AND is_administrator()
    AND NOT is_walled(current_person(), matter.id)
    AND NOT EXISTS (
      SELECT FROM membership AS other JOIN person ON person.id = other.person_id
      WHERE other.matter_id = matter.id AND other.role = 'owner' AND other.person_id <> asked
        AND person.disabled_at IS NULL AND person.role <> 'auditor')
  ORDER BY matter.number, matter.id
$$;

-- Makes somebody an owner of such matters, after the person they rested on has left. An administrator does not give them to themselves: that
-- would be reading matters by virtue of the role. Who is behind a wall does not get them.
CREATE FUNCTION give_matters(leaver uuid, heir uuid, asked uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF heir = current_person() OR NOT EXISTS (SELECT FROM person WHERE id = leaver AND disabled_at IS NOT NULL)
    OR NOT EXISTS (SELECT FROM person WHERE id = heir AND disabled_at IS NULL AND role <> 'auditor') THEN RETURN; END IF;
  RETURN QUERY
    INSERT INTO membership (matter_id, person_id, role)
    SELECT resting.id, heir, 'owner'::membership_role FROM matters_resting_on(leaver) AS resting
    WHERE resting.id = ANY (asked) AND NOT is_walled(heir, resting.id)
    ON CONFLICT (matter_id, person_id) DO UPDATE SET role = 'owner'
    RETURNING matter_id;
END $$;

REVOKE ALL ON FUNCTION is_walled(uuid, uuid), matters_resting_on(uuid), give_matters(uuid, uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_resting_on(uuid), give_matters(uuid, uuid, uuid[]) TO strongroom_server;
