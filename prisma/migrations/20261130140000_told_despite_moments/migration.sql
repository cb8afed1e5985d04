-- Nobody is left untold, and nothing goes unapproved, by a change for the moment of the act (docs/decisions/0035): who is told, and what a
-- link may open, is judged by the last 30 days.

-- What somebody owned, beside what they were in. Whoever was taken out of a group before it lost its role had that role, too.
ALTER TABLE former_access DROP CONSTRAINT former_access_kind;
ALTER TABLE former_access ADD CONSTRAINT former_access_kind CHECK (kind IN ('role', 'group', 'matter', 'owner'));

-- What ended in the last 30 days, and the walls that stand or stood in them: the whole rule, for all that follows.
CREATE FUNCTION recent_access() RETURNS TABLE(person_id uuid, kind text, what text) LANGUAGE sql STABLE AS $$
  SELECT past.person_id, past.kind, past.what FROM former_access AS past WHERE past.ended_at > now() - interval '30 days'
$$;
CREATE FUNCTION recent_walls() RETURNS TABLE(matter_id uuid, person_id uuid, group_id uuid) LANGUAGE sql STABLE AS $$
  SELECT wall.matter_id, wall.person_id, wall.group_id FROM wall
  WHERE wall.starts_at <= now() AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days'
    AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days'
$$;
-- Who is in which group, or was.
CREATE FUNCTION recent_group_members() RETURNS TABLE(person_id uuid, group_id uuid) LANGUAGE sql STABLE AS $$
  SELECT member.person_id, member.group_id FROM group_member AS member
  UNION SELECT past.person_id, past.what::uuid FROM recent_access() AS past WHERE past.kind = 'group'
$$;
REVOKE ALL ON FUNCTION recent_access(), recent_walls(), recent_group_members() FROM PUBLIC;

CREATE OR REPLACE FUNCTION note_former_matter() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
DECLARE
  ended text[] := CASE WHEN OLD.role = 'owner' THEN ARRAY['owner'] ELSE '{}' END || CASE WHEN TG_OP = 'DELETE' THEN ARRAY['matter'] ELSE '{}' END;
  people uuid[];
BEGIN
  IF TG_TABLE_NAME = 'membership' THEN
    people := ARRAY[OLD.person_id];
  ELSE
    people := ARRAY(SELECT member.person_id FROM recent_group_members() AS member WHERE member.group_id = OLD.group_id);
  END IF;
  INSERT INTO former_access (person_id, kind, what)
    SELECT one.id, ending.kind, OLD.matter_id::text FROM unnest(people) AS one(id) CROSS JOIN unnest(ended) AS ending(kind)
    ON CONFLICT (person_id, kind, what) DO UPDATE SET ended_at = now();
  RETURN NULL;
END $$;
CREATE TRIGGER note_former_owner AFTER UPDATE OF role ON membership FOR EACH ROW
  WHEN (OLD.role = 'owner' AND NEW.role <> 'owner') EXECUTE FUNCTION note_former_matter();
CREATE TRIGGER note_former_owner AFTER UPDATE OF role ON group_grant FOR EACH ROW
  WHEN (OLD.role = 'owner' AND NEW.role <> 'owner') EXECUTE FUNCTION note_former_matter();

CREATE OR REPLACE FUNCTION was_administrator(asked uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT EXISTS (SELECT FROM recent_access() AS past WHERE past.person_id = asked AND past.kind = 'role' AND past.what = 'administrator')
$$;

-- Those who have one of these roles, or had it; without roles everybody. Whoever was disabled for the moment is among them.
CREATE FUNCTION people_to_notify(roles text[]) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT person.id FROM person WHERE coalesce(person.disabled_at, 'infinity') > now() - interval '30 days'
    AND (roles IS NULL OR person.role::text = ANY (roles)
      OR EXISTS (SELECT FROM recent_access() AS past WHERE past.person_id = person.id AND past.kind = 'role' AND past.what = ANY (roles)))
$$;
REVOKE ALL ON FUNCTION people_to_notify(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_to_notify(text[]) TO strongroom_server, strongroom_ops;

-- The auditors whom a wall against this person or group would keep from rows.
CREATE OR REPLACE FUNCTION auditors_named(asked_person uuid, asked_group uuid) RETURNS TABLE(name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT person.name FROM person WHERE person.id IN (SELECT people_to_notify('{auditor}'))
    AND (person.id = asked_person OR person.id IN (SELECT member.person_id FROM group_member AS member WHERE member.group_id = asked_group))
  ORDER BY person.name
$$;

-- Since when a wall keeps a person from a matter, without a break; null where none does. A beginning can be written back, so it counts
-- from when the wall was raised and they were in its group.
CREATE FUNCTION walled_since(asked_person uuid, asked_matter uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT min(greatest(wall.starts_at, wall.raised_at, member.added_at)) FROM wall
    LEFT JOIN group_member AS member ON member.group_id = wall.group_id AND member.person_id = asked_person
  WHERE wall.matter_id IN (SELECT matter_and_sources(asked_matter))
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person OR member.person_id IS NOT NULL)
$$;
REVOKE ALL ON FUNCTION walled_since(uuid, uuid) FROM PUBLIC;

-- The owners of matters, whom acts around them concern: also those who are disabled at the moment, for whom the notice waits, and those
-- who owned them in the last 30 days. A wall keeps even the number, but not from whoever owned the matter when it was raised, for 30 days:
-- else it would be raised for the moment of the act. Asked by whoever administers the matter, or has emergency access to it;
-- administrators change groups and schedules whatever wall stands between them and a matter.
CREATE OR REPLACE FUNCTION owners_to_notify(asked uuid[]) RETURNS TABLE(id uuid, number text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  WITH owner AS (
    SELECT membership.matter_id, membership.person_id, membership.added_at AS since FROM membership
      WHERE membership.role = 'owner' AND membership.matter_id = ANY (asked)
    UNION ALL SELECT given.matter_id, inside.person_id, greatest(given.added_at, inside.added_at) FROM group_grant AS given
      JOIN group_member AS inside ON inside.group_id = given.group_id WHERE given.role = 'owner' AND given.matter_id = ANY (asked)
    UNION ALL SELECT given.matter_id, past.person_id, '-infinity' FROM group_grant AS given
      JOIN recent_access() AS past ON past.kind = 'group' AND past.what = given.group_id::text
      WHERE given.role = 'owner' AND given.matter_id = ANY (asked)
    UNION ALL SELECT past.what::uuid, past.person_id, '-infinity' FROM recent_access() AS past
      WHERE past.kind = 'owner' AND past.what = ANY (asked::text[]))
  SELECT DISTINCT person.id, matter.number
  FROM owner JOIN matter ON matter.id = owner.matter_id JOIN person ON person.id = owner.person_id
  WHERE (person.role <> 'auditor'
      OR EXISTS (SELECT FROM recent_access() AS past WHERE past.person_id = person.id AND past.kind = 'role' AND past.what <> 'auditor'))
    AND coalesce(walled_since(person.id, matter.id), 'infinity') > greatest(owner.since, now() - interval '30 days')
    AND (is_administrator() OR matter.id IN (SELECT administrable_matters())
      OR EXISTS (SELECT FROM emergency_access WHERE matter_id = matter.id AND emergency_access.person_id = current_person()
        AND until > now() AND ended_at IS NULL))
$$;

-- The matters in which a group has a role and around which a wall stands: who joins the group comes in behind it.
CREATE OR REPLACE FUNCTION walled_matters_of_group(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT given.matter_id FROM group_grant AS given
    JOIN recent_walls() AS wall ON wall.matter_id IN (SELECT matter_and_sources(given.matter_id))
  WHERE given.group_id = asked AND is_administrator()
$$;

-- The matters from which a wall keeps a group, now or later: who joins it is kept out, and who leaves it is let in.
CREATE FUNCTION matters_walled_from_group(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT copy FROM wall CROSS JOIN LATERAL matter_and_copies(wall.matter_id) AS copy
  WHERE wall.group_id = asked AND is_administrator() AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now())
$$;

-- The matters that are open to the firm, but not to whoever asks: with another account they would read them.
CREATE FUNCTION firm_matters_walled_from_me() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT matter.id FROM recent_walls() AS wall CROSS JOIN LATERAL matter_and_copies(wall.matter_id) AS copy
    JOIN matter ON matter.id = copy AND matter.access = 'firm'
  WHERE is_administrator() AND (wall.person_id = current_person()
    OR wall.group_id IN (SELECT member.group_id FROM recent_group_members() AS member WHERE member.person_id = current_person()))
$$;

-- The matters in which a person has a role, or had one, and around which a wall stands, or stood.
CREATE FUNCTION matters_behind_walls(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT matter.id FROM (
      SELECT membership.matter_id FROM membership WHERE membership.person_id = asked
      UNION SELECT past.what::uuid FROM recent_access() AS past WHERE past.person_id = asked AND past.kind IN ('matter', 'owner')
      UNION SELECT given.matter_id FROM group_grant AS given
        JOIN recent_group_members() AS member ON member.group_id = given.group_id WHERE member.person_id = asked
    ) AS role JOIN matter ON matter.id = role.matter_id
  WHERE EXISTS (SELECT FROM recent_walls() AS wall WHERE wall.matter_id IN (SELECT matter_and_sources(matter.id)))
$$;
CREATE FUNCTION walled_matters_of_person(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT matter FROM matters_behind_walls(asked) AS matter WHERE is_administrator()
$$;
REVOKE ALL ON FUNCTION matters_walled_from_group(uuid), firm_matters_walled_from_me(), matters_behind_walls(uuid),
  walled_matters_of_person(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_walled_from_group(uuid), firm_matters_walled_from_me(), walled_matters_of_person(uuid)
  TO strongroom_server;

-- What a password link for this person opens beside an account: roles that they have or had, and 'wall' for a role in a matter around which
-- one stands or stood. A link works for what was so when it was made; more has come of it since, and it opens nothing.
CREATE FUNCTION link_guards(asked uuid) RETURNS text[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT ARRAY(
    SELECT person.role::text FROM person WHERE person.id = asked AND person.role <> 'member'
    UNION SELECT past.what FROM recent_access() AS past WHERE past.person_id = asked AND past.kind = 'role' AND past.what <> 'member'
    UNION SELECT 'wall' WHERE EXISTS (SELECT FROM matters_behind_walls(asked))
    ORDER BY 1)
$$;
REVOKE ALL ON FUNCTION link_guards(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION link_guards(uuid) TO strongroom_server;
DROP FUNCTION is_link_guarded(uuid);
ALTER TABLE password_link ADD COLUMN guards text[] DEFAULT ARRAY[]::text[];
UPDATE password_link SET guards = link_guards(person_id) WHERE used_at IS NULL AND ended_at IS NULL AND expires_at > now();
