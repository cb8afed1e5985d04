-- Approvals are not evaded by a change for a second, and owners are told of what others do around their matters (docs/decisions/0035).

-- What somebody was, or was in, until when: a role, a group, a matter. Written by triggers alone.
CREATE TABLE former_access (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  -- The role's name, or the id of the group or matter.
  what text NOT NULL,
  ended_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT former_access_pkey PRIMARY KEY (person_id, kind, what),
  CONSTRAINT former_access_kind CHECK (kind IN ('role', 'group', 'matter'))
);
ALTER TABLE former_access ADD CONSTRAINT former_access_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
GRANT SELECT ON former_access TO strongroom_ops;

CREATE FUNCTION note_former_role() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  INSERT INTO former_access (person_id, kind, what) VALUES (OLD.id, 'role', OLD.role::text)
    ON CONFLICT (person_id, kind, what) DO UPDATE SET ended_at = now();
  RETURN NULL;
END $$;
-- What the host does needs no second opinion.
CREATE TRIGGER note_former_role AFTER UPDATE ON person FOR EACH ROW
  WHEN (CURRENT_USER = 'strongroom_server' AND OLD.disabled_at IS NULL AND (OLD.role <> NEW.role OR NEW.disabled_at IS NOT NULL))
  EXECUTE FUNCTION note_former_role();

CREATE FUNCTION note_former_group() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  INSERT INTO former_access (person_id, kind, what) VALUES (OLD.person_id, 'group', OLD.group_id::text)
    ON CONFLICT (person_id, kind, what) DO UPDATE SET ended_at = now();
  RETURN NULL;
END $$;
CREATE TRIGGER note_former_group AFTER DELETE ON group_member FOR EACH ROW EXECUTE FUNCTION note_former_group();

CREATE FUNCTION note_former_matter() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  IF TG_TABLE_NAME = 'membership' THEN
    INSERT INTO former_access (person_id, kind, what) VALUES (OLD.person_id, 'matter', OLD.matter_id::text)
      ON CONFLICT (person_id, kind, what) DO UPDATE SET ended_at = now();
  ELSE
    INSERT INTO former_access (person_id, kind, what)
      SELECT person_id, 'matter', OLD.matter_id::text FROM group_member WHERE group_id = OLD.group_id
      ON CONFLICT (person_id, kind, what) DO UPDATE SET ended_at = now();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_former_matter AFTER DELETE ON membership FOR EACH ROW EXECUTE FUNCTION note_former_matter();
CREATE TRIGGER note_former_matter AFTER DELETE ON group_grant FOR EACH ROW EXECUTE FUNCTION note_former_matter();
REVOKE ALL ON FUNCTION note_former_role(), note_former_group(), note_former_matter() FROM PUBLIC;

-- A link for this person opens more than an account: they are no mere member, or have a role in a matter around which a wall stands.
-- What was so in the last 30 days counts: whoever could change it first for a second would have the shorter way.
DROP FUNCTION has_role_behind_wall(uuid);
CREATE FUNCTION is_link_guarded(asked uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  WITH past AS (SELECT kind, what FROM former_access WHERE person_id = asked AND ended_at > now() - interval '30 days'),
  groups AS (
    SELECT group_id FROM group_member WHERE person_id = asked UNION SELECT what::uuid FROM past WHERE kind = 'group'),
  matters AS (
    SELECT matter_id FROM membership WHERE person_id = asked
    UNION SELECT what::uuid FROM past WHERE kind = 'matter'
    UNION SELECT matter_id FROM group_grant WHERE group_id IN (SELECT group_id FROM groups))
  SELECT EXISTS (SELECT FROM person WHERE id = asked AND role <> 'member')
    OR EXISTS (SELECT FROM past WHERE kind = 'role' AND what <> 'member')
    OR EXISTS (
      SELECT FROM wall WHERE wall.matter_id IN (SELECT matter_id FROM matters)
        AND wall.starts_at <= now() AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days'
        AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days')
$$;
REVOKE ALL ON FUNCTION is_link_guarded(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_link_guarded(uuid) TO strongroom_server;

-- Those who had been administrators for a day and were disabled or lowered less than a day ago: they still are the second opinion.
CREATE FUNCTION recent_administrators() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT person.id FROM person JOIN former_access AS past ON past.person_id = person.id
  WHERE past.kind = 'role' AND past.what = 'administrator' AND past.ended_at > now() - interval '24 hours'
    AND (person.role <> 'administrator' OR person.disabled_at IS NOT NULL)
    AND coalesce(person.administrator_since, '-infinity') <= past.ended_at - interval '24 hours'
$$;
REVOKE ALL ON FUNCTION recent_administrators() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION recent_administrators() TO strongroom_server, strongroom_ops;

-- Whoever comes back within 30 days is as old an administrator as before: being disabled for a second silences nobody.
CREATE FUNCTION was_administrator(asked uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT EXISTS (SELECT FROM former_access WHERE person_id = asked AND kind = 'role' AND what = 'administrator'
    AND ended_at > now() - interval '30 days')
$$;
REVOKE ALL ON FUNCTION was_administrator(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION was_administrator(uuid) TO strongroom_server;
CREATE OR REPLACE FUNCTION note_new_administrator() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  IF current_user <> 'strongroom_server' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.administrator_since := now();
  ELSIF NEW.role = 'administrator' AND NEW.disabled_at IS NULL
    AND (OLD.role <> 'administrator' OR OLD.disabled_at IS NOT NULL) AND NOT was_administrator(OLD.id) THEN
    NEW.administrator_since := now();
  ELSE
    NEW.administrator_since := OLD.administrator_since;
  END IF;
  RETURN NEW;
END $$;

-- The owners of matters, whom acts around them concern: also those who are disabled at the moment, for whom the notice waits. A wall keeps
-- even the number. Asked by whoever administers the matter, or has emergency access to it; administrators change groups and schedules
-- whatever wall stands between them and a matter.
DROP FUNCTION owners_to_notify(uuid);
CREATE FUNCTION owners_to_notify(asked uuid[]) RETURNS TABLE(id uuid, number text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT person.id, matter.number
  FROM matter JOIN (
      SELECT matter_id, person_id FROM membership WHERE role = 'owner'
      UNION SELECT given.matter_id, inside.person_id FROM group_grant AS given
        JOIN group_member AS inside ON inside.group_id = given.group_id WHERE given.role = 'owner'
    ) AS owner ON owner.matter_id = matter.id
    JOIN person ON person.id = owner.person_id
  WHERE matter.id = ANY (asked) AND person.role <> 'auditor' AND NOT is_walled(person.id, matter.id)
    AND (is_administrator() OR matter.id IN (SELECT administrable_matters())
      OR EXISTS (SELECT FROM emergency_access WHERE matter_id = matter.id AND emergency_access.person_id = current_person()
        AND until > now() AND ended_at IS NULL))
$$;
REVOKE ALL ON FUNCTION owners_to_notify(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owners_to_notify(uuid[]) TO strongroom_server;

-- The matters in which a group has a role and around which a wall stands: who joins the group comes in behind it.
CREATE FUNCTION walled_matters_of_group(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT given.matter_id FROM group_grant AS given JOIN wall ON wall.matter_id = given.matter_id
  WHERE given.group_id = asked AND is_administrator() AND wall.lifted_at IS NULL AND wall.starts_at <= now()
    AND (wall.ends_at IS NULL OR wall.ends_at > now())
$$;
CREATE FUNCTION matters_under_schedule(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT id FROM matter WHERE schedule_id = asked AND is_administrator()
$$;
REVOKE ALL ON FUNCTION walled_matters_of_group(uuid), matters_under_schedule(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION walled_matters_of_group(uuid), matters_under_schedule(uuid) TO strongroom_server;

-- Each owner acknowledges emergency access for themselves.
CREATE TABLE emergency_acknowledgement (
  access_id uuid NOT NULL,
  person_id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT emergency_acknowledgement_pkey PRIMARY KEY (access_id, person_id)
);
ALTER TABLE emergency_acknowledgement ADD CONSTRAINT emergency_acknowledgement_access_id_fkey
  FOREIGN KEY (access_id) REFERENCES emergency_access(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE emergency_acknowledgement ADD CONSTRAINT emergency_acknowledgement_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
INSERT INTO emergency_acknowledgement (access_id, person_id, at)
  SELECT id, seen_by, seen_at FROM emergency_access WHERE seen_by IS NOT NULL AND seen_at IS NOT NULL;
GRANT SELECT ON emergency_acknowledgement TO strongroom_ops;

CREATE OR REPLACE FUNCTION acknowledge_emergency_access(asked uuid) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
DECLARE noted integer;
BEGIN
  INSERT INTO emergency_acknowledgement (access_id, person_id)
    SELECT shown.id, current_person() FROM visible_emergency_access() AS shown WHERE shown.id = asked AND shown.owned
    ON CONFLICT (access_id, person_id) DO NOTHING;
  GET DIAGNOSTICS noted = ROW_COUNT;
  UPDATE emergency_access SET seen_at = now(), seen_by = current_person() WHERE noted > 0 AND id = asked AND seen_at IS NULL;
  RETURN noted;
END $$;

-- To an owner `seen_at` is their own acknowledgement, to everybody else the first one.
CREATE OR REPLACE FUNCTION visible_emergency_access()
  RETURNS TABLE(id uuid, matter_id uuid, number text, person_id uuid, reason text, begun_at timestamptz, until timestamptz,
    ended_at timestamptz, seen_at timestamptz, owned boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path TO 'public', 'pg_temp' AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT access.id, access.matter_id, matter.number, access.person_id, access.reason, access.begun_at,
      access.until, access.ended_at,
      CASE WHEN own.owned THEN
        (SELECT noted.at FROM emergency_acknowledgement AS noted WHERE noted.access_id = access.id AND noted.person_id = current_person())
        ELSE access.seen_at END,
      own.owned
    FROM emergency_access AS access JOIN matter ON matter.id = access.matter_id
      CROSS JOIN LATERAL (SELECT access.matter_id IN (SELECT manageable_matters()) AS owned) AS own
    WHERE may_read_matters() AND access.matter_id NOT IN (SELECT matter_id FROM walls_today())
      AND (access.matter_id IN (SELECT administrable_matters())
        OR (access.person_id = current_person() AND access.until > now() AND access.ended_at IS NULL));
END $$;

-- The settings of single sign-on as they were when people last signed in by them: what turning them on again is compared with.
ALTER TABLE single_sign_on ADD COLUMN in_force jsonb;

-- The list of notices is read in pages, and a cursor knows milliseconds.
ALTER TABLE account_notice ALTER COLUMN made_at TYPE timestamptz(3);
