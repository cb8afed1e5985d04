-- A row of the audit log without a matter of its own may show matters all the same: what a search found, whom a notice was for, what a
-- document was compared with. It names them in its detail ("matters", and "counted" where more was counted than shown), in the chain.

-- Which rows show something of a matter, for whoever asks for all of it. Nothing but the trigger writes here.
CREATE TABLE audit_event_matter (
  matter_id uuid NOT NULL,
  seq bigint NOT NULL,
  CONSTRAINT audit_event_matter_pkey PRIMARY KEY (matter_id, seq)
);
CREATE FUNCTION note_matters_shown() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  INSERT INTO audit_event_matter (matter_id, seq)
  SELECT DISTINCT shown::uuid, NEW.seq FROM json_array_elements_text(NEW.detail::json -> 'matters') AS shown;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION note_matters_shown() FROM PUBLIC;
CREATE TRIGGER note_matters_shown AFTER INSERT ON audit_event FOR EACH ROW
  WHEN (strpos(NEW.detail, '"matters":["') > 0) EXECUTE FUNCTION note_matters_shown();
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_event_matter FOR EACH STATEMENT
  EXECUTE FUNCTION audit_is_append_only();
ALTER TABLE audit_event_matter ENABLE ROW LEVEL SECURITY;
CREATE POLICY auditor_reads ON audit_event_matter FOR SELECT TO strongroom_server
  USING ((SELECT is_auditor()) AND NOT matter_id IN (SELECT walled_matters()));
CREATE POLICY process_reads ON audit_event_matter FOR SELECT TO strongroom_ops USING (true);
GRANT SELECT ON audit_event_matter TO strongroom_server, strongroom_ops;

-- The matters that a notice is about, for the row of its acknowledgement.
ALTER TABLE account_notice ADD COLUMN matters uuid[] NOT NULL DEFAULT '{}';

-- Where a copy of a matter is concerned as well, its owners are told, too.
CREATE FUNCTION matters_of_notice(asked uuid[], covers boolean) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT unnest(asked) UNION SELECT copy FROM unnest(asked) AS source CROSS JOIN LATERAL matter_and_copies(source) AS copy WHERE covers
$$;
REVOKE ALL ON FUNCTION matters_of_notice(uuid[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_of_notice(uuid[], boolean) TO strongroom_server, strongroom_ops;

-- Notices of these kinds are about matters (core/audit/audiences.ts: owners, and whoever stands in for them).
CREATE FUNCTION notices_about_matters() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['guarded-link-asked', 'account-opened-past-wall', 'came-in-behind-wall', 'link-past-wall', 'matters-reassigned',
    'matter-renumbered', 'group-behind-wall-joined', 'walled-group-changed', 'wall-raised', 'wall-lifted', 'hold-released',
    'retention-shortened', 'disposal-approved', 'disposal-proposed', 'emergency-access-used', 'restore-asked', 'owners-have-left',
    'owners-changed', 'owner-group-changed', 'wall-ended']
$$;
REVOKE ALL ON FUNCTION notices_about_matters() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notices_about_matters() TO strongroom_server;

-- A number as it may be searched for: letters and digits.
CREATE FUNCTION number_letters(number text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path TO 'public', 'pg_temp' AS $$
  SELECT regexp_replace(number_key(number), '[^[:alnum:]]+', '', 'g')
$$;
REVOKE ALL ON FUNCTION number_letters(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION number_letters(text) TO strongroom_server;

-- What tells of the matters behind the walls of the auditor who asks: ids, numbers, and the words of names and clients. Null: no wall.
CREATE FUNCTION wall_marks() RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT jsonb_build_object('ids', jsonb_agg(matter.id), 'numbers', jsonb_agg(number_letters(matter.number)),
    'words', jsonb_agg(regexp_split_to_array(lower(matter.client || ' ' || matter.name), '[^[:alnum:]]+')))
  FROM matter WHERE (SELECT is_auditor()) AND matter.id IN (SELECT matter_id FROM walls_today()) HAVING count(*) > 0
$$;
REVOKE ALL ON FUNCTION wall_marks() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wall_marks() TO strongroom_server;

-- Whether the words of a search are the number of such a matter, or a word of its name or client, of four letters at least.
CREATE FUNCTION words_mean_matter(q text, marks jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path TO 'public', 'pg_temp' AS $$
  SELECT EXISTS (SELECT FROM jsonb_array_elements_text(marks -> 'numbers') AS number
      WHERE number_letters(q) = number OR length(number) > 2 AND strpos(number_letters(q), number) > 0)
    OR EXISTS (SELECT FROM regexp_split_to_table(lower(q), '[^[:alnum:]]+') AS asked
      CROSS JOIN jsonb_path_query(marks, '$.words[*][*]') AS word WHERE length(asked) > 3 AND starts_with(word #>> '{}', asked))
$$;
REVOKE ALL ON FUNCTION words_mean_matter(text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION words_mean_matter(text, jsonb) TO strongroom_server;

-- Whether a row shows something of such a matter beside its own. One of an earlier version, which named none, counts as one that may.
CREATE FUNCTION row_is_beside_wall(event text, matter uuid, detail text, marks jsonb) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE SET search_path TO 'public', 'pg_temp' AS $$
DECLARE
  said jsonb;
  ids text[];
BEGIN
  IF marks IS NULL OR (event NOT IN ('search.asked', 'account-notice.made', 'account-notice.acknowledged')
    AND strpos(detail, '"matters":') = 0) THEN RETURN false; END IF;
  said := detail::jsonb;
  ids := ARRAY(SELECT jsonb_array_elements_text(marks -> 'ids'));
  IF jsonb_typeof(said -> 'matters') = 'array' THEN
    IF said -> 'matters' ?| ids OR coalesce(said -> 'counted' ?| ids, false) OR jsonb_typeof(said -> 'counted') = 'null' THEN
      RETURN true; END IF;
  ELSIF matter IS NULL AND (event = 'search.asked' AND said ->> 'total' <> '0'
    OR event <> 'search.asked' AND said ->> 'kind' = ANY (notices_about_matters())) THEN RETURN true;
  END IF;
  RETURN event = 'search.asked' AND words_mean_matter(said ->> 'q', marks);
END $$;
REVOKE ALL ON FUNCTION row_is_beside_wall(text, uuid, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION row_is_beside_wall(text, uuid, text, jsonb) TO strongroom_server;

-- Whether the document with which one was compared is behind a wall of whoever asks.
CREATE FUNCTION compared_past_wall(detail text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT EXISTS (SELECT FROM document
    WHERE document.id = CASE WHEN detail::json ->> 'with' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (detail::json ->> 'with')::uuid END
      AND document.matter_id IN (SELECT matter_id FROM walls_today()))
$$;
REVOKE ALL ON FUNCTION compared_past_wall(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION compared_past_wall(text) TO strongroom_server;

-- Beside auditor_reads, which stands in the migrations before.
CREATE POLICY beside_walls ON audit_event AS RESTRICTIVE FOR SELECT TO strongroom_server USING (
  (SELECT wall_marks()) IS NULL OR NOT row_is_beside_wall(event, matter_id, detail, (SELECT wall_marks()))
  AND (event <> 'document.compared' OR NOT compared_past_wall(detail)));

-- Rows that are shown in part: those of events that every auditor learns of, without what tells the matter; and comparisons with a
-- document behind a wall, without that.
CREATE FUNCTION audit_rows_in_part()
  RETURNS TABLE(seq bigint, at timestamptz, event text, person_id uuid, matter_id uuid, document_id uuid, request_id text, detail text, hash text)
  LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path TO 'public', 'pg_temp' AS $$
  SELECT e.seq, e.at, e.event, e.person_id, NULL::uuid, NULL::uuid, '', e.detail, e.hash FROM audit_rows_withheld() AS e
  UNION ALL
  SELECT e.seq, e.at, e.event, e.person_id, e.matter_id, e.document_id, e.request_id,
    '{' || coalesce((SELECT string_agg(to_json(field.key)::text || ':' || field.value::text, ',' ORDER BY field.place)
      FROM json_each(e.detail::json) WITH ORDINALITY AS field(key, value, place) WHERE field.key <> 'with'), '') || '}',
    e.hash
  FROM audit_event AS e
  WHERE (SELECT wall_marks()) IS NOT NULL AND e.event = 'document.compared'
    AND e.matter_id NOT IN (SELECT matter_id FROM walls_today()) AND compared_past_wall(e.detail)
$$;
REVOKE ALL ON FUNCTION audit_rows_in_part() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_rows_in_part() TO strongroom_server;

CREATE OR REPLACE FUNCTION audit_rows_hidden(after_row bigint, last_row bigint, most integer) RETURNS TABLE(seq bigint, hash text)
  LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path TO 'public', 'pg_temp' AS $$
  SELECT e.seq, e.hash FROM (
    SELECT audit_event.seq, audit_event.hash, audit_event.matter_id, audit_event.event, audit_event.detail FROM audit_event
    WHERE audit_event.seq > after_row AND audit_event.seq <= last_row ORDER BY audit_event.seq LIMIT most) AS e
  WHERE (SELECT wall_marks()) IS NOT NULL AND (e.matter_id IN (SELECT matter_id FROM walls_today())
    OR e.event IN ('hold.placed', 'hold.released') AND e.detail::json ->> 'hold' IN (SELECT walled_holds())
    OR row_is_beside_wall(e.event, e.matter_id, e.detail, (SELECT wall_marks()))
    OR e.event = 'document.compared' AND compared_past_wall(e.detail))
$$;
