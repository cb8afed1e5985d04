-- A restored copy stands behind the walls and holds of the matter that it was, and no wall blinds an auditor (decisions 0016, 0019).

-- The matter of which this one is a copy. It may be one that is only in the backup.
ALTER TABLE matter ADD COLUMN restored_from uuid;
CREATE INDEX matter_restored_from_idx ON matter (restored_from);
UPDATE matter SET restored_from = (restored.detail::json ->> 'source')::uuid
FROM audit_event AS restored
WHERE restored.event = 'matter.restored' AND restored.matter_id = matter.id
  AND restored.detail::json ->> 'source' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

-- A matter, and those that it was restored from.
CREATE FUNCTION matter_and_sources(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE source AS (
    SELECT asked AS id
    UNION SELECT matter.restored_from FROM source JOIN matter ON matter.id = source.id WHERE matter.restored_from IS NOT NULL
  ) SELECT id FROM source
$$;
REVOKE ALL ON FUNCTION matter_and_sources(uuid) FROM PUBLIC;

-- The walls of the person who asks: around the matters that they name, and around every copy of those.
CREATE OR REPLACE FUNCTION walls_today() RETURNS TABLE(matter_id uuid) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE walled AS (
    (SELECT wall.matter_id FROM wall
    WHERE wall.person_id = current_person()
      AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    UNION ALL
    SELECT wall.matter_id FROM group_member AS member JOIN wall ON wall.group_id = member.group_id
    WHERE member.person_id = current_person()
      AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now()))
    UNION
    SELECT copy.id FROM walled JOIN matter AS copy ON copy.restored_from = walled.matter_id WHERE copy.restored_from IS NOT NULL
  ) SELECT walled.matter_id FROM walled
$$;

CREATE OR REPLACE FUNCTION is_walled(asked_person uuid, asked_matter uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT EXISTS (SELECT FROM wall WHERE wall.matter_id IN (SELECT matter_and_sources(asked_matter))
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked_person)))
$$;

GRANT EXECUTE ON FUNCTION is_walled(uuid, uuid) TO strongroom_ops;

CREATE OR REPLACE FUNCTION group_crosses_wall(asked_group uuid, asked_person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT is_administrator() AND EXISTS (SELECT FROM group_grant AS given
    JOIN wall ON wall.matter_id IN (SELECT matter_and_sources(given.matter_id))
    WHERE given.group_id = asked_group
    AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked_person)))
$$;

-- Those of who is told (20261130101200): a copy is as guarded as what it is a copy of.
CREATE OR REPLACE FUNCTION is_link_guarded(asked uuid) RETURNS boolean
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
      SELECT FROM wall WHERE wall.matter_id IN (SELECT matter_and_sources(matter_id) FROM matters)
        AND wall.starts_at <= now() AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days'
        AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days')
$$;
CREATE OR REPLACE FUNCTION walled_matters_of_group(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT given.matter_id FROM group_grant AS given
    JOIN wall ON wall.matter_id IN (SELECT matter_and_sources(given.matter_id))
  WHERE given.group_id = asked AND is_administrator() AND wall.lifted_at IS NULL AND wall.starts_at <= now()
    AND (wall.ends_at IS NULL OR wall.ends_at > now())
$$;

-- A document of a copy has an id of its own: a hold on one document of the source does not cover it.
CREATE OR REPLACE FUNCTION holds_today(asked_matter uuid, asked_document uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT legal_hold.id FROM hold_cover JOIN legal_hold ON legal_hold.id = hold_cover.hold_id
  WHERE legal_hold.released_at IS NULL
    AND (hold_cover.matter_id = asked_matter
        AND (asked_document IS NULL OR hold_cover.document_id IS NULL OR hold_cover.document_id = whole_of(asked_document))
      OR hold_cover.document_id IS NULL AND hold_cover.matter_id IN (SELECT matter_and_sources(asked_matter)))
$$;

-- A hold and a deletion wait for each other in the copies, too: what is deleted takes a share of its own matter.
CREATE OR REPLACE FUNCTION hold_waits_for_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  PERFORM FROM matter WHERE id IN (SELECT matter_and_copies(NEW.matter_id)) ORDER BY id FOR NO KEY UPDATE;
  IF NEW.document_id IS NOT NULL THEN
    SELECT whole_of(id) INTO NEW.document_id FROM document WHERE id = NEW.document_id AND matter_id = NEW.matter_id AND purged_at IS NULL;
    IF NEW.document_id IS NULL THEN RAISE EXCEPTION 'there is no such document in this matter' USING ERRCODE = 'SRH02'; END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION hold_withdraws_disposal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  UPDATE disposal SET withdrawn_at = now(), withdrawn_because = 'A legal hold was placed.'
  WHERE withdrawn_at IS NULL AND done_at IS NULL
    AND (matter_id = NEW.matter_id OR NEW.document_id IS NULL AND matter_id IN (SELECT matter_and_copies(NEW.matter_id)));
  RETURN NULL;
END $$;
CREATE FUNCTION matter_and_copies(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE copy AS (
    SELECT asked AS id UNION SELECT matter.id FROM copy JOIN matter ON matter.restored_from = copy.id WHERE matter.restored_from IS NOT NULL
  ) SELECT id FROM copy
$$;
REVOKE ALL ON FUNCTION matter_and_copies(uuid) FROM PUBLIC;

-- Acts that every auditor learns of, whatever wall stands: a wall would else hide itself, and what is done behind it. The same list as
-- shownDespiteWalls in core/audit/events.ts.
CREATE FUNCTION events_shown_despite_walls() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['matter.handed-on', 'wall.raised', 'wall.lifted', 'wall.proved', 'hold.placed', 'hold.released',
    'glass.broken', 'glass.ended', 'glass.noted']
$$;
REVOKE ALL ON FUNCTION events_shown_despite_walls() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_shown_despite_walls() TO strongroom_server;

-- Such rows behind a wall, for the auditor whom it keeps from the matter: not which matter, document or request, nor what somebody wrote.
CREATE FUNCTION audit_rows_withheld() RETURNS TABLE(seq bigint, at timestamptz, event text, person_id uuid, detail text, hash text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path TO 'public', 'pg_temp' AS $$
  SELECT e.seq, e.at, e.event, e.person_id,
    '{' || coalesce((SELECT string_agg(to_json(field.key)::text || ':' || field.value::text, ',' ORDER BY field.place)
      FROM json_each(e.detail::json) WITH ORDINALITY AS field(key, value, place) WHERE field.key NOT IN ('reason', 'name')), '') || '}',
    e.hash
  FROM audit_event AS e
  WHERE (SELECT is_auditor()) AND e.event = ANY (events_shown_despite_walls()) AND e.matter_id IN (SELECT matter_id FROM walls_today())
$$;

-- Of the next rows, those behind a wall: number and hash, which tell nothing of a matter, so that an export is proven through them.
CREATE FUNCTION audit_rows_hidden(after_row bigint, last_row bigint, most integer) RETURNS TABLE(seq bigint, hash text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path TO 'public', 'pg_temp' AS $$
  SELECT e.seq, e.hash FROM (
    SELECT audit_event.seq, audit_event.hash, audit_event.matter_id FROM audit_event
    WHERE audit_event.seq > after_row AND audit_event.seq <= last_row ORDER BY audit_event.seq LIMIT most) AS e
  WHERE (SELECT is_auditor()) AND e.matter_id IN (SELECT matter_id FROM walls_today())
$$;

-- The first and last row of a time, behind a wall or not, and the hash before them.
CREATE FUNCTION audit_range(from_time timestamptz, to_time timestamptz) RETURNS TABLE(first bigint, last bigint, previous_hash text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  IF NOT is_auditor() THEN RETURN; END IF;
  IF from_time IS NULL AND to_time IS NULL THEN
    SELECT min(e.seq), max(e.seq) INTO first, last FROM audit_event AS e WHERE e.seq > 0;
  ELSE
    SELECT min(e.seq), max(e.seq) INTO first, last FROM audit_event AS e
    WHERE e.at >= coalesce(from_time, '-infinity') AND e.at < coalesce(to_time, 'infinity') AND e.seq > 0;
  END IF;
  SELECT e.previous_hash INTO previous_hash FROM audit_event AS e WHERE e.seq = first;
  RETURN NEXT;
END $$;

-- The auditors whom a wall against this person or group would keep from rows.
CREATE FUNCTION auditors_named(asked_person uuid, asked_group uuid) RETURNS TABLE(name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT person.name FROM person WHERE person.role = 'auditor' AND person.disabled_at IS NULL
    AND (person.id = asked_person OR person.id IN (SELECT member.person_id FROM group_member AS member WHERE member.group_id = asked_group))
  ORDER BY person.name
$$;
REVOKE ALL ON FUNCTION audit_rows_withheld(), audit_rows_hidden(bigint, bigint, integer), audit_range(timestamptz, timestamptz),
  auditors_named(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_rows_withheld(), audit_rows_hidden(bigint, bigint, integer), audit_range(timestamptz, timestamptz),
  auditors_named(uuid, uuid) TO strongroom_server;
