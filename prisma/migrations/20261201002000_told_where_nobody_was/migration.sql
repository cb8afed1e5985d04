-- Somebody who works here is always told of what is done around a matter, whoever comes in behind a wall comes in before its owners' eyes,
-- and the name of a hold is for those who see all that it covers (docs/decisions/0035).

-- Whoever owns a matter and works here: leavers and auditors own nothing any more.
CREATE FUNCTION working_owners(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT person.id FROM person
  WHERE person.disabled_at IS NULL AND person.role <> 'auditor' AND person.id IN (
    SELECT own.person_id FROM membership AS own WHERE own.matter_id = asked AND own.role = 'owner'
    UNION ALL SELECT inside.person_id FROM group_grant AS given JOIN group_member AS inside ON inside.group_id = given.group_id
      WHERE given.matter_id = asked AND given.role = 'owner')
$$;
REVOKE ALL ON FUNCTION working_owners(uuid) FROM PUBLIC;

-- The owners of matters, as before (migration 20261130150000), and `stands_in`: where none of those who are told works here and owns the
-- matter, the administrators and auditors. A wall keeps the number from them, not that something was done. `newcomer` owns it by the act
-- itself. Asked by the process as well: a provider changes what somebody is.
DROP FUNCTION owners_to_notify(uuid[], boolean);
CREATE FUNCTION owners_to_notify(asked uuid[], covers boolean, newcomer uuid)
  RETURNS TABLE(id uuid, number text, stands_in boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  WITH RECURSIVE about AS (
    SELECT named AS id FROM unnest(asked) AS named
    WHERE current_person() IS NULL OR is_administrator() OR named IN (SELECT administrable_matters())
      OR EXISTS (SELECT FROM emergency_access WHERE matter_id = named AND emergency_access.person_id = current_person()
        AND until > now() AND ended_at IS NULL)
    UNION SELECT matter.id FROM about JOIN matter ON matter.restored_from = about.id WHERE covers),
  owner AS (
    SELECT membership.matter_id, membership.person_id, membership.added_at AS since FROM membership
      WHERE membership.role = 'owner' AND membership.matter_id IN (SELECT about.id FROM about)
    UNION ALL SELECT given.matter_id, inside.person_id, greatest(given.added_at, inside.added_at) FROM group_grant AS given
      JOIN group_member AS inside ON inside.group_id = given.group_id
      WHERE given.role = 'owner' AND given.matter_id IN (SELECT about.id FROM about)
    UNION ALL SELECT given.matter_id, past.person_id, '-infinity' FROM group_grant AS given
      JOIN recent_access() AS past ON past.kind = 'group' AND past.what = given.group_id::text
      WHERE given.role = 'owner' AND given.matter_id IN (SELECT about.id FROM about)
    UNION ALL SELECT past.what::uuid, past.person_id, '-infinity' FROM recent_access() AS past
      WHERE past.kind = 'owner' AND past.what IN (SELECT about.id::text FROM about)),
  told AS (
    SELECT DISTINCT person.id, matter.id AS matter_id, matter.number
    FROM owner JOIN matter ON matter.id = owner.matter_id JOIN person ON person.id = owner.person_id
    WHERE (person.role <> 'auditor'
        OR EXISTS (SELECT FROM recent_access() AS past WHERE past.person_id = person.id AND past.kind = 'role' AND past.what <> 'auditor'))
      AND coalesce(walled_since(person.id, matter.id), 'infinity') > greatest(owner.since, now() - interval '30 days'))
  SELECT told.id, told.number, false FROM told
  UNION ALL
  SELECT staff, CASE WHEN NOT is_walled(staff, matter.id) THEN matter.number END, true
  FROM matter CROSS JOIN people_to_notify('{administrator,auditor}') AS staff
  WHERE matter.id IN (SELECT about.id FROM about)
    AND NOT EXISTS (SELECT FROM told WHERE told.matter_id = matter.id AND told.id IS DISTINCT FROM newcomer
      AND told.id IN (SELECT working_owners(matter.id)))
    AND NOT EXISTS (SELECT FROM told WHERE told.matter_id = matter.id AND told.id = staff)
$$;
REVOKE ALL ON FUNCTION owners_to_notify(uuid[], boolean, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owners_to_notify(uuid[], boolean, uuid) TO strongroom_server;

-- For administrators: the matters that nobody who works here owns, with each of those who own them by name; none behind a wall.
CREATE FUNCTION matters_without_owner() RETURNS TABLE(id uuid, number text, owner_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT matter.id, matter.number, own.person_id
  FROM matter LEFT JOIN membership AS own ON own.matter_id = matter.id AND own.role = 'owner'
  WHERE is_administrator() AND matter.id NOT IN (SELECT matter_id FROM walls_today())
    AND NOT EXISTS (SELECT FROM working_owners(matter.id))
$$;
REVOKE ALL ON FUNCTION matters_without_owner() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_without_owner() TO strongroom_server;

-- The walled matters into which somebody comes who is let in again, or is no auditor any more. One that is still to be walled counts, as
-- for groups; one from which a wall keeps them does not.
CREATE FUNCTION walled_matters_entered_by(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT role.matter_id FROM (
      SELECT own.matter_id FROM membership AS own WHERE own.person_id = asked
      UNION SELECT given.matter_id FROM group_grant AS given
        JOIN recent_group_members() AS member ON member.group_id = given.group_id WHERE member.person_id = asked
      UNION SELECT past.what::uuid FROM recent_access() AS past WHERE past.person_id = asked AND past.kind IN ('matter', 'owner')
    ) AS role
  WHERE (current_person() IS NULL OR is_administrator()) AND NOT is_walled(asked, role.matter_id)
    AND EXISTS (SELECT FROM wall WHERE wall.matter_id IN (SELECT matter_and_sources(role.matter_id))
      AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days' AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days')
$$;
REVOKE ALL ON FUNCTION walled_matters_entered_by(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION walled_matters_entered_by(uuid) TO strongroom_server;

-- The matters from which walls keep somebody, now or later.
CREATE FUNCTION matters_walled_from(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT wall.matter_id FROM wall
  WHERE (current_person() IS NULL OR is_administrator()) AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked))
$$;
REVOKE ALL ON FUNCTION matters_walled_from(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_walled_from(uuid) TO strongroom_server;

-- The matters that somebody reads and from which a wall keeps, or kept, whoever makes a link to their account.
CREATE FUNCTION matters_past_walls_of(maker uuid, asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT DISTINCT matter.id FROM recent_walls() AS wall CROSS JOIN LATERAL matter_and_copies(wall.matter_id) AS copy
    JOIN matter ON matter.id = copy
  WHERE (wall.person_id = maker OR wall.group_id IN (SELECT member.group_id FROM recent_group_members() AS member WHERE member.person_id = maker))
    AND (matter.access = 'firm' OR matter.id IN (SELECT matters_behind_walls(asked)))
    AND NOT is_walled(asked, matter.id) AND NOT EXISTS (SELECT FROM person WHERE person.id = asked AND person.role = 'auditor')
$$;
CREATE FUNCTION matters_past_my_walls(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT matter FROM matters_past_walls_of(current_person(), asked) AS matter WHERE is_administrator()
$$;
REVOKE ALL ON FUNCTION matters_past_walls_of(uuid, uuid), matters_past_my_walls(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_past_my_walls(uuid) TO strongroom_server;

-- What a link opens depends on who made it: to them it may open what a wall keeps from them.
DROP FUNCTION link_guards(uuid);
CREATE FUNCTION link_guards(asked uuid, maker uuid) RETURNS text[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT ARRAY(
    SELECT person.role::text FROM person WHERE person.id = asked AND person.role <> 'member'
    UNION SELECT past.what FROM recent_access() AS past WHERE past.person_id = asked AND past.kind = 'role' AND past.what <> 'member'
    UNION SELECT 'wall ' || matter FROM matters_behind_walls(asked) AS matter
    UNION SELECT 'past wall ' || matter FROM matters_past_walls_of(maker, asked) AS matter
    ORDER BY 1)
$$;
REVOKE ALL ON FUNCTION link_guards(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION link_guards(uuid, uuid) TO strongroom_server;
UPDATE password_link SET guards = link_guards(person_id, made_by) WHERE used_at IS NULL AND ended_at IS NULL AND expires_at > now();

-- The holds of which somebody sees, or administers, every matter: their names are for them. A name could give away the client of the rest.
CREATE FUNCTION holds_to_name() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT legal_hold.id FROM legal_hold WHERE NOT EXISTS (SELECT FROM hold_cover WHERE hold_cover.hold_id = legal_hold.id
    AND hold_cover.matter_id NOT IN (SELECT visible_matters() UNION SELECT administrable_matters()))
$$;
REVOKE ALL ON FUNCTION holds_to_name() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holds_to_name() TO strongroom_server;
CREATE OR REPLACE FUNCTION holds_over(asked_matter uuid, asked_document uuid) RETURNS TABLE(id uuid, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT legal_hold.id,
    CASE WHEN asked_matter IN (SELECT administrable_matters()) AND legal_hold.id IN (SELECT holds_to_name()) THEN legal_hold.name END
  FROM legal_hold WHERE legal_hold.id IN (SELECT holds_today(asked_matter, asked_document))
    AND asked_matter IN (SELECT visible_matters() UNION SELECT administrable_matters())
  ORDER BY legal_hold.issued_at
$$;

-- A row about a hold is behind a wall where any matter of the hold is: the rows of the other matters have its name, too.
CREATE FUNCTION walled_holds() RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT hold_cover.hold_id::text FROM hold_cover WHERE hold_cover.matter_id IN (SELECT matter_id FROM walls_today())
$$;
REVOKE ALL ON FUNCTION walled_holds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION walled_holds() TO strongroom_server;
DROP POLICY auditor_reads ON audit_event;
CREATE POLICY auditor_reads ON audit_event FOR SELECT TO strongroom_server USING (
  (SELECT is_auditor()) AND (matter_id IS NULL OR NOT matter_id IN (SELECT walled_matters()))
  AND (event NOT IN ('hold.placed', 'hold.released') OR NOT detail::json ->> 'hold' IN (SELECT walled_holds())));
CREATE OR REPLACE FUNCTION audit_rows_withheld() RETURNS TABLE(seq bigint, at timestamptz, event text, person_id uuid, detail text, hash text)
  LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path TO 'public', 'pg_temp' AS $$
  SELECT e.seq, e.at, e.event, e.person_id,
    '{' || coalesce((SELECT string_agg(to_json(field.key)::text || ':' || field.value::text, ',' ORDER BY field.place)
      FROM json_each(e.detail::json) WITH ORDINALITY AS field(key, value, place) WHERE field.key NOT IN ('reason', 'name')), '') || '}',
    e.hash
  FROM audit_event AS e
  WHERE (SELECT is_auditor()) AND e.event = ANY (events_shown_despite_walls())
    AND (e.matter_id IN (SELECT matter_id FROM walls_today())
      OR e.event IN ('hold.placed', 'hold.released') AND e.detail::json ->> 'hold' IN (SELECT walled_holds()))
$$;
CREATE OR REPLACE FUNCTION audit_rows_hidden(after_row bigint, last_row bigint, most integer) RETURNS TABLE(seq bigint, hash text)
  LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path TO 'public', 'pg_temp' AS $$
  SELECT e.seq, e.hash FROM (
    SELECT audit_event.seq, audit_event.hash, audit_event.matter_id, audit_event.event, audit_event.detail FROM audit_event
    WHERE audit_event.seq > after_row AND audit_event.seq <= last_row ORDER BY audit_event.seq LIMIT most) AS e
  WHERE (SELECT is_auditor()) AND (e.matter_id IN (SELECT matter_id FROM walls_today())
    OR e.event IN ('hold.placed', 'hold.released') AND e.detail::json ->> 'hold' IN (SELECT walled_holds()))
$$;
