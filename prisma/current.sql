-- What the database is after the migration 20261201007100_walls_that_end: types, functions and roles, then table by table its columns,
-- constraints, indexes, row-level security, policies, triggers and rights. Why it is so stands in the migrations.
-- Written from the catalog by "npm run db:current"; test/api/current-sql.test.ts compares. Do not edit: "strongroom migrate"
-- and "strongroom doctor" read in it what a database must have.

-- ==== types, functions, roles and the schema ===============================================================

--- type access_decision
CREATE TYPE access_decision AS ENUM ('granted', 'declined');

--- type audit_check_act
CREATE TYPE audit_check_act AS ENUM ('chain', 'heads', 'accepted');

--- type backup_kind
CREATE TYPE backup_kind AS ENUM ('full', 'incremental');

--- type backup_run_state
CREATE TYPE backup_run_state AS ENUM ('running', 'done', 'failed');

--- type emergency_access_rule
CREATE TYPE emergency_access_rule AS ENUM ('off', 'administrators', 'everybody');

--- type finding_kind
CREATE TYPE finding_kind AS ENUM ('citation', 'court', 'docket', 'party', 'date', 'money', 'email', 'phone');

--- type key_scope
CREATE TYPE key_scope AS ENUM ('groups');

--- type mail_security
CREATE TYPE mail_security AS ENUM ('tls', 'starttls', 'plain');

--- type matter_access
CREATE TYPE matter_access AS ENUM ('members', 'firm');

--- type membership_role
CREATE TYPE membership_role AS ENUM ('owner', 'editor', 'viewer');

--- type page_state
CREATE TYPE page_state AS ENUM ('waiting', 'read', 'failed');

--- type person_role
CREATE TYPE person_role AS ENUM ('administrator', 'member', 'auditor');

--- type request_kind
CREATE TYPE request_kind AS ENUM ('backup', 'restore-matter');

--- type request_state
CREATE TYPE request_state AS ENUM ('asked', 'running', 'done', 'failed');

--- type scheduled_run_state
CREATE TYPE scheduled_run_state AS ENUM ('running', 'done', 'refused', 'failed');

--- type step_name
CREATE TYPE step_name AS ENUM ('scan', 'extract', 'read', 'analyse');

--- type step_state
CREATE TYPE step_state AS ENUM ('requested', 'running', 'done', 'failed');

--- type target_act
CREATE TYPE target_act AS ENUM ('backup', 'check', 'prune', 'recovery-key', 'dump', 'changes-accepted');

--- function access_request_means_matter()
CREATE OR REPLACE FUNCTION public.access_request_means_matter()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  NEW.meant_id := (SELECT matter.id FROM matter WHERE matter.number = NEW.number);
  RETURN NEW;
END $function$;

--- function access_requests_to_decide()
CREATE OR REPLACE FUNCTION public.access_requests_to_decide()
 RETURNS TABLE(id uuid, matter_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT request.id, request.meant_id FROM access_request AS request
    JOIN person ON person.id = request.person_id
    WHERE request.meant_id IN (SELECT manageable_matters()) AND may_read_matters()
      AND person.disabled_at IS NULL AND person.role <> 'auditor'
      AND (request.decision IS NOT NULL OR request.asked_at > now() - interval '14 days')
      AND NOT is_walled(request.person_id, request.meant_id);
END $function$;

--- rights access_requests_to_decide()
GRANT EXECUTE ON FUNCTION access_requests_to_decide() TO strongroom_server;

--- function acknowledge_emergency_access(uuid)
CREATE OR REPLACE FUNCTION public.acknowledge_emergency_access(asked uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE noted integer;
BEGIN
  INSERT INTO emergency_acknowledgement (access_id, person_id)
    SELECT shown.id, current_person() FROM visible_emergency_access() AS shown WHERE shown.id = asked AND shown.owned
    ON CONFLICT (access_id, person_id) DO NOTHING;
  GET DIAGNOSTICS noted = ROW_COUNT;
  UPDATE emergency_access SET seen_at = now(), seen_by = current_person() WHERE noted > 0 AND id = asked AND seen_at IS NULL;
  RETURN noted;
END $function$;

--- rights acknowledge_emergency_access(uuid)
GRANT EXECUTE ON FUNCTION acknowledge_emergency_access(uuid) TO strongroom_server;

--- function administrable_holds()
CREATE OR REPLACE FUNCTION public.administrable_holds()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT id FROM legal_hold WHERE (issued_by = current_person() OR is_administrator())
    AND NOT EXISTS (SELECT FROM hold_cover WHERE hold_id = legal_hold.id AND matter_id NOT IN (SELECT administrable_matters()))
$function$;

--- rights administrable_holds()
GRANT EXECUTE ON FUNCTION administrable_holds() TO strongroom_server;

--- function administrable_matters()
CREATE OR REPLACE FUNCTION public.administrable_matters()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  (SELECT matter_id FROM granted_roles() WHERE role = 'owner'
   UNION
   SELECT id FROM matter WHERE is_administrator())
  EXCEPT SELECT matter_id FROM walls_today()
$function$;

--- rights administrable_matters()
GRANT EXECUTE ON FUNCTION administrable_matters() TO strongroom_server;

--- function administrable_numbers()
CREATE OR REPLACE FUNCTION public.administrable_numbers()
 RETURNS TABLE(id uuid, number text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter.id, matter.number FROM matter WHERE matter.id IN (SELECT administrable_matters())
$function$;

--- rights administrable_numbers()
GRANT EXECUTE ON FUNCTION administrable_numbers() TO strongroom_server;

--- function audit_chain()
CREATE OR REPLACE FUNCTION public.audit_chain()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE head audit_head%ROWTYPE;
BEGIN
  IF NEW.matter_id IS NULL AND NEW.document_id IS NOT NULL THEN
    NEW.matter_id := (SELECT document.matter_id FROM document WHERE document.id = NEW.document_id);
  END IF;
  SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
  PERFORM require_authority(current_setting('strongroom.authority', true));
  NEW.seq := head.seq + 1;
  NEW.at := clock_timestamp();
  NEW.request_id := translate(NEW.request_id, E'\n', ' ');
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
  RETURN NEW;
END $function$;

--- rights audit_chain()
GRANT EXECUTE ON FUNCTION audit_chain() TO PUBLIC;

--- function audit_day_heads(date,integer)
CREATE OR REPLACE FUNCTION public.audit_day_heads(until date, days integer)
 RETURNS TABLE(day date, seq bigint, hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT asked.day, last.seq, last.hash
  FROM (SELECT until - back AS day FROM generate_series(0, least(days, 400) - 1) AS back) AS asked
  CROSS JOIN LATERAL (
    SELECT e.seq, e.hash FROM audit_event AS e
    WHERE e.at >= asked.day::timestamp AT TIME ZONE 'UTC' AND e.at < (asked.day + 1)::timestamp AT TIME ZONE 'UTC'
    ORDER BY e.at DESC, e.seq DESC LIMIT 1) AS last
  WHERE (SELECT is_auditor()) ORDER BY asked.day DESC
$function$;

--- rights audit_day_heads(date,integer)
GRANT EXECUTE ON FUNCTION audit_day_heads(date,integer) TO strongroom_server;

--- function audit_hash(audit_event)
CREATE OR REPLACE FUNCTION public.audit_hash(e audit_event)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT encode(sha256(convert_to(concat_ws(E'\n', e.previous_hash, e.seq::text,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.event, coalesce(e.person_id::text, ''),
    coalesce(e.matter_id::text, ''), coalesce(e.document_id::text, ''), e.request_id, e.detail), 'UTF8')), 'hex')
$function$;

--- rights audit_hash(audit_event)
GRANT EXECUTE ON FUNCTION audit_hash(audit_event) TO PUBLIC;

--- function audit_is_append_only()
CREATE OR REPLACE FUNCTION public.audit_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $function$;

--- rights audit_is_append_only()
GRANT EXECUTE ON FUNCTION audit_is_append_only() TO PUBLIC;

--- function audit_range(timestamp with time zone,timestamp with time zone)
CREATE OR REPLACE FUNCTION public.audit_range(from_time timestamp with time zone, to_time timestamp with time zone)
 RETURNS TABLE(first bigint, last bigint, previous_hash text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

--- rights audit_range(timestamp with time zone,timestamp with time zone)
GRANT EXECUTE ON FUNCTION audit_range(timestamp with time zone,timestamp with time zone) TO strongroom_server;

--- function audit_rows_hidden(bigint,bigint,integer)
CREATE OR REPLACE FUNCTION public.audit_rows_hidden(after_row bigint, last_row bigint, most integer)
 RETURNS TABLE(seq bigint, hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT e.seq, e.hash FROM (
    SELECT audit_event.seq, audit_event.hash, audit_event.matter_id, audit_event.event, audit_event.detail FROM audit_event
    WHERE audit_event.seq > after_row AND audit_event.seq <= last_row ORDER BY audit_event.seq LIMIT most) AS e
  WHERE (SELECT wall_marks()) IS NOT NULL AND (e.matter_id IN (SELECT matter_id FROM walls_today())
    OR e.event IN ('hold.placed', 'hold.released') AND e.detail::json ->> 'hold' IN (SELECT walled_holds())
    OR row_is_beside_wall(e.event, e.matter_id, e.detail, (SELECT wall_marks()))
    OR e.event = 'document.compared' AND compared_past_wall(e.detail))
$function$;

--- rights audit_rows_hidden(bigint,bigint,integer)
GRANT EXECUTE ON FUNCTION audit_rows_hidden(bigint,bigint,integer) TO strongroom_server;

--- function audit_rows_in_part()
CREATE OR REPLACE FUNCTION public.audit_rows_in_part()
 RETURNS TABLE(seq bigint, at timestamp with time zone, event text, person_id uuid, matter_id uuid, document_id uuid, request_id text, detail text, hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT e.seq, e.at, e.event, e.person_id, NULL::uuid, NULL::uuid, '', e.detail, e.hash FROM audit_rows_withheld() AS e
  UNION ALL
  SELECT e.seq, e.at, e.event, e.person_id, e.matter_id, e.document_id, e.request_id,
    '{' || coalesce((SELECT string_agg(to_json(field.key)::text || ':' || field.value::text, ',' ORDER BY field.place)
      FROM json_each(e.detail::json) WITH ORDINALITY AS field(key, value, place) WHERE field.key <> 'with'), '') || '}',
    e.hash
  FROM audit_event AS e
  WHERE (SELECT wall_marks()) IS NOT NULL AND e.event = 'document.compared'
    AND e.matter_id NOT IN (SELECT matter_id FROM walls_today()) AND compared_past_wall(e.detail)
$function$;

--- rights audit_rows_in_part()
GRANT EXECUTE ON FUNCTION audit_rows_in_part() TO strongroom_server;

--- function audit_rows_withheld()
CREATE OR REPLACE FUNCTION public.audit_rows_withheld()
 RETURNS TABLE(seq bigint, at timestamp with time zone, event text, person_id uuid, detail text, hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT e.seq, e.at, e.event, e.person_id,
    '{' || coalesce((SELECT string_agg(to_json(field.key)::text || ':' || field.value::text, ',' ORDER BY field.place)
      FROM json_each(e.detail::json) WITH ORDINALITY AS field(key, value, place) WHERE field.key NOT IN ('reason', 'name')), '') || '}',
    e.hash
  FROM audit_event AS e
  WHERE (SELECT is_auditor()) AND e.event = ANY (events_shown_despite_walls())
    AND (e.matter_id IN (SELECT matter_id FROM walls_today())
      OR e.event IN ('hold.placed', 'hold.released') AND e.detail::json ->> 'hold' IN (SELECT walled_holds()))
$function$;

--- rights audit_rows_withheld()
GRANT EXECUTE ON FUNCTION audit_rows_withheld() TO strongroom_server;

--- function audited_matters()
CREATE OR REPLACE FUNCTION public.audited_matters()
 RETURNS TABLE(id uuid, number text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter.id, matter.number FROM matter
  WHERE (SELECT is_auditor()) AND matter.id NOT IN (SELECT matter_id FROM walls_today())
$function$;

--- rights audited_matters()
GRANT EXECUTE ON FUNCTION audited_matters() TO strongroom_server;

--- function auditors_named(uuid,uuid)
CREATE OR REPLACE FUNCTION public.auditors_named(asked_person uuid, asked_group uuid)
 RETURNS TABLE(name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT person.name FROM person WHERE person.id IN (SELECT people_to_notify('{auditor}'))
    AND (person.id = asked_person OR person.id IN (SELECT member.person_id FROM group_member AS member WHERE member.group_id = asked_group))
  ORDER BY person.name
$function$;

--- rights auditors_named(uuid,uuid)
GRANT EXECUTE ON FUNCTION auditors_named(uuid,uuid) TO strongroom_server;

--- function claim_object(text,bigint)
CREATE OR REPLACE FUNCTION public.claim_object(asked text, size bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE marked boolean;
BEGIN
  INSERT INTO stored_object (sha256, bytes) VALUES (asked, size) ON CONFLICT DO NOTHING;
  SELECT removing_at IS NOT NULL INTO marked FROM stored_object WHERE sha256 = asked FOR KEY SHARE;
  RETURN marked;
END $function$;

--- rights claim_object(text,bigint)
GRANT EXECUTE ON FUNCTION claim_object(text,bigint) TO strongroom_ops;
GRANT EXECUTE ON FUNCTION claim_object(text,bigint) TO strongroom_server;
GRANT EXECUTE ON FUNCTION claim_object(text,bigint) TO strongroom_worker;

--- function close_dead_letter(uuid,text)
CREATE OR REPLACE FUNCTION public.close_dead_letter(letter uuid, note text)
 RETURNS TABLE(document_id uuid, matter_id uuid)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  UPDATE document_step SET closed_at = now(), closed_by = current_person(), closed_note = note
  WHERE id IN (SELECT dead.id FROM dead_letters() AS dead WHERE dead.id = letter)
  RETURNING document_step.document_id, document_step.matter_id
$function$;

--- rights close_dead_letter(uuid,text)
GRANT EXECUTE ON FUNCTION close_dead_letter(uuid,text) TO strongroom_server;

--- function close_number_request(uuid)
CREATE OR REPLACE FUNCTION public.close_number_request(request uuid)
 RETURNS TABLE(matter_id uuid)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  UPDATE number_request SET closed_at = now(), closed_by = current_person()
  WHERE id IN (SELECT open.id FROM number_requests() AS open WHERE open.id = request) RETURNING holder_id
$function$;

--- rights close_number_request(uuid)
GRANT EXECUTE ON FUNCTION close_number_request(uuid) TO strongroom_server;

--- function closed_matter_stays()
CREATE OR REPLACE FUNCTION public.closed_matter_stays()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  PERFORM FROM matter WHERE id = NEW.matter_id FOR SHARE;
  IF EXISTS (SELECT FROM matter WHERE id = NEW.matter_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the matter is closed' USING ERRCODE = 'SRH03';
  END IF;
  RETURN NEW;
END $function$;

--- rights closed_matter_stays()
GRANT EXECUTE ON FUNCTION closed_matter_stays() TO PUBLIC;

--- function compared_past_wall(text)
CREATE OR REPLACE FUNCTION public.compared_past_wall(detail text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM document
    WHERE document.id = CASE WHEN detail::json ->> 'with' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (detail::json ->> 'with')::uuid END
      AND document.matter_id IN (SELECT matter_id FROM walls_today()))
$function$;

--- rights compared_past_wall(text)
GRANT EXECUTE ON FUNCTION compared_past_wall(text) TO strongroom_server;

--- function compute_visible_matters()
CREATE OR REPLACE FUNCTION public.compute_visible_matters()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  RETURN QUERY
    (SELECT matter_id FROM granted_roles()
     UNION
     SELECT id FROM matter WHERE access = 'firm' AND current_person() IS NOT NULL)
    EXCEPT SELECT matter_id FROM walls_today();
END $function$;

--- rights compute_visible_matters()
GRANT EXECUTE ON FUNCTION compute_visible_matters() TO PUBLIC;

--- function current_person()
CREATE OR REPLACE FUNCTION public.current_person()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  SELECT nullif(current_setting('strongroom.person', true), '')::uuid
$function$;

--- rights current_person()
GRANT EXECUTE ON FUNCTION current_person() TO PUBLIC;

--- function dead_letters()
CREATE OR REPLACE FUNCTION public.dead_letters()
 RETURNS TABLE(id uuid, document_id uuid, step step_name, attempts integer, reason text, requested_at timestamp with time zone, gave_up_at timestamp with time zone, bulk boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT dead.id, dead.document_id, dead.name, dead.attempts, dead.reason, dead.requested_at, dead.gave_up_at, dead.bulk
  FROM document_step AS dead
  WHERE dead.gave_up_at IS NOT NULL AND dead.closed_at IS NULL AND is_administrator()
    AND dead.matter_id NOT IN (SELECT matter_id FROM walls_today())
    AND NOT EXISTS (SELECT FROM document_step AS later WHERE later.document_id = dead.document_id AND later.requested_at > dead.requested_at)
    AND dead.document_id NOT IN (SELECT deleted_documents())
$function$;

--- rights dead_letters()
GRANT EXECUTE ON FUNCTION dead_letters() TO strongroom_server;

--- function deleted_documents()
CREATE OR REPLACE FUNCTION public.deleted_documents()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  RETURN QUERY SELECT id FROM document WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
END $function$;

--- rights deleted_documents()
GRANT EXECUTE ON FUNCTION deleted_documents() TO strongroom_server;

--- function disposal_is_signed()
CREATE OR REPLACE FUNCTION public.disposal_is_signed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.done_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR (OLD.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by)
    OR (OLD.approved_by IS NULL AND NEW.approved_by IS DISTINCT FROM current_person() AND NEW.approved_by IS NOT NULL) THEN
    RAISE EXCEPTION 'this disposal is decided, or signed for somebody else';
  END IF;
  RETURN NEW;
END $function$;

--- rights disposal_is_signed()
GRANT EXECUTE ON FUNCTION disposal_is_signed() TO PUBLIC;

--- function disposals_withdrawn_now()
CREATE OR REPLACE FUNCTION public.disposals_withdrawn_now()
 RETURNS TABLE(id uuid, matter_id uuid, reason text, proposed_by uuid, number text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT disposal.id, disposal.matter_id, disposal.withdrawn_because, disposal.proposed_by,
    CASE WHEN person.role <> 'auditor' AND NOT is_walled(person.id, matter.id) THEN matter.number END
  FROM disposal JOIN matter ON matter.id = disposal.matter_id JOIN person ON person.id = disposal.proposed_by
  WHERE disposal.withdrawn_at = now() ORDER BY disposal.proposed_at, disposal.id
$function$;

--- rights disposals_withdrawn_now()
GRANT EXECUTE ON FUNCTION disposals_withdrawn_now() TO strongroom_server;

--- function disposed_documents(uuid)
CREATE OR REPLACE FUNCTION public.disposed_documents(asked uuid)
 RETURNS TABLE(id uuid, filename text, sha256 text, bytes bigint, filed_at timestamp with time zone, purged_at timestamp with time zone, removed_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT document.id, document.filename, document.sha256, stored_object.bytes, document.created_at, document.purged_at, stored_object.removed_at
  FROM document JOIN stored_object ON stored_object.sha256 = document.sha256
  WHERE document.disposal_id = asked AND document.purged_at IS NOT NULL AND document.matter_id IN (SELECT administrable_matters())
    AND may_read_matters()
  ORDER BY document.created_at, document.id
$function$;

--- rights disposed_documents(uuid)
GRANT EXECUTE ON FUNCTION disposed_documents(uuid) TO strongroom_server;

--- function document_counts()
CREATE OR REPLACE FUNCTION public.document_counts()
 RETURNS TABLE(state text, documents bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT document.state, count(*) FROM document WHERE deleted_at IS NULL GROUP BY document.state
$function$;

--- rights document_counts()
GRANT EXECUTE ON FUNCTION document_counts() TO strongroom_server;

--- function document_goes_whole()
CREATE OR REPLACE FUNCTION public.document_goes_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  UPDATE document SET deleted_at = NEW.deleted_at, deleted_by = NEW.deleted_by, purged_at = NEW.purged_at, disposal_id = NEW.disposal_id
  WHERE (parent_id = NEW.id OR version_of = NEW.id)
    AND (deleted_at IS DISTINCT FROM NEW.deleted_at OR purged_at IS DISTINCT FROM NEW.purged_at);
  IF NEW.purged_at IS NOT NULL THEN
    DELETE FROM finding WHERE document_id = NEW.id;
    DELETE FROM page WHERE document_id = NEW.id;
    DELETE FROM minhash_signature WHERE document_id = NEW.id;
    DELETE FROM message WHERE document_id = NEW.id;
    DELETE FROM document_step WHERE document_id = NEW.id;
  END IF;
  RETURN NULL;
END $function$;

--- rights document_goes_whole()
GRANT EXECUTE ON FUNCTION document_goes_whole() TO PUBLIC;

--- function document_joins_whole()
CREATE OR REPLACE FUNCTION public.document_joins_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  SELECT deleted_at, deleted_by, purged_at INTO NEW.deleted_at, NEW.deleted_by, NEW.purged_at
  FROM document WHERE id = coalesce(NEW.version_of, NEW.parent_id) FOR SHARE;
  RETURN NEW;
END $function$;

--- rights document_joins_whole()
GRANT EXECUTE ON FUNCTION document_joins_whole() TO PUBLIC;

--- function document_stays_purged()
CREATE OR REPLACE FUNCTION public.document_stays_purged()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.purged_at IS NOT NULL THEN RAISE EXCEPTION 'this document has been purged for good'; END IF;
  IF NEW.purged_at IS NOT NULL THEN
    NEW.reason := NULL; NEW.kind := NULL; NEW.kind_reason := NULL; NEW.language := NULL; NEW.failed_redactions := '{}';
  END IF;
  RETURN NEW;
END $function$;

--- rights document_stays_purged()
GRANT EXECUTE ON FUNCTION document_stays_purged() TO PUBLIC;

--- function editable_matters()
CREATE OR REPLACE FUNCTION public.editable_matters()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  RETURN QUERY
    SELECT matter_id FROM granted_roles() WHERE role IN ('owner', 'editor')
    EXCEPT SELECT matter_id FROM walls_today();
END $function$;

--- rights editable_matters()
GRANT EXECUTE ON FUNCTION editable_matters() TO PUBLIC;

--- function emergency_access_ended_now()
CREATE OR REPLACE FUNCTION public.emergency_access_ended_now()
 RETURNS TABLE(id uuid, matter_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT access.id, access.matter_id FROM emergency_access AS access WHERE access.ended_at = now() ORDER BY access.begun_at, access.id
$function$;

--- rights emergency_access_ended_now()
GRANT EXECUTE ON FUNCTION emergency_access_ended_now() TO strongroom_server;

--- function emergency_access_runs_out()
CREATE OR REPLACE FUNCTION public.emergency_access_runs_out()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.until := NEW.begun_at + make_interval(hours => NEW.hours);
  RETURN NEW;
END $function$;

--- rights emergency_access_runs_out()
GRANT EXECUTE ON FUNCTION emergency_access_runs_out() TO PUBLIC;

--- function end_emergency_access(uuid)
CREATE OR REPLACE FUNCTION public.end_emergency_access(asked uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE ended integer;
BEGIN
  UPDATE emergency_access SET ended_at = now(), ended_by = current_person()
    WHERE id = asked AND ended_at IS NULL AND until > now() AND id IN (SELECT shown.id FROM visible_emergency_access() AS shown);
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $function$;

--- rights end_emergency_access(uuid)
GRANT EXECUTE ON FUNCTION end_emergency_access(uuid) TO strongroom_server;

--- function end_own_authority()
CREATE OR REPLACE FUNCTION public.end_own_authority()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM set_config('strongroom.authority', '', true);
  RETURN NULL;
END $function$;

--- rights end_own_authority()
GRANT EXECUTE ON FUNCTION end_own_authority() TO PUBLIC;

--- function end_unadmitted_emergency_access()
CREATE OR REPLACE FUNCTION public.end_unadmitted_emergency_access()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  UPDATE emergency_access AS access SET ended_at = now(),
    ended_by = coalesce(current_person(), (nullif(current_setting('strongroom.authority', true), '')::jsonb->>'person')::uuid, person.id)
  FROM person CROSS JOIN firm_rule
  WHERE person.id = access.person_id AND access.ended_at IS NULL AND access.until > now()
    AND (TG_TABLE_NAME <> 'person' OR person.id::text = NEW.id::text)
    AND NOT (person.disabled_at IS NULL
      AND ((firm_rule.emergency_access = 'administrators' AND person.role = 'administrator')
        OR (firm_rule.emergency_access = 'everybody' AND person.role <> 'auditor')));
  RETURN NULL;
END $function$;

--- rights end_unadmitted_emergency_access()
GRANT EXECUTE ON FUNCTION end_unadmitted_emergency_access() TO PUBLIC;

--- function events_shown_despite_walls()
CREATE OR REPLACE FUNCTION public.events_shown_despite_walls()
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT ARRAY['matter.handed-on', 'wall.raised', 'wall.lifted', 'wall.ended', 'wall.proved', 'hold.placed', 'hold.released',
    'glass.broken', 'glass.ended', 'glass.noted']
$function$;

--- rights events_shown_despite_walls()
GRANT EXECUTE ON FUNCTION events_shown_despite_walls() TO strongroom_server;

--- function expired_matters()
CREATE OR REPLACE FUNCTION public.expired_matters()
 RETURNS TABLE(id uuid, number text, schedule text, closed_at timestamp with time zone, expired_at timestamp with time zone, held boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT matter.id, matter.number, schedule.name, matter.closed_at, matter.closed_at + make_interval(years => schedule.years),
      EXISTS (SELECT FROM holds_today(matter.id, NULL))
    FROM matter JOIN retention_schedule AS schedule ON schedule.id = matter.schedule_id
    WHERE matter.closed_at + make_interval(years => schedule.years) <= now() AND matter.id IN (SELECT administrable_matters())
      AND NOT EXISTS (SELECT FROM disposal WHERE disposal.matter_id = matter.id AND disposal.done_at IS NOT NULL);
END $function$;

--- rights expired_matters()
GRANT EXECUTE ON FUNCTION expired_matters() TO strongroom_server;

--- function factor_needs_own_password()
CREATE OR REPLACE FUNCTION public.factor_needs_own_password()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE owner uuid;
BEGIN
  IF TG_TABLE_NAME = 'passkey' THEN
    owner := NEW.person_id;
  ELSE
    owner := NEW.id;
  END IF;
  IF EXISTS (SELECT FROM person WHERE person.id = owner AND person.password_temporary_until IS NOT NULL) THEN
    RAISE EXCEPTION 'somebody adds no second factor before they have an own password';
  END IF;
  RETURN NULL;
END $function$;

--- rights factor_needs_own_password()
GRANT EXECUTE ON FUNCTION factor_needs_own_password() TO PUBLIC;

--- function firm_matters_walled_from_me()
CREATE OR REPLACE FUNCTION public.firm_matters_walled_from_me()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT DISTINCT matter.id FROM recent_walls() AS wall CROSS JOIN LATERAL matter_and_copies(wall.matter_id) AS copy
    JOIN matter ON matter.id = copy AND matter.access = 'firm'
  WHERE is_administrator() AND (wall.person_id = current_person()
    OR wall.group_id IN (SELECT member.group_id FROM recent_group_members() AS member WHERE member.person_id = current_person()))
$function$;

--- rights firm_matters_walled_from_me()
GRANT EXECUTE ON FUNCTION firm_matters_walled_from_me() TO strongroom_server;

--- function granted_roles()
CREATE OR REPLACE FUNCTION public.granted_roles()
 RETURNS TABLE(matter_id uuid, role membership_role)
 LANGUAGE sql
 STABLE
AS $function$
  SELECT membership.matter_id, membership.role FROM membership WHERE membership.person_id = current_person()
  UNION ALL
  SELECT given.matter_id, given.role FROM group_grant AS given JOIN group_member AS member ON member.group_id = given.group_id
  WHERE member.person_id = current_person()
  UNION ALL
  SELECT access.matter_id, 'viewer'::membership_role FROM emergency_access AS access
  WHERE access.person_id = current_person() AND access.until > now() AND access.ended_at IS NULL
    AND NOT coalesce(nullif(current_setting('strongroom.authority', true), '')::jsonb ? 'key', false)
$function$;

--- rights granted_roles()
GRANT EXECUTE ON FUNCTION granted_roles() TO PUBLIC;

--- function group_crosses_wall(uuid,uuid)
CREATE OR REPLACE FUNCTION public.group_crosses_wall(asked_group uuid, asked_person uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT is_administrator() AND EXISTS (SELECT FROM group_grant AS given
    JOIN wall ON wall.matter_id IN (SELECT matter_and_sources(given.matter_id))
    WHERE given.group_id = asked_group
    AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked_person)))
$function$;

--- rights group_crosses_wall(uuid,uuid)
GRANT EXECUTE ON FUNCTION group_crosses_wall(uuid,uuid) TO strongroom_server;

--- function group_is_walled(uuid)
CREATE OR REPLACE FUNCTION public.group_is_walled(asked_group uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT is_administrator() AND EXISTS (SELECT FROM wall WHERE wall.group_id = asked_group
    AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now()))
$function$;

--- rights group_is_walled(uuid)
GRANT EXECUTE ON FUNCTION group_is_walled(uuid) TO strongroom_server;

--- function hold_beats_delete()
CREATE OR REPLACE FUNCTION public.hold_beats_delete()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  PERFORM FROM matter WHERE id = OLD.matter_id FOR SHARE;
  IF EXISTS (SELECT FROM holds_today(OLD.matter_id, OLD.id)) THEN
    RAISE EXCEPTION 'a legal hold covers this document' USING ERRCODE = 'SRH01';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $function$;

--- rights hold_beats_delete()
GRANT EXECUTE ON FUNCTION hold_beats_delete() TO PUBLIC;

--- function hold_waits_for_delete()
CREATE OR REPLACE FUNCTION public.hold_waits_for_delete()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  PERFORM FROM matter WHERE id IN (SELECT matter_and_copies(NEW.matter_id)) ORDER BY id FOR NO KEY UPDATE;
  IF NEW.document_id IS NOT NULL THEN
    SELECT whole_of(id) INTO NEW.document_id FROM document WHERE id = NEW.document_id AND matter_id = NEW.matter_id AND purged_at IS NULL;
    IF NEW.document_id IS NULL THEN RAISE EXCEPTION 'there is no such document in this matter' USING ERRCODE = 'SRH02'; END IF;
  END IF;
  RETURN NEW;
END $function$;

--- rights hold_waits_for_delete()
GRANT EXECUTE ON FUNCTION hold_waits_for_delete() TO PUBLIC;

--- function hold_withdraws_disposal()
CREATE OR REPLACE FUNCTION public.hold_withdraws_disposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  UPDATE disposal SET withdrawn_at = now(), withdrawn_because = 'A legal hold was placed.'
  WHERE withdrawn_at IS NULL AND done_at IS NULL
    AND (matter_id = NEW.matter_id OR NEW.document_id IS NULL AND matter_id IN (SELECT matter_and_copies(NEW.matter_id)));
  RETURN NULL;
END $function$;

--- rights hold_withdraws_disposal()
GRANT EXECUTE ON FUNCTION hold_withdraws_disposal() TO PUBLIC;

--- function holds_over(uuid,uuid)
CREATE OR REPLACE FUNCTION public.holds_over(asked_matter uuid, asked_document uuid)
 RETURNS TABLE(id uuid, name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT legal_hold.id,
    CASE WHEN asked_matter IN (SELECT administrable_matters()) AND legal_hold.id IN (SELECT holds_to_name()) THEN legal_hold.name END
  FROM legal_hold WHERE legal_hold.id IN (SELECT holds_today(asked_matter, asked_document))
    AND asked_matter IN (SELECT visible_matters() UNION SELECT administrable_matters())
  ORDER BY legal_hold.issued_at
$function$;

--- rights holds_over(uuid,uuid)
GRANT EXECUTE ON FUNCTION holds_over(uuid,uuid) TO strongroom_server;

--- function holds_to_name()
CREATE OR REPLACE FUNCTION public.holds_to_name()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT legal_hold.id FROM legal_hold WHERE NOT EXISTS (SELECT FROM hold_cover WHERE hold_cover.hold_id = legal_hold.id
    AND hold_cover.matter_id NOT IN (SELECT visible_matters() UNION SELECT administrable_matters()))
$function$;

--- rights holds_to_name()
GRANT EXECUTE ON FUNCTION holds_to_name() TO strongroom_server;

--- function holds_today(uuid,uuid)
CREATE OR REPLACE FUNCTION public.holds_today(asked_matter uuid, asked_document uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT DISTINCT legal_hold.id FROM hold_cover JOIN legal_hold ON legal_hold.id = hold_cover.hold_id
  WHERE legal_hold.released_at IS NULL
    AND (hold_cover.matter_id = asked_matter
        AND (asked_document IS NULL OR hold_cover.document_id IS NULL OR hold_cover.document_id = whole_of(asked_document))
      OR hold_cover.document_id IS NULL AND hold_cover.matter_id IN (SELECT matter_and_sources(asked_matter)))
$function$;

--- rights holds_today(uuid,uuid)
GRANT EXECUTE ON FUNCTION holds_today(uuid,uuid) TO strongroom_worker;

--- function in_bin_since(uuid,timestamp with time zone)
CREATE OR REPLACE FUNCTION public.in_bin_since(asked_matter uuid, deleted timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT CASE WHEN closed_at IS NULL THEN greatest(deleted, reopened_at) END FROM matter WHERE id = asked_matter
$function$;

--- rights in_bin_since(uuid,timestamp with time zone)
GRANT EXECUTE ON FUNCTION in_bin_since(uuid,timestamp with time zone) TO strongroom_server;
GRANT EXECUTE ON FUNCTION in_bin_since(uuid,timestamp with time zone) TO strongroom_worker;

--- function is_administrator()
CREATE OR REPLACE FUNCTION public.is_administrator()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  RETURN EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'administrator' AND disabled_at IS NULL);
END $function$;

--- rights is_administrator()
GRANT EXECUTE ON FUNCTION is_administrator() TO strongroom_server;

--- function is_auditor()
CREATE OR REPLACE FUNCTION public.is_auditor()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'auditor' AND disabled_at IS NULL)
$function$;

--- rights is_auditor()
GRANT EXECUTE ON FUNCTION is_auditor() TO strongroom_server;

--- function is_id_of_matter(text)
CREATE OR REPLACE FUNCTION public.is_id_of_matter(number text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM matter WHERE id = CASE WHEN number_key(is_id_of_matter.number) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    THEN number_key(is_id_of_matter.number)::uuid END)
$function$;

--- function is_walled(uuid,uuid)
CREATE OR REPLACE FUNCTION public.is_walled(asked_person uuid, asked_matter uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM wall WHERE wall.matter_id IN (SELECT matter_and_sources(asked_matter))
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked_person)))
$function$;

--- rights is_walled(uuid,uuid)
GRANT EXECUTE ON FUNCTION is_walled(uuid,uuid) TO strongroom_ops;

--- function link_guards(uuid,uuid)
CREATE OR REPLACE FUNCTION public.link_guards(asked uuid, maker uuid)
 RETURNS text[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT ARRAY(
    SELECT person.role::text FROM person WHERE person.id = asked AND person.role <> 'member'
    UNION SELECT past.what FROM recent_access() AS past WHERE past.person_id = asked AND past.kind = 'role' AND past.what <> 'member'
    UNION SELECT 'wall ' || matter FROM matters_behind_walls(asked) AS matter
    UNION SELECT 'past wall ' || matter FROM matters_past_walls_of(maker, asked) AS matter
    ORDER BY 1)
$function$;

--- rights link_guards(uuid,uuid)
GRANT EXECUTE ON FUNCTION link_guards(uuid,uuid) TO strongroom_server;

--- function lone_approval_waits()
CREATE OR REPLACE FUNCTION public.lone_approval_waits()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  NEW.asked_at := now();
  NEW.approved_by := NULL;
  NEW.approved_at := NULL;
  NEW.approved_on_host_at := NULL;
  IF NEW.free_from IS NOT NULL THEN NEW.free_from := now() + interval '24 hours'; END IF;
  RETURN NEW;
END $function$;

--- rights lone_approval_waits()
GRANT EXECUTE ON FUNCTION lone_approval_waits() TO PUBLIC;

--- function looks_in_bin()
CREATE OR REPLACE FUNCTION public.looks_in_bin()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  SELECT coalesce(current_setting('strongroom.bin', true), '') = 'open'
$function$;

--- rights looks_in_bin()
GRANT EXECUTE ON FUNCTION looks_in_bin() TO PUBLIC;

--- function manageable_matters()
CREATE OR REPLACE FUNCTION public.manageable_matters()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  (SELECT matter_id FROM granted_roles() WHERE role = 'owner'
   UNION
   SELECT id FROM matter WHERE created_by = current_person() AND NOT EXISTS (SELECT FROM membership WHERE matter_id = matter.id))
  EXCEPT SELECT matter_id FROM walls_today()
$function$;

--- rights manageable_matters()
GRANT EXECUTE ON FUNCTION manageable_matters() TO PUBLIC;

--- function matter_and_copies(uuid)
CREATE OR REPLACE FUNCTION public.matter_and_copies(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  WITH RECURSIVE copy AS (
    SELECT asked AS id UNION SELECT matter.id FROM copy JOIN matter ON matter.restored_from = copy.id WHERE matter.restored_from IS NOT NULL
  ) SELECT id FROM copy
$function$;

--- function matter_and_sources(uuid)
CREATE OR REPLACE FUNCTION public.matter_and_sources(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  WITH RECURSIVE source AS (
    SELECT asked AS id
    UNION SELECT matter.restored_from FROM source JOIN matter ON matter.id = source.id WHERE matter.restored_from IS NOT NULL
  ) SELECT id FROM source
$function$;

--- function matter_number_is_free()
CREATE OR REPLACE FUNCTION public.matter_number_is_free()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  IF NOT is_id_of_matter(NEW.number) THEN
    -- Waits for whoever is about to take the same one.
    INSERT INTO given_number (key, holder_id) VALUES (number_key(NEW.number), NEW.id) ON CONFLICT (key) DO NOTHING;
    IF FOUND OR EXISTS (SELECT FROM given_number WHERE key = number_key(NEW.number) AND holder_id = NEW.id) THEN RETURN NEW; END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN RETURN NULL; END IF;
  RAISE unique_violation USING MESSAGE = 'matter_number_is_free: the number was given to another matter, or is the id of one';
END $function$;

--- function matters_behind_walls(uuid)
CREATE OR REPLACE FUNCTION public.matters_behind_walls(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  SELECT matter.id FROM (
      SELECT membership.matter_id FROM membership WHERE membership.person_id = asked
      UNION SELECT past.what::uuid FROM recent_access() AS past WHERE past.person_id = asked AND past.kind IN ('matter', 'owner')
      UNION SELECT given.matter_id FROM group_grant AS given
        JOIN recent_group_members() AS member ON member.group_id = given.group_id WHERE member.person_id = asked
      UNION SELECT glass.matter_id FROM emergency_access AS glass WHERE glass.person_id = asked AND glass.until > now() AND glass.ended_at IS NULL
    ) AS role JOIN matter ON matter.id = role.matter_id
  WHERE EXISTS (SELECT FROM recent_walls() AS wall WHERE wall.matter_id IN (SELECT matter_and_sources(matter.id)))
$function$;

--- function matters_for_emergency_access(text)
CREATE OR REPLACE FUNCTION public.matters_for_emergency_access(asked text)
 RETURNS TABLE(id uuid, seen boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT matter.id, matter.id IN (SELECT visible_matters()) FROM matter
    WHERE matter.number = asked AND may_take_emergency_access() AND matter.id NOT IN (SELECT matter_id FROM walls_today());
END $function$;

--- rights matters_for_emergency_access(text)
GRANT EXECUTE ON FUNCTION matters_for_emergency_access(text) TO strongroom_server;

--- function matters_of_group(uuid)
CREATE OR REPLACE FUNCTION public.matters_of_group(asked uuid)
 RETURNS TABLE(id uuid, is_owned boolean, is_walled boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT given.matter_id, given.role = 'owner', given.matter_id IN (SELECT walled_matters_of_group(asked))
  FROM group_grant AS given WHERE given.group_id = asked AND is_administrator() ORDER BY given.added_at, given.matter_id
$function$;

--- rights matters_of_group(uuid)
GRANT EXECUTE ON FUNCTION matters_of_group(uuid) TO strongroom_server;

--- function matters_of_notice(uuid[],boolean)
CREATE OR REPLACE FUNCTION public.matters_of_notice(asked uuid[], covers boolean)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT unnest(asked) UNION SELECT copy FROM unnest(asked) AS source CROSS JOIN LATERAL matter_and_copies(source) AS copy WHERE covers
$function$;

--- rights matters_of_notice(uuid[],boolean)
GRANT EXECUTE ON FUNCTION matters_of_notice(uuid[],boolean) TO strongroom_ops;
GRANT EXECUTE ON FUNCTION matters_of_notice(uuid[],boolean) TO strongroom_server;

--- function matters_owned_only_by(uuid)
CREATE OR REPLACE FUNCTION public.matters_owned_only_by(asked uuid)
 RETURNS TABLE(id uuid, number text, name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter.id, matter.number, CASE WHEN matter.id IN (SELECT visible_matters()) THEN matter.name END
  FROM membership AS own JOIN matter ON matter.id = own.matter_id
  WHERE own.person_id = asked AND own.role = 'owner' AND is_administrator()
    AND NOT is_walled(current_person(), matter.id)
    AND NOT EXISTS (
      SELECT FROM membership AS other JOIN person ON person.id = other.person_id
      WHERE other.matter_id = matter.id AND other.role = 'owner' AND other.person_id <> asked
        AND person.disabled_at IS NULL AND person.role <> 'auditor')
  ORDER BY matter.number, matter.id
$function$;

--- rights matters_owned_only_by(uuid)
GRANT EXECUTE ON FUNCTION matters_owned_only_by(uuid) TO strongroom_server;

--- function matters_past_my_walls(uuid)
CREATE OR REPLACE FUNCTION public.matters_past_my_walls(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter FROM matters_past_walls_of(current_person(), asked) AS matter WHERE is_administrator()
$function$;

--- rights matters_past_my_walls(uuid)
GRANT EXECUTE ON FUNCTION matters_past_my_walls(uuid) TO strongroom_server;

--- function matters_past_walls_of(uuid,uuid)
CREATE OR REPLACE FUNCTION public.matters_past_walls_of(maker uuid, asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  SELECT DISTINCT matter.id FROM recent_walls() AS wall CROSS JOIN LATERAL matter_and_copies(wall.matter_id) AS copy
    JOIN matter ON matter.id = copy
  WHERE (wall.person_id = maker OR wall.group_id IN (SELECT member.group_id FROM recent_group_members() AS member WHERE member.person_id = maker))
    AND (matter.access = 'firm' OR matter.id IN (SELECT matters_behind_walls(asked)))
    AND NOT is_walled(asked, matter.id) AND NOT EXISTS (SELECT FROM person WHERE person.id = asked AND person.role = 'auditor')
$function$;

--- function matters_seen_by(uuid[],uuid[])
CREATE OR REPLACE FUNCTION public.matters_seen_by(people uuid[], matters uuid[])
 RETURNS TABLE(person_id uuid, matter_id uuid, access matter_access, role membership_role, walled boolean)
 LANGUAGE plpgsql
 ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

--- rights matters_seen_by(uuid[],uuid[])
GRANT EXECUTE ON FUNCTION matters_seen_by(uuid[],uuid[]) TO strongroom_server;

--- function matters_seen_by_programs(uuid[],uuid[])
CREATE OR REPLACE FUNCTION public.matters_seen_by_programs(people uuid[], matters uuid[])
 RETURNS TABLE(person_id uuid, matter_id uuid, access matter_access, role membership_role, walled boolean)
 LANGUAGE plpgsql
 ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  PERFORM set_config('strongroom.authority', '{"key": null}', true);
  RETURN QUERY SELECT * FROM matters_seen_by(people, matters);
  PERFORM set_config('strongroom.authority', '', true);
END $function$;

--- rights matters_seen_by_programs(uuid[],uuid[])
GRANT EXECUTE ON FUNCTION matters_seen_by_programs(uuid[],uuid[]) TO strongroom_server;

--- function matters_under_schedule(uuid)
CREATE OR REPLACE FUNCTION public.matters_under_schedule(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT id FROM matter WHERE schedule_id = asked AND is_administrator()
$function$;

--- rights matters_under_schedule(uuid)
GRANT EXECUTE ON FUNCTION matters_under_schedule(uuid) TO strongroom_server;

--- function matters_walled_from(uuid)
CREATE OR REPLACE FUNCTION public.matters_walled_from(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT DISTINCT wall.matter_id FROM wall
  WHERE (current_person() IS NULL OR is_administrator()) AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked))
$function$;

--- rights matters_walled_from(uuid)
GRANT EXECUTE ON FUNCTION matters_walled_from(uuid) TO strongroom_server;

--- function matters_walled_from_group(uuid)
CREATE OR REPLACE FUNCTION public.matters_walled_from_group(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT DISTINCT copy FROM wall CROSS JOIN LATERAL matter_and_copies(wall.matter_id) AS copy
  WHERE wall.group_id = asked AND is_administrator() AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now())
$function$;

--- rights matters_walled_from_group(uuid)
GRANT EXECUTE ON FUNCTION matters_walled_from_group(uuid) TO strongroom_server;

--- function matters_without_owner()
CREATE OR REPLACE FUNCTION public.matters_without_owner()
 RETURNS TABLE(id uuid, number text, owner_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter.id, matter.number, own.person_id
  FROM matter LEFT JOIN membership AS own ON own.matter_id = matter.id AND own.role = 'owner'
  WHERE is_administrator() AND matter.id NOT IN (SELECT matter_id FROM walls_today())
    AND NOT EXISTS (SELECT FROM working_owners(matter.id))
$function$;

--- rights matters_without_owner()
GRANT EXECUTE ON FUNCTION matters_without_owner() TO strongroom_server;

--- function may_read_matters()
CREATE OR REPLACE FUNCTION public.may_read_matters()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  RETURN NOT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'auditor');
END $function$;

--- rights may_read_matters()
GRANT EXECUTE ON FUNCTION may_read_matters() TO strongroom_server;

--- function may_take_emergency_access()
CREATE OR REPLACE FUNCTION public.may_take_emergency_access()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  RETURN EXISTS (SELECT FROM person CROSS JOIN firm_rule
    WHERE person.id = current_person() AND person.disabled_at IS NULL
      AND ((firm_rule.emergency_access = 'administrators' AND person.role = 'administrator')
        OR (firm_rule.emergency_access = 'everybody' AND person.role <> 'auditor')));
END $function$;

--- rights may_take_emergency_access()
GRANT EXECUTE ON FUNCTION may_take_emergency_access() TO strongroom_server;

--- function my_access_requests()
CREATE OR REPLACE FUNCTION public.my_access_requests()
 RETURNS TABLE(id uuid, number text, role membership_role, reason text, asked_at timestamp with time zone, state text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT request.id, request.number, request.role, request.reason, request.asked_at,
      CASE WHEN request.decision IS NOT NULL THEN request.decision::text
           WHEN request.asked_at > now() - interval '14 days' THEN 'open' ELSE 'declined' END
    FROM access_request AS request WHERE request.person_id = current_person();
END $function$;

--- rights my_access_requests()
GRANT EXECUTE ON FUNCTION my_access_requests() TO strongroom_server;

--- function my_open_number_requests()
CREATE OR REPLACE FUNCTION public.my_open_number_requests()
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT count(*)::int FROM number_request
  WHERE person_id = current_person() AND closed_at IS NULL AND asked_at > now() - interval '14 days'
$function$;

--- rights my_open_number_requests()
GRANT EXECUTE ON FUNCTION my_open_number_requests() TO strongroom_server;

--- function my_role(uuid)
CREATE OR REPLACE FUNCTION public.my_role(asked uuid)
 RETURNS TABLE(role membership_role, walled boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT (SELECT min(given.role) FROM granted_roles() AS given WHERE given.matter_id = asked),
      EXISTS (SELECT FROM walls_today() AS wall WHERE wall.matter_id = asked);
END $function$;

--- rights my_role(uuid)
GRANT EXECUTE ON FUNCTION my_role(uuid) TO strongroom_server;

--- function my_roles()
CREATE OR REPLACE FUNCTION public.my_roles()
 RETURNS TABLE(matter_id uuid, role membership_role)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT given.matter_id, min(given.role) FROM granted_roles() AS given GROUP BY given.matter_id;
END $function$;

--- rights my_roles()
GRANT EXECUTE ON FUNCTION my_roles() TO strongroom_server;

--- function needed_object_stays()
CREATE OR REPLACE FUNCTION public.needed_object_stays()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  PERFORM FROM matter WHERE id IN (SELECT matter_id FROM document WHERE sha256 = NEW.sha256
    UNION SELECT matter_id FROM document WHERE decrypted_sha256 = NEW.sha256) FOR SHARE;
  IF object_is_needed(NEW.sha256, 'infinity') THEN RETURN NULL; END IF;
  RETURN NEW;
END $function$;

--- rights needed_object_stays()
GRANT EXECUTE ON FUNCTION needed_object_stays() TO PUBLIC;

--- function note_former_group()
CREATE OR REPLACE FUNCTION public.note_former_group()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO former_access (person_id, kind, what) VALUES (OLD.person_id, 'group', OLD.group_id::text)
    ON CONFLICT (person_id, kind, what) DO UPDATE SET ended_at = now();
  RETURN NULL;
END $function$;

--- function note_former_matter()
CREATE OR REPLACE FUNCTION public.note_former_matter()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

--- function note_former_role()
CREATE OR REPLACE FUNCTION public.note_former_role()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO former_access (person_id, kind, what) VALUES (OLD.id, 'role', OLD.role::text)
    ON CONFLICT (person_id, kind, what) DO UPDATE SET ended_at = now();
  RETURN NULL;
END $function$;

--- function note_matters_shown()
CREATE OR REPLACE FUNCTION public.note_matters_shown()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO audit_event_matter (matter_id, seq)
  SELECT DISTINCT shown::uuid, NEW.seq FROM json_array_elements_text(NEW.detail::json -> 'matters') AS shown;
  RETURN NULL;
END $function$;

--- function note_new_administrator()
CREATE OR REPLACE FUNCTION public.note_new_administrator()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

--- rights note_new_administrator()
GRANT EXECUTE ON FUNCTION note_new_administrator() TO PUBLIC;

--- function note_reopening()
CREATE OR REPLACE FUNCTION public.note_reopening()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  NEW.reopened_at := now();
  RETURN NEW;
END $function$;

--- rights note_reopening()
GRANT EXECUTE ON FUNCTION note_reopening() TO PUBLIC;

--- function notices_about_matters()
CREATE OR REPLACE FUNCTION public.notices_about_matters()
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT ARRAY['guarded-link-asked', 'account-opened-past-wall', 'came-in-behind-wall', 'link-past-wall', 'matters-reassigned',
    'matter-renumbered', 'group-behind-wall-joined', 'walled-group-changed', 'wall-raised', 'wall-lifted', 'hold-released',
    'retention-shortened', 'disposal-approved', 'disposal-proposed', 'emergency-access-used', 'restore-asked', 'owners-have-left',
    'owners-changed', 'owner-group-changed', 'wall-ended']
$function$;

--- rights notices_about_matters()
GRANT EXECUTE ON FUNCTION notices_about_matters() TO strongroom_server;

--- function number_for(uuid,uuid)
CREATE OR REPLACE FUNCTION public.number_for(asked_person uuid, asked_matter uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter.number FROM matter JOIN person ON person.id = asked_person
  WHERE matter.id = asked_matter AND matter.id IN (SELECT administrable_matters()) AND person.role <> 'auditor'
    AND NOT is_walled(person.id, matter.id)
$function$;

--- rights number_for(uuid,uuid)
GRANT EXECUTE ON FUNCTION number_for(uuid,uuid) TO strongroom_server;

--- function number_key(text)
CREATE OR REPLACE FUNCTION public.number_key(number text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT regexp_replace(lower(translate(
    regexp_replace(regexp_replace(regexp_replace(normalize(number, NFKD),
      '[\s\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]',
      '', 'g'),
      '[\u058a\u05be\u1806\u2010-\u2015\u2043\u2212\u2e17\u2e3a\u2e3b\u301c\u3030\u30fc]', '-', 'g'),
      '[\u2044\u2215\u29f8]', '/', 'g'),
    E'\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408\u04ae\u04c0\u0500\u051a\u051c'
      '\u04ba\u0474\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04af\u04cf\u0501'
      '\u051b\u051d\u04bb\u0475\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b1\u03b2'
      '\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bf\u03c1\u03c4\u03c5\u03c7\u03bd\u0131\u0251\u0261'
      || (SELECT string_agg(chr(zero + digit), '' ORDER BY at, digit)
          FROM unnest(ARRAY[1632, 1776, 1984, 2406, 2534, 2662, 2790, 2918, 3046, 3174, 3302, 3430, 3558,
            3664, 3792, 3872, 4160, 4240, 6112, 6160, 6470, 6608, 6992, 43472, 43600, 44016]) WITH ORDINALITY AS script(zero, at), generate_series(0, 9) AS digit),
    'abekmhopctyxsijyidqwhvabekmhopctyxsijyidqwhvabezhikmnoptyxabezhikmoptyxviag' || repeat('0123456789', 26))), '[].,:;!?''"`*_/-]+$', '')
$function$;

--- rights number_key(text)
GRANT EXECUTE ON FUNCTION number_key(text) TO strongroom_ops;
GRANT EXECUTE ON FUNCTION number_key(text) TO strongroom_server;
GRANT EXECUTE ON FUNCTION number_key(text) TO strongroom_worker;

--- function number_letters(text)
CREATE OR REPLACE FUNCTION public.number_letters(number text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT regexp_replace(number_key(number), '[^[:alnum:]]+', '', 'g')
$function$;

--- rights number_letters(text)
GRANT EXECUTE ON FUNCTION number_letters(text) TO strongroom_server;

--- function number_requests()
CREATE OR REPLACE FUNCTION public.number_requests()
 RETURNS TABLE(id uuid, number text, person_id uuid, asked_at timestamp with time zone, matter_id uuid, matter_number text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT request.id, request.number, request.person_id, request.asked_at, matter.id, matter.number
  FROM number_request AS request JOIN matter ON matter.id = request.holder_id
  WHERE request.closed_at IS NULL AND is_administrator() AND matter.id IN (SELECT administrable_matters())
$function$;

--- rights number_requests()
GRANT EXECUTE ON FUNCTION number_requests() TO strongroom_server;

--- function object_is_needed(text,timestamp with time zone)
CREATE OR REPLACE FUNCTION public.object_is_needed(asked text, since timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (
    SELECT FROM (SELECT id, matter_id, purged_at FROM document WHERE sha256 = asked
      UNION ALL SELECT id, matter_id, purged_at FROM document WHERE decrypted_sha256 = asked) AS named
    WHERE purged_at IS NULL OR purged_at > since OR EXISTS (SELECT FROM holds_today(matter_id, id)))
$function$;

--- rights object_is_needed(text,timestamp with time zone)
GRANT EXECUTE ON FUNCTION object_is_needed(text,timestamp with time zone) TO strongroom_ops;

--- function owners_to_notify(uuid[],boolean,uuid)
CREATE OR REPLACE FUNCTION public.owners_to_notify(asked uuid[], covers boolean, newcomer uuid)
 RETURNS TABLE(id uuid, number text, stands_in boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$;

--- rights owners_to_notify(uuid[],boolean,uuid)
GRANT EXECUTE ON FUNCTION owners_to_notify(uuid[],boolean,uuid) TO strongroom_ops;
GRANT EXECUTE ON FUNCTION owners_to_notify(uuid[],boolean,uuid) TO strongroom_server;

--- function people_to_notify(text[])
CREATE OR REPLACE FUNCTION public.people_to_notify(roles text[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT person.id FROM person WHERE coalesce(person.disabled_at, 'infinity') > now() - interval '30 days'
    AND (roles IS NULL OR person.role::text = ANY (roles)
      OR EXISTS (SELECT FROM recent_access() AS past WHERE past.person_id = person.id AND past.kind = 'role' AND past.what = ANY (roles)))
$function$;

--- rights people_to_notify(text[])
GRANT EXECUTE ON FUNCTION people_to_notify(text[]) TO strongroom_ops;
GRANT EXECUTE ON FUNCTION people_to_notify(text[]) TO strongroom_server;

--- function person_keeps_name()
CREATE OR REPLACE FUNCTION public.person_keeps_name()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  RAISE EXCEPTION 'nobody gets another name or address without a row of the audit log';
END $function$;

--- rights person_keeps_name()
GRANT EXECUTE ON FUNCTION person_keeps_name() TO PUBLIC;

--- function reassign_matters(uuid,uuid,uuid[])
CREATE OR REPLACE FUNCTION public.reassign_matters(from_person uuid, to_person uuid, asked uuid[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  IF to_person = current_person() OR NOT EXISTS (SELECT FROM person WHERE id = from_person AND disabled_at IS NOT NULL)
    OR NOT EXISTS (SELECT FROM person WHERE id = to_person AND disabled_at IS NULL AND role <> 'auditor') THEN RETURN; END IF;
  RETURN QUERY
    INSERT INTO membership (matter_id, person_id, role)
    SELECT resting.id, to_person, 'owner'::membership_role FROM matters_owned_only_by(from_person) AS resting
    WHERE resting.id = ANY (asked) AND NOT is_walled(to_person, resting.id)
    ON CONFLICT (matter_id, person_id) DO UPDATE SET role = 'owner'
    RETURNING matter_id;
END $function$;

--- rights reassign_matters(uuid,uuid,uuid[])
GRANT EXECUTE ON FUNCTION reassign_matters(uuid,uuid,uuid[]) TO strongroom_server;

--- function recent_access()
CREATE OR REPLACE FUNCTION public.recent_access()
 RETURNS TABLE(person_id uuid, kind text, what text)
 LANGUAGE sql
 STABLE
AS $function$
  SELECT past.person_id, past.kind, past.what FROM former_access AS past WHERE past.ended_at > now() - interval '30 days'
$function$;

--- function recent_administrators()
CREATE OR REPLACE FUNCTION public.recent_administrators()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT person.id FROM person JOIN former_access AS past ON past.person_id = person.id
  WHERE past.kind = 'role' AND past.what = 'administrator' AND past.ended_at > now() - interval '24 hours'
    AND (person.role <> 'administrator' OR person.disabled_at IS NOT NULL)
    AND coalesce(person.administrator_since, '-infinity') <= past.ended_at - interval '24 hours'
$function$;

--- rights recent_administrators()
GRANT EXECUTE ON FUNCTION recent_administrators() TO strongroom_ops;
GRANT EXECUTE ON FUNCTION recent_administrators() TO strongroom_server;

--- function recent_group_members()
CREATE OR REPLACE FUNCTION public.recent_group_members()
 RETURNS TABLE(person_id uuid, group_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  SELECT member.person_id, member.group_id FROM group_member AS member
  UNION SELECT past.person_id, past.what::uuid FROM recent_access() AS past WHERE past.kind = 'group'
$function$;

--- function recent_walls()
CREATE OR REPLACE FUNCTION public.recent_walls()
 RETURNS TABLE(matter_id uuid, person_id uuid, group_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  SELECT wall.matter_id, wall.person_id, wall.group_id FROM wall
  WHERE wall.starts_at <= now() AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days'
    AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days'
$function$;

--- function record_views(jsonb)
CREATE OR REPLACE FUNCTION public.record_views(given jsonb)
 RETURNS TABLE(place integer, refusal text)
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  seen record;
BEGIN
  FOR seen IN SELECT one.value AS row, one.ordinality AS place FROM jsonb_array_elements(given) WITH ORDINALITY AS one LOOP
    BEGIN
      PERFORM set_config('strongroom.authority', seen.row->>'authority', true);
      INSERT INTO audit_event (event, person_id, matter_id, document_id, request_id, detail)
      VALUES (seen.row->>'event', (seen.row->>'personId')::uuid, (seen.row->>'matterId')::uuid, (seen.row->>'documentId')::uuid,
        seen.row->>'requestId', seen.row->>'detail');
    EXCEPTION WHEN SQLSTATE 'SRA01' OR SQLSTATE 'SRA02' THEN
      place := seen.place;
      refusal := SQLSTATE;
      RETURN NEXT;
    END;
  END LOOP;
END $function$;

--- rights record_views(jsonb)
GRANT EXECUTE ON FUNCTION record_views(jsonb) TO strongroom_server;

--- function renumber_matter(uuid,text)
CREATE OR REPLACE FUNCTION public.renumber_matter(request uuid, other text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  UPDATE matter SET number = other
  WHERE id IN (SELECT open.matter_id FROM number_requests() AS open WHERE open.id = request);
  RETURN FOUND;
EXCEPTION WHEN unique_violation THEN RETURN false;
END $function$;

--- rights renumber_matter(uuid,text)
GRANT EXECUTE ON FUNCTION renumber_matter(uuid,text) TO strongroom_server;

--- function reopening_withdraws_disposal()
CREATE OR REPLACE FUNCTION public.reopening_withdraws_disposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  UPDATE disposal SET withdrawn_at = now(), withdrawn_because = 'The matter was opened again.'
  WHERE matter_id = NEW.id AND withdrawn_at IS NULL AND done_at IS NULL;
  RETURN NULL;
END $function$;

--- rights reopening_withdraws_disposal()
GRANT EXECUTE ON FUNCTION reopening_withdraws_disposal() TO PUBLIC;

--- function request_number(uuid,text)
CREATE OR REPLACE FUNCTION public.request_number(request uuid, wanted text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE known uuid;
BEGIN
  SELECT id INTO known FROM number_request
    WHERE person_id = current_person() AND closed_at IS NULL AND number_key(number) = number_key(wanted);
  IF known IS NOT NULL THEN RETURN known; END IF;
  INSERT INTO number_request (id, number, person_id, holder_id)
    SELECT request, wanted, current_person(), matter.id FROM matter
    WHERE matter.id = (SELECT holder_id FROM given_number WHERE key = number_key(wanted))
      OR is_id_of_matter(wanted) AND matter.id::text = number_key(wanted) RETURNING id INTO known;
  RETURN known;
END $function$;

--- rights request_number(uuid,text)
GRANT EXECUTE ON FUNCTION request_number(uuid,text) TO strongroom_server;

--- function requeue_dead_letter(uuid,uuid,text,text)
CREATE OR REPLACE FUNCTION public.requeue_dead_letter(letter uuid, new_step uuid, request text, during text)
 RETURNS TABLE(document_id uuid, matter_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH moved AS (
    UPDATE document SET state = during, reason = NULL, changed_at = now()
    FROM dead_letters() AS dead
    WHERE dead.id = letter AND document.id = dead.document_id AND document.state IN ('failed', 'searchable', 'no-text')
    RETURNING document.id, document.matter_id, dead.step, dead.bulk),
  asked AS (
    INSERT INTO document_step (id, document_id, matter_id, name, request_id, bulk)
    SELECT new_step, moved.id, moved.matter_id, moved.step, request, moved.bulk FROM moved
    RETURNING document_step.document_id, document_step.matter_id),
  closed AS (
    UPDATE document_step SET closed_at = now(), closed_by = current_person(), closed_note = 'tried again'
    FROM moved WHERE document_step.id = letter RETURNING 1)
  SELECT asked.document_id, asked.matter_id FROM asked;
END $function$;

--- rights requeue_dead_letter(uuid,uuid,text,text)
GRANT EXECUTE ON FUNCTION requeue_dead_letter(uuid,uuid,text,text) TO strongroom_server;

--- function require_authority(text)
CREATE OR REPLACE FUNCTION public.require_authority(given text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  authority jsonb := nullif(given, '')::jsonb;
  role_now text;
BEGIN
  IF authority IS NULL THEN RETURN; END IF;
  IF authority ? 'session' THEN
    SELECT person.role::text INTO role_now FROM session JOIN person ON person.id = session.person_id
    WHERE session.id = (authority->>'session')::uuid AND person.id = (authority->>'person')::uuid
      AND session.expires_at > clock_timestamp() AND person.disabled_at IS NULL;
  ELSE
    SELECT person.role::text INTO role_now FROM api_key JOIN person ON person.id = api_key.person_id
    WHERE api_key.id = (authority->>'key')::uuid AND person.id = (authority->>'person')::uuid
      AND api_key.revoked_at IS NULL AND (api_key.expires_at IS NULL OR api_key.expires_at > clock_timestamp())
      AND person.disabled_at IS NULL;
  END IF;
  IF role_now IS NULL THEN
    RAISE EXCEPTION 'the session or key of this act is not in force' USING ERRCODE = 'SRA01';
  END IF;
  IF role_now <> authority->>'role' THEN
    RAISE EXCEPTION 'the person of this act has another role' USING ERRCODE = 'SRA02';
  END IF;
END $function$;

--- rights require_authority(text)
GRANT EXECUTE ON FUNCTION require_authority(text) TO strongroom_server;

--- function retain_object(text)
CREATE OR REPLACE FUNCTION public.retain_object(asked text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  UPDATE stored_object SET removing_at = NULL, removed_at = NULL, created_at = now() WHERE sha256 = asked AND removing_at IS NOT NULL;
  RETURN true;
END $function$;

--- rights retain_object(text)
GRANT EXECUTE ON FUNCTION retain_object(text) TO strongroom_ops;
GRANT EXECUTE ON FUNCTION retain_object(text) TO strongroom_server;
GRANT EXECUTE ON FUNCTION retain_object(text) TO strongroom_worker;

--- function row_is_beside_wall(text,uuid,text,jsonb)
CREATE OR REPLACE FUNCTION public.row_is_beside_wall(event text, matter uuid, detail text, marks jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

--- rights row_is_beside_wall(text,uuid,text,jsonb)
GRANT EXECUTE ON FUNCTION row_is_beside_wall(text,uuid,text,jsonb) TO strongroom_server;

--- rights schema public
GRANT USAGE ON SCHEMA public TO strongroom_ops;
GRANT USAGE ON SCHEMA public TO strongroom_server;
GRANT USAGE ON SCHEMA public TO strongroom_worker;

--- function settle_reader(text,text,uuid,uuid)
CREATE OR REPLACE FUNCTION public.settle_reader(person text, authority text, asked_matter uuid, asked_document uuid)
 RETURNS TABLE(role membership_role, walled boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER ROWS 1
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
DECLARE
  asked uuid := coalesce(asked_matter, (SELECT document.matter_id FROM document WHERE document.id = asked_document));
BEGIN
  PERFORM set_config('strongroom.person', person, true);
  IF authority <> '' THEN
    PERFORM require_authority(set_config('strongroom.authority', authority, true));
  END IF;
  IF asked_matter IS NULL AND asked_document IS NULL THEN
    PERFORM set_config('strongroom.settled', person || ARRAY(SELECT visible_matters())::text, true);
    RETURN;
  END IF;
  SELECT mine.role, mine.walled INTO role, walled FROM my_role(asked) AS mine;
  PERFORM set_config('strongroom.settled', person || CASE
    WHEN NOT walled AND (role IS NOT NULL OR EXISTS (SELECT FROM matter WHERE matter.id = asked AND matter.access = 'firm'))
    THEN ARRAY[asked]::text ELSE '{}' END, true);
  RETURN NEXT;
END $function$;

--- rights settle_reader(text,text,uuid,uuid)
GRANT EXECUTE ON FUNCTION settle_reader(text,text,uuid,uuid) TO strongroom_server;

--- function visible_emergency_access()
CREATE OR REPLACE FUNCTION public.visible_emergency_access()
 RETURNS TABLE(id uuid, matter_id uuid, number text, person_id uuid, reason text, begun_at timestamp with time zone, until timestamp with time zone, ended_at timestamp with time zone, seen_at timestamp with time zone, owned boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

--- rights visible_emergency_access()
GRANT EXECUTE ON FUNCTION visible_emergency_access() TO strongroom_server;

--- function visible_matters()
CREATE OR REPLACE FUNCTION public.visible_matters()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE ROWS 100
AS $function$
DECLARE
  settled text := pg_catalog.current_setting('strongroom.settled', true);
BEGIN
  IF settled OPERATOR(pg_catalog.<>) '' AND pg_catalog.left(settled, 36) OPERATOR(pg_catalog.=) pg_catalog.current_setting('strongroom.person', true) THEN
    RETURN QUERY SELECT pg_catalog.unnest(pg_catalog.substr(settled, 37)::uuid[]);
    RETURN;
  END IF;
  RETURN QUERY SELECT public.compute_visible_matters();
END $function$;

--- rights visible_matters()
GRANT EXECUTE ON FUNCTION visible_matters() TO PUBLIC;

--- function wall_marks()
CREATE OR REPLACE FUNCTION public.wall_marks()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT jsonb_build_object('ids', jsonb_agg(matter.id), 'numbers', jsonb_agg(number_letters(matter.number)),
    'words', jsonb_agg(regexp_split_to_array(lower(matter.client || ' ' || matter.name), '[^[:alnum:]]+')))
  FROM matter WHERE (SELECT is_auditor()) AND matter.id IN (SELECT matter_id FROM walls_today()) HAVING count(*) > 0
$function$;

--- rights wall_marks()
GRANT EXECUTE ON FUNCTION wall_marks() TO strongroom_server;

--- function walled_holds()
CREATE OR REPLACE FUNCTION public.walled_holds()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT DISTINCT hold_cover.hold_id::text FROM hold_cover WHERE hold_cover.matter_id IN (SELECT matter_id FROM walls_today())
$function$;

--- rights walled_holds()
GRANT EXECUTE ON FUNCTION walled_holds() TO strongroom_server;

--- function walled_matters()
CREATE OR REPLACE FUNCTION public.walled_matters()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter_id FROM walls_today()
$function$;

--- rights walled_matters()
GRANT EXECUTE ON FUNCTION walled_matters() TO strongroom_server;

--- function walled_matters_entered_by(uuid)
CREATE OR REPLACE FUNCTION public.walled_matters_entered_by(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT role.matter_id FROM (
      SELECT own.matter_id FROM membership AS own WHERE own.person_id = asked
      UNION SELECT given.matter_id FROM group_grant AS given
        JOIN recent_group_members() AS member ON member.group_id = given.group_id WHERE member.person_id = asked
      UNION SELECT past.what::uuid FROM recent_access() AS past WHERE past.person_id = asked AND past.kind IN ('matter', 'owner')
    ) AS role
  WHERE (current_person() IS NULL OR is_administrator()) AND NOT is_walled(asked, role.matter_id)
    AND EXISTS (SELECT FROM wall WHERE wall.matter_id IN (SELECT matter_and_sources(role.matter_id))
      AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days' AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days')
$function$;

--- rights walled_matters_entered_by(uuid)
GRANT EXECUTE ON FUNCTION walled_matters_entered_by(uuid) TO strongroom_server;

--- function walled_matters_of_group(uuid)
CREATE OR REPLACE FUNCTION public.walled_matters_of_group(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT DISTINCT given.matter_id FROM group_grant AS given JOIN wall ON wall.matter_id IN (SELECT matter_and_sources(given.matter_id))
  WHERE given.group_id = asked AND is_administrator()
    AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days' AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days'
$function$;

--- rights walled_matters_of_group(uuid)
GRANT EXECUTE ON FUNCTION walled_matters_of_group(uuid) TO strongroom_server;

--- function walled_matters_of_person(uuid)
CREATE OR REPLACE FUNCTION public.walled_matters_of_person(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT matter FROM matters_behind_walls(asked) AS matter WHERE is_administrator()
$function$;

--- rights walled_matters_of_person(uuid)
GRANT EXECUTE ON FUNCTION walled_matters_of_person(uuid) TO strongroom_server;

--- function walled_since(uuid,uuid)
CREATE OR REPLACE FUNCTION public.walled_since(asked_person uuid, asked_matter uuid)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
AS $function$
  SELECT min(greatest(wall.starts_at, wall.raised_at, member.added_at)) FROM wall
    LEFT JOIN group_member AS member ON member.group_id = wall.group_id AND member.person_id = asked_person
  WHERE wall.matter_id IN (SELECT matter_and_sources(asked_matter))
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person OR member.person_id IS NOT NULL)
$function$;

--- function walls_today()
CREATE OR REPLACE FUNCTION public.walls_today()
 RETURNS TABLE(matter_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$;

--- rights walls_today()
GRANT EXECUTE ON FUNCTION walls_today() TO PUBLIC;

--- function was_administrator(uuid)
CREATE OR REPLACE FUNCTION public.was_administrator(asked uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM recent_access() AS past WHERE past.person_id = asked AND past.kind = 'role' AND past.what = 'administrator')
$function$;

--- rights was_administrator(uuid)
GRANT EXECUTE ON FUNCTION was_administrator(uuid) TO strongroom_server;

--- function whole_of(uuid)
CREATE OR REPLACE FUNCTION public.whole_of(asked uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  WITH RECURSIVE climb AS (
    SELECT coalesce(version_of, id) AS first_id, parent_id FROM document WHERE id = asked
    UNION ALL
    SELECT coalesce(document.version_of, document.id), document.parent_id FROM climb JOIN document ON document.id = climb.parent_id)
  SELECT first_id FROM climb WHERE parent_id IS NULL
$function$;

--- function why_visible(uuid,uuid)
CREATE OR REPLACE FUNCTION public.why_visible(asked uuid, whom uuid)
 RETURNS TABLE(rule text, role membership_role, through text, until timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT * FROM (
    SELECT 'wall' AS rule, NULL::membership_role AS role, named.name AS through, wall.ends_at AS until
    FROM wall LEFT JOIN person_group AS named ON named.id = wall.group_id
    WHERE wall.matter_id IN (SELECT matter_and_sources(asked)) AND wall.lifted_at IS NULL AND wall.starts_at <= now()
      AND (wall.ends_at IS NULL OR wall.ends_at > now())
      AND (wall.person_id = whom OR wall.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom))
    UNION ALL
    SELECT 'member', membership.role, NULL, NULL FROM membership WHERE membership.matter_id = asked AND membership.person_id = whom
    UNION ALL
    SELECT 'group', given.role, named.name, NULL FROM group_grant AS given JOIN person_group AS named ON named.id = given.group_id
    WHERE given.matter_id = asked AND given.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom)
    UNION ALL
    SELECT 'firm', NULL, NULL, NULL FROM matter WHERE matter.id = asked AND matter.access = 'firm'
    UNION ALL
    SELECT 'glass', 'viewer', NULL, access.until FROM emergency_access AS access
    WHERE access.matter_id = asked AND access.person_id = whom AND access.until > now() AND access.ended_at IS NULL
  ) AS rules WHERE asked IN (SELECT administrable_matters())
$function$;

--- rights why_visible(uuid,uuid)
GRANT EXECUTE ON FUNCTION why_visible(uuid,uuid) TO strongroom_server;

--- function words_mean_matter(text,jsonb)
CREATE OR REPLACE FUNCTION public.words_mean_matter(q text, marks jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM jsonb_array_elements_text(marks -> 'numbers') AS number
      WHERE number_letters(q) = number OR length(number) > 2 AND strpos(number_letters(q), number) > 0)
    OR EXISTS (SELECT FROM regexp_split_to_table(lower(q), '[^[:alnum:]]+') AS asked
      CROSS JOIN jsonb_path_query(marks, '$.words[*][*]') AS word WHERE length(asked) > 3 AND starts_with(word #>> '{}', asked))
$function$;

--- rights words_mean_matter(text,jsonb)
GRANT EXECUTE ON FUNCTION words_mean_matter(text,jsonb) TO strongroom_server;

--- function worker_purges_what_is_due()
CREATE OR REPLACE FUNCTION public.worker_purges_what_is_due()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE asked_by uuid;
BEGIN
  IF NEW.purged_at IS NULL THEN RAISE EXCEPTION 'people delete and restore documents, not the worker'; END IF;
  IF NEW.disposal_id IS NULL THEN
    IF in_bin_since(OLD.matter_id, OLD.deleted_at) < now() - interval '720 hours' AND NEW.deleted_at = OLD.deleted_at
      AND NEW.deleted_by = OLD.deleted_by THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'this document has not been in the bin for its time';
  END IF;
  SELECT proposed_by INTO asked_by FROM disposal
  WHERE id = NEW.disposal_id AND matter_id = OLD.matter_id AND approved_at IS NOT NULL AND withdrawn_at IS NULL AND done_at IS NULL;
  IF asked_by IS NULL OR NEW.deleted_by IS DISTINCT FROM coalesce(OLD.deleted_by, asked_by)
    OR (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS DISTINCT FROM OLD.deleted_at) THEN
    RAISE EXCEPTION 'no approved disposal names this document';
  END IF;
  RETURN NEW;
END $function$;

--- rights worker_purges_what_is_due()
GRANT EXECUTE ON FUNCTION worker_purges_what_is_due() TO PUBLIC;

--- function working_owners(uuid)
CREATE OR REPLACE FUNCTION public.working_owners(asked uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  SELECT person.id FROM person
  WHERE person.disabled_at IS NULL AND person.role <> 'auditor' AND person.id IN (
    SELECT own.person_id FROM membership AS own WHERE own.matter_id = asked AND own.role = 'owner'
    UNION ALL SELECT inside.person_id FROM group_grant AS given JOIN group_member AS inside ON inside.group_id = given.group_id
      WHERE given.matter_id = asked AND given.role = 'owner')
$function$;

--- role strongroom_ops
ALTER ROLE strongroom_ops NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS;

--- role strongroom_owner
ALTER ROLE strongroom_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

--- role strongroom_server
ALTER ROLE strongroom_server NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

--- role strongroom_worker
ALTER ROLE strongroom_worker NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

--- membership pg_monitor of strongroom_ops
GRANT pg_monitor TO strongroom_ops;

-- ==== _prisma_migrations ===================================================================================

--- table _prisma_migrations
CREATE TABLE _prisma_migrations (
  id character varying(36) NOT NULL,
  checksum character varying(64) NOT NULL,
  finished_at timestamp with time zone,
  migration_name character varying(255) NOT NULL,
  logs text,
  rolled_back_at timestamp with time zone,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
);

--- constraint _prisma_migrations._prisma_migrations_pkey
ALTER TABLE _prisma_migrations ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);

--- row-level security _prisma_migrations
ALTER TABLE _prisma_migrations DISABLE ROW LEVEL SECURITY;

--- rights _prisma_migrations
GRANT SELECT ON _prisma_migrations TO strongroom_ops;
GRANT SELECT ON _prisma_migrations TO strongroom_server;
GRANT SELECT ON _prisma_migrations TO strongroom_worker;

-- ==== access_request =======================================================================================

--- table access_request
CREATE TABLE access_request (
  id uuid NOT NULL,
  number text NOT NULL,
  person_id uuid NOT NULL,
  role membership_role NOT NULL,
  reason text NOT NULL,
  asked_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  decision access_decision,
  decided_at timestamp(6) with time zone,
  decided_by uuid,
  meant_id uuid
);

--- constraint access_request.access_request_decided
ALTER TABLE access_request ADD CONSTRAINT access_request_decided CHECK ((((decision IS NULL) = (decided_at IS NULL)) AND ((decision IS NULL) = (decided_by IS NULL))));

--- constraint access_request.access_request_for
ALTER TABLE access_request ADD CONSTRAINT access_request_for CHECK ((role = ANY (ARRAY['editor'::membership_role, 'viewer'::membership_role])));

--- constraint access_request.access_request_has_reason
ALTER TABLE access_request ADD CONSTRAINT access_request_has_reason CHECK (((number <> ''::text) AND (reason <> ''::text)));

--- constraint access_request.access_request_person_id_fkey
ALTER TABLE access_request ADD CONSTRAINT access_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint access_request.access_request_pkey
ALTER TABLE access_request ADD CONSTRAINT access_request_pkey PRIMARY KEY (id);

--- index access_request_meant_id_idx
CREATE INDEX access_request_meant_id_idx ON public.access_request USING btree (meant_id);

--- index access_request_number_idx
CREATE INDEX access_request_number_idx ON public.access_request USING btree (number);

--- index access_request_person_id_asked_at_idx
CREATE INDEX access_request_person_id_asked_at_idx ON public.access_request USING btree (person_id, asked_at);

--- row-level security access_request
ALTER TABLE access_request ENABLE ROW LEVEL SECURITY;

--- policy access_request.asked
CREATE POLICY asked ON access_request FOR INSERT TO strongroom_server
  WITH CHECK (((person_id = ( SELECT current_person() AS current_person)) AND ( SELECT may_read_matters() AS may_read_matters)));

--- policy access_request.decided
CREATE POLICY decided ON access_request FOR UPDATE TO strongroom_server
  USING (((decision IS NULL) AND (id IN ( SELECT put.id
   FROM access_requests_to_decide() put(id, matter_id)))))
  WITH CHECK ((decided_by = ( SELECT current_person() AS current_person)));

--- policy access_request.owner_sees
CREATE POLICY owner_sees ON access_request FOR SELECT TO strongroom_server
  USING ((id IN ( SELECT put.id
   FROM access_requests_to_decide() put(id, matter_id))));

--- policy access_request.process_reads
CREATE POLICY process_reads ON access_request FOR SELECT TO strongroom_ops
  USING (true);

--- trigger access_request.access_request_means_matter
CREATE TRIGGER access_request_means_matter BEFORE INSERT ON public.access_request FOR EACH ROW EXECUTE FUNCTION access_request_means_matter();

--- rights access_request
GRANT SELECT ON access_request TO strongroom_ops;
GRANT INSERT (id, number, person_id, role, reason) ON access_request TO strongroom_server;
GRANT SELECT ON access_request TO strongroom_server;
GRANT UPDATE (decision, decided_at, decided_by) ON access_request TO strongroom_server;

-- ==== account_notice =======================================================================================

--- table account_notice
CREATE TABLE account_notice (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  made_by uuid,
  about text NOT NULL DEFAULT ''::text,
  made_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  acknowledged_at timestamp(6) with time zone,
  surely_acknowledged boolean NOT NULL DEFAULT false,
  matters uuid[] NOT NULL DEFAULT '{}'::uuid[]
);

--- constraint account_notice.account_notice_kind
ALTER TABLE account_notice ADD CONSTRAINT account_notice_kind CHECK ((kind ~ '^[a-z-]{1,40}$'::text));

--- constraint account_notice.account_notice_made_by_fkey
ALTER TABLE account_notice ADD CONSTRAINT account_notice_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint account_notice.account_notice_person_id_fkey
ALTER TABLE account_notice ADD CONSTRAINT account_notice_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint account_notice.account_notice_pkey
ALTER TABLE account_notice ADD CONSTRAINT account_notice_pkey PRIMARY KEY (id);

--- index account_notice_open
CREATE INDEX account_notice_open ON public.account_notice USING btree (person_id) WHERE (acknowledged_at IS NULL);

--- index account_notice_person_id_made_at_idx
CREATE INDEX account_notice_person_id_made_at_idx ON public.account_notice USING btree (person_id, made_at);

--- row-level security account_notice
ALTER TABLE account_notice DISABLE ROW LEVEL SECURITY;

--- rights account_notice
GRANT INSERT, SELECT ON account_notice TO strongroom_ops;
GRANT INSERT, SELECT ON account_notice TO strongroom_server;
GRANT UPDATE (acknowledged_at, surely_acknowledged) ON account_notice TO strongroom_server;

-- ==== api_key ==============================================================================================

--- table api_key
CREATE TABLE api_key (
  id uuid NOT NULL,
  key_hash text NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamp(6) with time zone,
  expires_at timestamp(6) with time zone,
  per_minute integer,
  read_only boolean NOT NULL DEFAULT false,
  revoked_at timestamp(6) with time zone,
  scope key_scope
);

--- constraint api_key.api_key_person_id_fkey
ALTER TABLE api_key ADD CONSTRAINT api_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint api_key.api_key_pkey
ALTER TABLE api_key ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

--- index api_key_key_hash_key
CREATE UNIQUE INDEX api_key_key_hash_key ON public.api_key USING btree (key_hash);

--- index api_key_person_id_idx
CREATE INDEX api_key_person_id_idx ON public.api_key USING btree (person_id);

--- row-level security api_key
ALTER TABLE api_key DISABLE ROW LEVEL SECURITY;

--- trigger api_key.ends_own_authority
CREATE TRIGGER ends_own_authority AFTER UPDATE OF revoked_at ON public.api_key FOR EACH ROW WHEN (((new.revoked_at IS NOT NULL) AND ((new.id)::text = ((NULLIF(current_setting('strongroom.authority'::text, true), ''::text))::jsonb ->> 'key'::text)))) EXECUTE FUNCTION end_own_authority();

--- rights api_key
GRANT SELECT ON api_key TO strongroom_ops;
GRANT UPDATE (revoked_at) ON api_key TO strongroom_ops;
GRANT INSERT, SELECT, UPDATE ON api_key TO strongroom_server;

-- ==== approval =============================================================================================

--- table approval
CREATE TABLE approval (
  id uuid NOT NULL,
  kind text NOT NULL,
  asked_by uuid NOT NULL,
  asked_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  about_person uuid,
  fingerprint text NOT NULL,
  lines jsonb NOT NULL DEFAULT '[]'::jsonb,
  free_from timestamp(6) with time zone,
  approved_by uuid,
  approved_at timestamp(6) with time zone,
  approved_on_host_at timestamp(6) with time zone,
  ended_at timestamp(6) with time zone,
  ended_because text
);

--- constraint approval.approval_about_person_fkey
ALTER TABLE approval ADD CONSTRAINT approval_about_person_fkey FOREIGN KEY (about_person) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint approval.approval_approved_by_fkey
ALTER TABLE approval ADD CONSTRAINT approval_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint approval.approval_asked_by_fkey
ALTER TABLE approval ADD CONSTRAINT approval_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint approval.approval_by_somebody
ALTER TABLE approval ADD CONSTRAINT approval_by_somebody CHECK (((approved_by IS NULL) = (approved_at IS NULL)));

--- constraint approval.approval_ended
ALTER TABLE approval ADD CONSTRAINT approval_ended CHECK (((ended_at IS NULL) = (ended_because IS NULL)));

--- constraint approval.approval_ended_because
ALTER TABLE approval ADD CONSTRAINT approval_ended_because CHECK ((ended_because = ANY (ARRAY['used'::text, 'declined'::text])));

--- constraint approval.approval_fingerprint
ALTER TABLE approval ADD CONSTRAINT approval_fingerprint CHECK ((fingerprint ~ '^[0-9a-f]{64}$'::text));

--- constraint approval.approval_pkey
ALTER TABLE approval ADD CONSTRAINT approval_pkey PRIMARY KEY (id);

--- constraint approval.approval_takes_two
ALTER TABLE approval ADD CONSTRAINT approval_takes_two CHECK (((approved_by IS NULL) OR (approved_by <> asked_by)));

--- index approval_asked_at_idx
CREATE INDEX approval_asked_at_idx ON public.approval USING btree (asked_at);

--- index approval_open
CREATE UNIQUE INDEX approval_open ON public.approval USING btree (asked_by, fingerprint) WHERE (ended_at IS NULL);

--- row-level security approval
ALTER TABLE approval DISABLE ROW LEVEL SECURITY;

--- trigger approval.lone_approval_waits
CREATE TRIGGER lone_approval_waits BEFORE INSERT ON public.approval FOR EACH ROW EXECUTE FUNCTION lone_approval_waits();

--- rights approval
GRANT SELECT ON approval TO strongroom_ops;
GRANT UPDATE (approved_on_host_at) ON approval TO strongroom_ops;
GRANT INSERT, SELECT ON approval TO strongroom_server;
GRANT UPDATE (approved_by, approved_at, ended_at, ended_because) ON approval TO strongroom_server;

-- ==== audit_check ==========================================================================================

--- table audit_check
CREATE TABLE audit_check (
  id uuid NOT NULL,
  act audit_check_act NOT NULL,
  ok boolean NOT NULL,
  at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  reason text
);

--- constraint audit_check.audit_check_pkey
ALTER TABLE audit_check ADD CONSTRAINT audit_check_pkey PRIMARY KEY (id);

--- index audit_check_act_at_idx
CREATE INDEX audit_check_act_at_idx ON public.audit_check USING btree (act, at);

--- row-level security audit_check
ALTER TABLE audit_check DISABLE ROW LEVEL SECURITY;

--- rights audit_check
GRANT INSERT, SELECT ON audit_check TO strongroom_ops;

-- ==== audit_event ==========================================================================================

--- table audit_event
CREATE TABLE audit_event (
  seq bigint NOT NULL,
  at timestamp(6) with time zone NOT NULL,
  event text NOT NULL,
  person_id uuid,
  matter_id uuid,
  document_id uuid,
  request_id text NOT NULL,
  detail text NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL
);

--- constraint audit_event.audit_event_pkey
ALTER TABLE audit_event ADD CONSTRAINT audit_event_pkey PRIMARY KEY (seq);

--- index audit_event_at_seq_idx
CREATE INDEX audit_event_at_seq_idx ON public.audit_event USING btree (at, seq);

--- index audit_event_document_id_seq_idx
CREATE INDEX audit_event_document_id_seq_idx ON public.audit_event USING btree (document_id, seq);

--- index audit_event_event_seq_idx
CREATE INDEX audit_event_event_seq_idx ON public.audit_event USING btree (event, seq);

--- index audit_event_key
CREATE INDEX audit_event_key ON public.audit_event USING btree ("right"(detail, 45), seq) WHERE ("left"("right"(detail, 45), 7) = '"key":"'::text);

--- index audit_event_matter_id_seq_idx
CREATE INDEX audit_event_matter_id_seq_idx ON public.audit_event USING btree (matter_id, seq);

--- index audit_event_person_id_seq_idx
CREATE INDEX audit_event_person_id_seq_idx ON public.audit_event USING btree (person_id, seq);

--- row-level security audit_event
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;

--- policy audit_event.appended
CREATE POLICY appended ON audit_event FOR INSERT TO strongroom_ops, strongroom_server
  WITH CHECK (true);

--- policy audit_event.auditor_reads
CREATE POLICY auditor_reads ON audit_event FOR SELECT TO strongroom_server
  USING ((( SELECT is_auditor() AS is_auditor) AND ((matter_id IS NULL) OR (NOT (matter_id IN ( SELECT walled_matters() AS walled_matters)))) AND ((event <> ALL (ARRAY['hold.placed'::text, 'hold.released'::text])) OR (NOT (((detail)::json ->> 'hold'::text) IN ( SELECT walled_holds() AS walled_holds))))));

--- policy audit_event.beside_walls
CREATE POLICY beside_walls ON audit_event AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING (((( SELECT wall_marks() AS wall_marks) IS NULL) OR ((NOT row_is_beside_wall(event, matter_id, detail, ( SELECT wall_marks() AS wall_marks))) AND ((event <> 'document.compared'::text) OR (NOT compared_past_wall(detail))))));

--- policy audit_event.process_reads
CREATE POLICY process_reads ON audit_event FOR SELECT TO strongroom_ops
  USING (true);

--- policy audit_event.worker_records
CREATE POLICY worker_records ON audit_event FOR INSERT TO strongroom_worker
  WITH CHECK (((person_id IS NULL) AND (matter_id IS NOT NULL) AND (event = ANY (ARRAY['document.stored'::text, 'document.extracted'::text, 'document.finished'::text, 'document.failed'::text, 'document.quarantined'::text, 'document.purged'::text, 'disposal.done'::text]))));

--- trigger audit_event.audit_append_only
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

--- trigger audit_event.audit_chain
CREATE TRIGGER audit_chain BEFORE INSERT ON public.audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();

--- trigger audit_event.note_matters_shown
CREATE TRIGGER note_matters_shown AFTER INSERT ON public.audit_event FOR EACH ROW WHEN ((strpos(new.detail, '"matters":["'::text) > 0)) EXECUTE FUNCTION note_matters_shown();

--- rights audit_event
GRANT INSERT (event, person_id, matter_id, document_id, request_id, detail) ON audit_event TO strongroom_ops;
GRANT SELECT ON audit_event TO strongroom_ops;
GRANT INSERT (event, person_id, matter_id, document_id, request_id, detail) ON audit_event TO strongroom_server;
GRANT SELECT ON audit_event TO strongroom_server;
GRANT INSERT (event, person_id, matter_id, document_id, request_id, detail) ON audit_event TO strongroom_worker;

-- ==== audit_event_matter ===================================================================================

--- table audit_event_matter
CREATE TABLE audit_event_matter (
  matter_id uuid NOT NULL,
  seq bigint NOT NULL
);

--- constraint audit_event_matter.audit_event_matter_pkey
ALTER TABLE audit_event_matter ADD CONSTRAINT audit_event_matter_pkey PRIMARY KEY (matter_id, seq);

--- row-level security audit_event_matter
ALTER TABLE audit_event_matter ENABLE ROW LEVEL SECURITY;

--- policy audit_event_matter.auditor_reads
CREATE POLICY auditor_reads ON audit_event_matter FOR SELECT TO strongroom_server
  USING ((( SELECT is_auditor() AS is_auditor) AND (NOT (matter_id IN ( SELECT walled_matters() AS walled_matters)))));

--- policy audit_event_matter.process_reads
CREATE POLICY process_reads ON audit_event_matter FOR SELECT TO strongroom_ops
  USING (true);

--- trigger audit_event_matter.audit_append_only
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event_matter FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

--- rights audit_event_matter
GRANT SELECT ON audit_event_matter TO strongroom_ops;
GRANT SELECT ON audit_event_matter TO strongroom_server;

-- ==== audit_head ===========================================================================================

--- table audit_head
CREATE TABLE audit_head (
  id integer NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL
);

--- constraint audit_head.audit_head_pkey
ALTER TABLE audit_head ADD CONSTRAINT audit_head_pkey PRIMARY KEY (id);

--- row-level security audit_head
ALTER TABLE audit_head DISABLE ROW LEVEL SECURITY;

--- rights audit_head
GRANT SELECT ON audit_head TO strongroom_ops;

-- ==== backup_run ===========================================================================================

--- table backup_run
CREATE TABLE backup_run (
  id uuid NOT NULL,
  state backup_run_state NOT NULL,
  started_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamp(6) with time zone,
  snapshot text,
  bytes bigint,
  documents integer,
  reason text,
  kind backup_kind NOT NULL DEFAULT 'full'::backup_kind
);

--- constraint backup_run.backup_run_pkey
ALTER TABLE backup_run ADD CONSTRAINT backup_run_pkey PRIMARY KEY (id);

--- index backup_run_started_at_idx
CREATE INDEX backup_run_started_at_idx ON public.backup_run USING btree (started_at);

--- row-level security backup_run
ALTER TABLE backup_run DISABLE ROW LEVEL SECURITY;

--- rights backup_run
GRANT INSERT, SELECT, UPDATE ON backup_run TO strongroom_ops;
GRANT SELECT ON backup_run TO strongroom_server;

-- ==== backup_target ========================================================================================

--- table backup_target
CREATE TABLE backup_target (
  name text NOT NULL,
  location text NOT NULL
);

--- constraint backup_target.backup_target_pkey
ALTER TABLE backup_target ADD CONSTRAINT backup_target_pkey PRIMARY KEY (name);

--- row-level security backup_target
ALTER TABLE backup_target DISABLE ROW LEVEL SECURITY;

--- rights backup_target
GRANT DELETE, INSERT, SELECT, UPDATE ON backup_target TO strongroom_ops;
GRANT SELECT ON backup_target TO strongroom_server;

-- ==== day_head_mail ========================================================================================

--- table day_head_mail
CREATE TABLE day_head_mail (
  person_id uuid NOT NULL,
  day date NOT NULL
);

--- constraint day_head_mail.day_head_mail_person_id_fkey
ALTER TABLE day_head_mail ADD CONSTRAINT day_head_mail_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint day_head_mail.day_head_mail_pkey
ALTER TABLE day_head_mail ADD CONSTRAINT day_head_mail_pkey PRIMARY KEY (person_id, day);

--- row-level security day_head_mail
ALTER TABLE day_head_mail DISABLE ROW LEVEL SECURITY;

--- rights day_head_mail
GRANT INSERT, SELECT ON day_head_mail TO strongroom_server;

-- ==== disposal =============================================================================================

--- table disposal
CREATE TABLE disposal (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  reason text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  approved_by uuid,
  approved_at timestamp(6) with time zone,
  withdrawn_at timestamp(6) with time zone,
  withdrawn_because text,
  done_at timestamp(6) with time zone
);

--- constraint disposal.disposal_approved
ALTER TABLE disposal ADD CONSTRAINT disposal_approved CHECK (((approved_at IS NULL) = (approved_by IS NULL)));

--- constraint disposal.disposal_has_reason
ALTER TABLE disposal ADD CONSTRAINT disposal_has_reason CHECK ((reason <> ''::text));

--- constraint disposal.disposal_in_order
ALTER TABLE disposal ADD CONSTRAINT disposal_in_order CHECK (((done_at IS NULL) OR ((approved_at IS NOT NULL) AND (withdrawn_at IS NULL))));

--- constraint disposal.disposal_matter_id_fkey
ALTER TABLE disposal ADD CONSTRAINT disposal_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint disposal.disposal_pkey
ALTER TABLE disposal ADD CONSTRAINT disposal_pkey PRIMARY KEY (id);

--- constraint disposal.disposal_takes_two
ALTER TABLE disposal ADD CONSTRAINT disposal_takes_two CHECK ((approved_by <> proposed_by));

--- index disposal_matter_id_idx
CREATE INDEX disposal_matter_id_idx ON public.disposal USING btree (matter_id);

--- index disposal_open
CREATE UNIQUE INDEX disposal_open ON public.disposal USING btree (matter_id) WHERE ((withdrawn_at IS NULL) AND (done_at IS NULL));

--- row-level security disposal
ALTER TABLE disposal ENABLE ROW LEVEL SECURITY;

--- policy disposal.administered
CREATE POLICY administered ON disposal FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT administrable_matters() AS administrable_matters)));

--- policy disposal.decided
CREATE POLICY decided ON disposal FOR UPDATE TO strongroom_server
  USING ((matter_id IN ( SELECT administrable_matters() AS administrable_matters)));

--- policy disposal.no_auditors
CREATE POLICY no_auditors ON disposal AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy disposal.process_reads
CREATE POLICY process_reads ON disposal FOR SELECT TO strongroom_ops
  USING (true);

--- policy disposal.proposed
CREATE POLICY proposed ON disposal FOR INSERT TO strongroom_server
  WITH CHECK (((matter_id IN ( SELECT administrable_matters() AS administrable_matters)) AND (proposed_by = ( SELECT current_person() AS current_person)) AND (approved_by IS NULL) AND (done_at IS NULL)));

--- policy disposal.worker_works
CREATE POLICY worker_works ON disposal FOR ALL TO strongroom_worker
  USING (true)
  WITH CHECK (true);

--- trigger disposal.disposal_is_signed
CREATE TRIGGER disposal_is_signed BEFORE UPDATE ON public.disposal FOR EACH ROW EXECUTE FUNCTION disposal_is_signed();

--- rights disposal
GRANT SELECT ON disposal TO strongroom_ops;
GRANT INSERT, SELECT ON disposal TO strongroom_server;
GRANT UPDATE (approved_by, approved_at, withdrawn_at, withdrawn_because) ON disposal TO strongroom_server;
GRANT SELECT ON disposal TO strongroom_worker;
GRANT UPDATE (done_at) ON disposal TO strongroom_worker;

-- ==== document =============================================================================================

--- table document
CREATE TABLE document (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  parent_id uuid,
  part integer,
  sha256 text NOT NULL,
  filename text NOT NULL,
  media_type text NOT NULL,
  state text NOT NULL DEFAULT 'stored'::text,
  reason text,
  page_count integer,
  uploaded_by uuid NOT NULL,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  changed_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  folder text,
  decrypted_sha256 text,
  failed_redactions integer[] DEFAULT ARRAY[]::integer[],
  kind text,
  kind_reason text,
  language text,
  newest boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  version_of uuid,
  deleted_at timestamp(6) with time zone,
  deleted_by uuid,
  purged_at timestamp(6) with time zone,
  disposal_id uuid,
  unread jsonb NOT NULL DEFAULT '[]'::jsonb,
  index_version smallint NOT NULL DEFAULT 0
);

--- constraint document.document_decrypted_sha256_fkey
ALTER TABLE document ADD CONSTRAINT document_decrypted_sha256_fkey FOREIGN KEY (decrypted_sha256) REFERENCES stored_object(sha256) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint document.document_deleted
ALTER TABLE document ADD CONSTRAINT document_deleted CHECK (((deleted_at IS NULL) = (deleted_by IS NULL)));

--- constraint document.document_disposal_id_fkey
ALTER TABLE document ADD CONSTRAINT document_disposal_id_fkey FOREIGN KEY (disposal_id) REFERENCES disposal(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint document.document_matter_id_fkey
ALTER TABLE document ADD CONSTRAINT document_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint document.document_parent_id_fkey
ALTER TABLE document ADD CONSTRAINT document_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE SET NULL;

--- constraint document.document_pkey
ALTER TABLE document ADD CONSTRAINT document_pkey PRIMARY KEY (id);

--- constraint document.document_purged
ALTER TABLE document ADD CONSTRAINT document_purged CHECK (((purged_at IS NULL) OR (deleted_at IS NOT NULL)));

--- constraint document.document_sha256_fkey
ALTER TABLE document ADD CONSTRAINT document_sha256_fkey FOREIGN KEY (sha256) REFERENCES stored_object(sha256) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint document.document_state
ALTER TABLE document ADD CONSTRAINT document_state CHECK ((state = ANY (ARRAY['stored'::text, 'scanning'::text, 'extracting'::text, 'reading'::text, 'analysing'::text, 'searchable'::text, 'no-text'::text, 'needs-password'::text, 'quarantined'::text, 'failed'::text])));

--- constraint document.document_uploaded_by_fkey
ALTER TABLE document ADD CONSTRAINT document_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint document.document_version
ALTER TABLE document ADD CONSTRAINT document_version CHECK ((((version_of IS NULL) = (version = 1)) AND (version >= 1)));

--- constraint document.document_version_of_fkey
ALTER TABLE document ADD CONSTRAINT document_version_of_fkey FOREIGN KEY (version_of) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- index document_changed_at_idx
CREATE INDEX document_changed_at_idx ON public.document USING btree (changed_at);

--- index document_decrypted_sha256_idx
CREATE INDEX document_decrypted_sha256_idx ON public.document USING btree (decrypted_sha256);

--- index document_disposal_id_idx
CREATE INDEX document_disposal_id_idx ON public.document USING btree (disposal_id);

--- index document_in_bin
CREATE INDEX document_in_bin ON public.document USING btree (deleted_at) WHERE ((deleted_at IS NOT NULL) AND (purged_at IS NULL));

--- index document_index_version
CREATE INDEX document_index_version ON public.document USING btree (index_version, created_at) WHERE (state = 'searchable'::text);

--- index document_matter_id_created_at_id_idx
CREATE INDEX document_matter_id_created_at_id_idx ON public.document USING btree (matter_id, created_at, id);

--- index document_newest
CREATE UNIQUE INDEX document_newest ON public.document USING btree (COALESCE(version_of, id)) WHERE newest;

--- index document_not_fully_read
CREATE INDEX document_not_fully_read ON public.document USING btree (matter_id) WHERE ((state <> 'searchable'::text) OR (unread <> '[]'::jsonb));

--- index document_parent_id_part_key
CREATE UNIQUE INDEX document_parent_id_part_key ON public.document USING btree (parent_id, part);

--- index document_purged
CREATE INDEX document_purged ON public.document USING btree (purged_at) WHERE (purged_at IS NOT NULL);

--- index document_sha256_idx
CREATE INDEX document_sha256_idx ON public.document USING btree (sha256);

--- index document_unfinished
CREATE INDEX document_unfinished ON public.document USING btree (created_at) WHERE (state = ANY (ARRAY['stored'::text, 'scanning'::text, 'extracting'::text, 'reading'::text, 'analysing'::text]));

--- index document_uploaded_by_idx
CREATE INDEX document_uploaded_by_idx ON public.document USING btree (uploaded_by);

--- index document_version_of_version_key
CREATE UNIQUE INDEX document_version_of_version_key ON public.document USING btree (version_of, version);

--- row-level security document
ALTER TABLE document ENABLE ROW LEVEL SECURITY;

--- policy document.editor_changes
CREATE POLICY editor_changes ON document FOR UPDATE TO strongroom_server
  USING ((matter_id IN ( SELECT editable_matters() AS editable_matters)));

--- policy document.editor_files
CREATE POLICY editor_files ON document FOR INSERT TO strongroom_server
  WITH CHECK ((matter_id IN ( SELECT editable_matters() AS editable_matters)));

--- policy document.no_auditors
CREATE POLICY no_auditors ON document AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy document.not_deleted
CREATE POLICY not_deleted ON document AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (((deleted_at IS NULL) OR ( SELECT looks_in_bin() AS looks_in_bin)));

--- policy document.ops_restores
CREATE POLICY ops_restores ON document FOR INSERT TO strongroom_ops
  WITH CHECK (true);

--- policy document.person_sees
CREATE POLICY person_sees ON document FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy document.process_marks
CREATE POLICY process_marks ON document FOR UPDATE TO strongroom_ops
  USING (true);

--- policy document.process_reads
CREATE POLICY process_reads ON document FOR SELECT TO strongroom_ops
  USING (true);

--- policy document.worker_changes
CREATE POLICY worker_changes ON document FOR UPDATE TO strongroom_worker
  USING ((purged_at IS NULL))
  WITH CHECK (true);

--- policy document.worker_reads
CREATE POLICY worker_reads ON document FOR SELECT TO strongroom_worker
  USING (true);

--- policy document.worker_unpacks
CREATE POLICY worker_unpacks ON document FOR INSERT TO strongroom_worker
  WITH CHECK ((EXISTS ( SELECT
   FROM (document parent
     JOIN document_step step ON ((step.document_id = parent.id)))
  WHERE ((parent.id = document.parent_id) AND (parent.matter_id = document.matter_id) AND (parent.uploaded_by = document.uploaded_by) AND (step.name = 'extract'::step_name) AND (step.state = ANY (ARRAY['requested'::step_state, 'running'::step_state]))))));

--- trigger document.a_hold_beats_change
CREATE TRIGGER a_hold_beats_change BEFORE UPDATE OF deleted_at, purged_at, newest, sha256, matter_id ON public.document FOR EACH ROW WHEN ((((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL)) OR ((old.purged_at IS NULL) AND (new.purged_at IS NOT NULL)) OR (old.newest AND (NOT new.newest)) OR (old.sha256 <> new.sha256) OR (old.matter_id <> new.matter_id))) EXECUTE FUNCTION hold_beats_delete();

--- trigger document.a_hold_beats_delete
CREATE TRIGGER a_hold_beats_delete BEFORE DELETE ON public.document FOR EACH ROW EXECUTE FUNCTION hold_beats_delete();

--- trigger document.closed_matter_stays
CREATE TRIGGER closed_matter_stays BEFORE UPDATE OF deleted_at, newest, matter_id ON public.document FOR EACH ROW WHEN (((CURRENT_USER = 'strongroom_server'::name) AND ((old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.newest <> new.newest) OR (old.matter_id <> new.matter_id)))) EXECUTE FUNCTION closed_matter_stays();

--- trigger document.closed_matter_takes_nothing
CREATE TRIGGER closed_matter_takes_nothing BEFORE INSERT ON public.document FOR EACH ROW WHEN ((CURRENT_USER = 'strongroom_server'::name)) EXECUTE FUNCTION closed_matter_stays();

--- trigger document.document_goes_whole
CREATE TRIGGER document_goes_whole AFTER UPDATE OF deleted_at, purged_at ON public.document FOR EACH ROW WHEN (((old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.purged_at IS DISTINCT FROM new.purged_at))) EXECUTE FUNCTION document_goes_whole();

--- trigger document.document_joins_whole
CREATE TRIGGER document_joins_whole BEFORE INSERT ON public.document FOR EACH ROW WHEN (((new.version_of IS NOT NULL) OR (new.parent_id IS NOT NULL))) EXECUTE FUNCTION document_joins_whole();

--- trigger document.document_stays_purged
CREATE TRIGGER document_stays_purged BEFORE UPDATE OF deleted_at, purged_at ON public.document FOR EACH ROW WHEN (((old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.purged_at IS DISTINCT FROM new.purged_at))) EXECUTE FUNCTION document_stays_purged();

--- trigger document.worker_purges_what_is_due
CREATE TRIGGER worker_purges_what_is_due BEFORE UPDATE OF deleted_at, deleted_by, purged_at, disposal_id ON public.document FOR EACH ROW WHEN (((CURRENT_USER = 'strongroom_worker'::name) AND ((((old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.deleted_by IS DISTINCT FROM new.deleted_by)) OR (old.purged_at IS DISTINCT FROM new.purged_at)) OR (old.disposal_id IS DISTINCT FROM new.disposal_id)))) EXECUTE FUNCTION worker_purges_what_is_due();

--- rights document
GRANT INSERT, SELECT ON document TO strongroom_ops;
GRANT UPDATE (state, reason, changed_at) ON document TO strongroom_ops;
GRANT INSERT, SELECT ON document TO strongroom_server;
GRANT UPDATE (state, reason, changed_at, newest, deleted_at, deleted_by) ON document TO strongroom_server;
GRANT INSERT (id, matter_id, parent_id, part, sha256, filename, media_type, state, reason, page_count, uploaded_by, created_at, changed_at, folder, failed_redactions, newest, version, unread, index_version) ON document TO strongroom_worker;
GRANT SELECT ON document TO strongroom_worker;
GRANT UPDATE (media_type, state, reason, page_count, changed_at, decrypted_sha256, failed_redactions, kind, kind_reason, language, deleted_at, deleted_by, purged_at, disposal_id, unread, index_version) ON document TO strongroom_worker;

-- ==== document_step ========================================================================================

--- table document_step
CREATE TABLE document_step (
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  name step_name NOT NULL,
  state step_state NOT NULL DEFAULT 'requested'::step_state,
  attempts integer NOT NULL DEFAULT 0,
  request_id text NOT NULL,
  reason text,
  requested_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamp(6) with time zone,
  ended_at timestamp(6) with time zone,
  bulk boolean NOT NULL DEFAULT false,
  closed_at timestamp(6) with time zone,
  closed_by uuid,
  closed_note text,
  gave_up_at timestamp(6) with time zone
);

--- constraint document_step.document_step_document_id_fkey
ALTER TABLE document_step ADD CONSTRAINT document_step_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint document_step.document_step_pkey
ALTER TABLE document_step ADD CONSTRAINT document_step_pkey PRIMARY KEY (id);

--- index document_step_dead
CREATE INDEX document_step_dead ON public.document_step USING btree (gave_up_at DESC, id) WHERE ((gave_up_at IS NOT NULL) AND (closed_at IS NULL));

--- index document_step_document_id_requested_at_idx
CREATE INDEX document_step_document_id_requested_at_idx ON public.document_step USING btree (document_id, requested_at);

--- index document_step_open
CREATE INDEX document_step_open ON public.document_step USING btree (requested_at) WHERE (state = ANY (ARRAY['requested'::step_state, 'running'::step_state]));

--- row-level security document_step
ALTER TABLE document_step ENABLE ROW LEVEL SECURITY;

--- policy document_step.editor_requests
CREATE POLICY editor_requests ON document_step FOR INSERT TO strongroom_server
  WITH CHECK ((matter_id IN ( SELECT editable_matters() AS editable_matters)));

--- policy document_step.no_auditors
CREATE POLICY no_auditors ON document_step AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy document_step.not_deleted
CREATE POLICY not_deleted ON document_step AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING ((NOT (document_id IN ( SELECT deleted_documents() AS deleted_documents))));

--- policy document_step.ops_restores
CREATE POLICY ops_restores ON document_step FOR INSERT TO strongroom_ops
  WITH CHECK (true);

--- policy document_step.person_sees
CREATE POLICY person_sees ON document_step FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy document_step.process_reads
CREATE POLICY process_reads ON document_step FOR SELECT TO strongroom_ops
  USING (true);

--- policy document_step.worker_changes
CREATE POLICY worker_changes ON document_step FOR UPDATE TO strongroom_worker
  USING ((state = ANY (ARRAY['requested'::step_state, 'running'::step_state])))
  WITH CHECK (true);

--- policy document_step.worker_goes_on
CREATE POLICY worker_goes_on ON document_step FOR INSERT TO strongroom_worker
  WITH CHECK (((matter_id = ( SELECT document.matter_id
   FROM document
  WHERE (document.id = document_step.document_id))) AND
CASE
    WHEN (name <> 'scan'::step_name) THEN ((state = 'requested'::step_state) AND (EXISTS ( SELECT
       FROM document_step earlier
      WHERE ((earlier.document_id = document_step.document_id) AND (earlier.name < document_step.name) AND (earlier.state = 'done'::step_state) AND (earlier.xmin = (pg_current_xact_id())::xid)))))
    WHEN (state = 'failed'::step_state) THEN (EXISTS ( SELECT
       FROM document
      WHERE ((document.id = document_step.document_id) AND (document.state = 'quarantined'::text))))
    ELSE (NOT (EXISTS ( SELECT
       FROM document_step earlier
      WHERE (earlier.document_id = document_step.document_id))))
END));

--- policy document_step.worker_reads
CREATE POLICY worker_reads ON document_step FOR SELECT TO strongroom_worker
  USING (true);

--- rights document_step
GRANT INSERT, SELECT ON document_step TO strongroom_ops;
GRANT INSERT, SELECT ON document_step TO strongroom_server;
GRANT INSERT (id, document_id, matter_id, name, state, attempts, request_id, reason, requested_at, started_at, ended_at, bulk) ON document_step TO strongroom_worker;
GRANT SELECT ON document_step TO strongroom_worker;
GRANT UPDATE (state, attempts, reason, started_at, ended_at, gave_up_at) ON document_step TO strongroom_worker;

-- ==== emergency_access =====================================================================================

--- table emergency_access
CREATE TABLE emergency_access (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  person_id uuid NOT NULL,
  hours integer NOT NULL,
  reason text NOT NULL,
  begun_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  until timestamp(6) with time zone NOT NULL,
  ended_at timestamp(6) with time zone,
  ended_by uuid,
  seen_at timestamp(6) with time zone,
  seen_by uuid
);

--- constraint emergency_access.emergency_access_ended
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_ended CHECK (((ended_at IS NULL) = (ended_by IS NULL)));

--- constraint emergency_access.emergency_access_has_reason
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_has_reason CHECK ((char_length(reason) >= 20));

--- constraint emergency_access.emergency_access_is_short
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_is_short CHECK ((hours = ANY (ARRAY[1, 4, 8])));

--- constraint emergency_access.emergency_access_matter_id_fkey
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint emergency_access.emergency_access_person_id_fkey
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint emergency_access.emergency_access_pkey
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_pkey PRIMARY KEY (id);

--- index emergency_access_matter_id_idx
CREATE INDEX emergency_access_matter_id_idx ON public.emergency_access USING btree (matter_id);

--- index emergency_access_person_id_until_idx
CREATE INDEX emergency_access_person_id_until_idx ON public.emergency_access USING btree (person_id, until);

--- row-level security emergency_access
ALTER TABLE emergency_access ENABLE ROW LEVEL SECURITY;

--- policy emergency_access.administered
CREATE POLICY administered ON emergency_access FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT administrable_matters() AS administrable_matters)));

--- policy emergency_access.no_auditors
CREATE POLICY no_auditors ON emergency_access AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy emergency_access.process_reads
CREATE POLICY process_reads ON emergency_access FOR SELECT TO strongroom_ops
  USING (true);

--- policy emergency_access.taken
CREATE POLICY taken ON emergency_access FOR INSERT TO strongroom_server
  WITH CHECK (((person_id = ( SELECT current_person() AS current_person)) AND ( SELECT may_take_emergency_access() AS may_take_emergency_access) AND (NOT (matter_id IN ( SELECT walled_matters() AS walled_matters)))));

--- trigger emergency_access.emergency_access_runs_out
CREATE TRIGGER emergency_access_runs_out BEFORE INSERT ON public.emergency_access FOR EACH ROW EXECUTE FUNCTION emergency_access_runs_out();

--- rights emergency_access
GRANT SELECT ON emergency_access TO strongroom_ops;
GRANT INSERT (id, matter_id, person_id, hours, reason) ON emergency_access TO strongroom_server;
GRANT SELECT ON emergency_access TO strongroom_server;

-- ==== emergency_acknowledgement ============================================================================

--- table emergency_acknowledgement
CREATE TABLE emergency_acknowledgement (
  access_id uuid NOT NULL,
  person_id uuid NOT NULL,
  at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint emergency_acknowledgement.emergency_acknowledgement_access_id_fkey
ALTER TABLE emergency_acknowledgement ADD CONSTRAINT emergency_acknowledgement_access_id_fkey FOREIGN KEY (access_id) REFERENCES emergency_access(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint emergency_acknowledgement.emergency_acknowledgement_person_id_fkey
ALTER TABLE emergency_acknowledgement ADD CONSTRAINT emergency_acknowledgement_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint emergency_acknowledgement.emergency_acknowledgement_pkey
ALTER TABLE emergency_acknowledgement ADD CONSTRAINT emergency_acknowledgement_pkey PRIMARY KEY (access_id, person_id);

--- row-level security emergency_acknowledgement
ALTER TABLE emergency_acknowledgement DISABLE ROW LEVEL SECURITY;

--- rights emergency_acknowledgement
GRANT SELECT ON emergency_acknowledgement TO strongroom_ops;

-- ==== finding ==============================================================================================

--- table finding
CREATE TABLE finding (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  number integer NOT NULL,
  page integer NOT NULL,
  kind finding_kind NOT NULL,
  span_start integer NOT NULL,
  span_end integer NOT NULL,
  text text NOT NULL,
  detail jsonb NOT NULL
);

--- constraint finding.finding_document_id_fkey
ALTER TABLE finding ADD CONSTRAINT finding_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint finding.finding_pkey
ALTER TABLE finding ADD CONSTRAINT finding_pkey PRIMARY KEY (document_id, number);

--- index finding_document_id_kind_number_idx
CREATE INDEX finding_document_id_kind_number_idx ON public.finding USING btree (document_id, kind, number);

--- index finding_document_id_page_idx
CREATE INDEX finding_document_id_page_idx ON public.finding USING btree (document_id, page);

--- index finding_matter_id_idx
CREATE INDEX finding_matter_id_idx ON public.finding USING btree (matter_id);

--- row-level security finding
ALTER TABLE finding ENABLE ROW LEVEL SECURITY;

--- policy finding.no_auditors
CREATE POLICY no_auditors ON finding AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy finding.not_deleted
CREATE POLICY not_deleted ON finding AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING ((NOT (document_id IN ( SELECT deleted_documents() AS deleted_documents))));

--- policy finding.person_sees
CREATE POLICY person_sees ON finding FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy finding.process_reads
CREATE POLICY process_reads ON finding FOR SELECT TO strongroom_ops
  USING (true);

--- policy finding.worker_files
CREATE POLICY worker_files ON finding FOR INSERT TO strongroom_worker
  WITH CHECK ((matter_id = ( SELECT document.matter_id
   FROM document
  WHERE (document.id = finding.document_id))));

--- policy finding.worker_reads
CREATE POLICY worker_reads ON finding FOR SELECT TO strongroom_worker
  USING (true);

--- policy finding.worker_removes
CREATE POLICY worker_removes ON finding FOR DELETE TO strongroom_worker
  USING (true);

--- rights finding
GRANT SELECT ON finding TO strongroom_ops;
GRANT SELECT ON finding TO strongroom_server;
GRANT DELETE, INSERT, SELECT ON finding TO strongroom_worker;

-- ==== firm_rule ============================================================================================

--- table firm_rule
CREATE TABLE firm_rule (
  id integer NOT NULL,
  second_factor_required boolean NOT NULL,
  emergency_access emergency_access_rule NOT NULL DEFAULT 'administrators'::emergency_access_rule
);

--- constraint firm_rule.firm_rule_pkey
ALTER TABLE firm_rule ADD CONSTRAINT firm_rule_pkey PRIMARY KEY (id);

--- row-level security firm_rule
ALTER TABLE firm_rule DISABLE ROW LEVEL SECURITY;

--- trigger firm_rule.end_unadmitted_emergency_access
CREATE TRIGGER end_unadmitted_emergency_access AFTER UPDATE OF emergency_access ON public.firm_rule FOR EACH ROW WHEN ((old.emergency_access <> new.emergency_access)) EXECUTE FUNCTION end_unadmitted_emergency_access();

--- rights firm_rule
GRANT SELECT ON firm_rule TO strongroom_ops;
GRANT SELECT, UPDATE ON firm_rule TO strongroom_server;

-- ==== former_access ========================================================================================

--- table former_access
CREATE TABLE former_access (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  what text NOT NULL,
  ended_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint former_access.former_access_kind
ALTER TABLE former_access ADD CONSTRAINT former_access_kind CHECK ((kind = ANY (ARRAY['role'::text, 'group'::text, 'matter'::text, 'owner'::text])));

--- constraint former_access.former_access_person_id_fkey
ALTER TABLE former_access ADD CONSTRAINT former_access_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint former_access.former_access_pkey
ALTER TABLE former_access ADD CONSTRAINT former_access_pkey PRIMARY KEY (person_id, kind, what);

--- row-level security former_access
ALTER TABLE former_access DISABLE ROW LEVEL SECURITY;

--- rights former_access
GRANT SELECT ON former_access TO strongroom_ops;

-- ==== given_number =========================================================================================

--- table given_number
CREATE TABLE given_number (
  key text NOT NULL,
  holder_id uuid NOT NULL
);

--- constraint given_number.given_number_pkey
ALTER TABLE given_number ADD CONSTRAINT given_number_pkey PRIMARY KEY (key);

--- row-level security given_number
ALTER TABLE given_number ENABLE ROW LEVEL SECURITY;

--- policy given_number.process_reads
CREATE POLICY process_reads ON given_number FOR SELECT TO strongroom_ops
  USING (true);

--- rights given_number
GRANT SELECT ON given_number TO strongroom_ops;

-- ==== group_grant ==========================================================================================

--- table group_grant
CREATE TABLE group_grant (
  matter_id uuid NOT NULL,
  group_id uuid NOT NULL,
  role membership_role NOT NULL,
  added_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint group_grant.group_grant_group_id_fkey
ALTER TABLE group_grant ADD CONSTRAINT group_grant_group_id_fkey FOREIGN KEY (group_id) REFERENCES person_group(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint group_grant.group_grant_matter_id_fkey
ALTER TABLE group_grant ADD CONSTRAINT group_grant_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint group_grant.group_grant_pkey
ALTER TABLE group_grant ADD CONSTRAINT group_grant_pkey PRIMARY KEY (matter_id, group_id);

--- index group_grant_group_id_idx
CREATE INDEX group_grant_group_id_idx ON public.group_grant USING btree (group_id);

--- row-level security group_grant
ALTER TABLE group_grant ENABLE ROW LEVEL SECURITY;

--- policy group_grant.no_auditors
CREATE POLICY no_auditors ON group_grant AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy group_grant.ops_restores
CREATE POLICY ops_restores ON group_grant FOR INSERT TO strongroom_ops
  WITH CHECK (true);

--- policy group_grant.owner_adds
CREATE POLICY owner_adds ON group_grant FOR INSERT TO strongroom_server
  WITH CHECK ((matter_id IN ( SELECT manageable_matters() AS manageable_matters)));

--- policy group_grant.owner_changes
CREATE POLICY owner_changes ON group_grant FOR UPDATE TO strongroom_server
  USING ((matter_id IN ( SELECT manageable_matters() AS manageable_matters)));

--- policy group_grant.owner_removes
CREATE POLICY owner_removes ON group_grant FOR DELETE TO strongroom_server
  USING ((matter_id IN ( SELECT manageable_matters() AS manageable_matters)));

--- policy group_grant.person_sees
CREATE POLICY person_sees ON group_grant FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy group_grant.process_reads
CREATE POLICY process_reads ON group_grant FOR SELECT TO strongroom_ops
  USING (true);

--- trigger group_grant.note_former_matter
CREATE TRIGGER note_former_matter AFTER DELETE ON public.group_grant FOR EACH ROW EXECUTE FUNCTION note_former_matter();

--- trigger group_grant.note_former_owner
CREATE TRIGGER note_former_owner AFTER UPDATE OF role ON public.group_grant FOR EACH ROW WHEN (((old.role = 'owner'::membership_role) AND (new.role <> 'owner'::membership_role))) EXECUTE FUNCTION note_former_matter();

--- rights group_grant
GRANT INSERT, SELECT ON group_grant TO strongroom_ops;
GRANT DELETE, INSERT, SELECT, UPDATE ON group_grant TO strongroom_server;

-- ==== group_member =========================================================================================

--- table group_member
CREATE TABLE group_member (
  group_id uuid NOT NULL,
  person_id uuid NOT NULL,
  added_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint group_member.group_member_group_id_fkey
ALTER TABLE group_member ADD CONSTRAINT group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES person_group(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint group_member.group_member_person_id_fkey
ALTER TABLE group_member ADD CONSTRAINT group_member_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint group_member.group_member_pkey
ALTER TABLE group_member ADD CONSTRAINT group_member_pkey PRIMARY KEY (group_id, person_id);

--- index group_member_person_id_idx
CREATE INDEX group_member_person_id_idx ON public.group_member USING btree (person_id);

--- row-level security group_member
ALTER TABLE group_member ENABLE ROW LEVEL SECURITY;

--- policy group_member.administrator_adds
CREATE POLICY administrator_adds ON group_member FOR INSERT TO strongroom_server
  WITH CHECK ((( SELECT is_administrator() AS is_administrator) AND (person_id <> current_person())));

--- policy group_member.administrator_removes
CREATE POLICY administrator_removes ON group_member FOR DELETE TO strongroom_server
  USING ((( SELECT is_administrator() AS is_administrator) AND (person_id <> current_person())));

--- policy group_member.administrator_sees
CREATE POLICY administrator_sees ON group_member FOR SELECT TO strongroom_server
  USING (( SELECT is_administrator() AS is_administrator));

--- policy group_member.process_reads
CREATE POLICY process_reads ON group_member FOR SELECT TO strongroom_ops
  USING (true);

--- trigger group_member.note_former_group
CREATE TRIGGER note_former_group AFTER DELETE ON public.group_member FOR EACH ROW EXECUTE FUNCTION note_former_group();

--- rights group_member
GRANT SELECT ON group_member TO strongroom_ops;
GRANT DELETE, INSERT, SELECT ON group_member TO strongroom_server;

-- ==== hold_cover ===========================================================================================

--- table hold_cover
CREATE TABLE hold_cover (
  id uuid NOT NULL,
  hold_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  document_id uuid
);

--- constraint hold_cover.hold_cover_hold_id_fkey
ALTER TABLE hold_cover ADD CONSTRAINT hold_cover_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES legal_hold(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint hold_cover.hold_cover_matter_id_fkey
ALTER TABLE hold_cover ADD CONSTRAINT hold_cover_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint hold_cover.hold_cover_pkey
ALTER TABLE hold_cover ADD CONSTRAINT hold_cover_pkey PRIMARY KEY (id);

--- index hold_cover_hold_id_idx
CREATE INDEX hold_cover_hold_id_idx ON public.hold_cover USING btree (hold_id);

--- index hold_cover_matter_id_idx
CREATE INDEX hold_cover_matter_id_idx ON public.hold_cover USING btree (matter_id);

--- row-level security hold_cover
ALTER TABLE hold_cover ENABLE ROW LEVEL SECURITY;

--- policy hold_cover.administered
CREATE POLICY administered ON hold_cover FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT administrable_matters() AS administrable_matters)));

--- policy hold_cover.no_auditors
CREATE POLICY no_auditors ON hold_cover AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy hold_cover.placed
CREATE POLICY placed ON hold_cover FOR INSERT TO strongroom_server
  WITH CHECK ((matter_id IN ( SELECT administrable_matters() AS administrable_matters)));

--- policy hold_cover.process_reads
CREATE POLICY process_reads ON hold_cover FOR SELECT TO strongroom_ops, strongroom_worker
  USING (true);

--- trigger hold_cover.hold_waits_for_delete
CREATE TRIGGER hold_waits_for_delete BEFORE INSERT ON public.hold_cover FOR EACH ROW EXECUTE FUNCTION hold_waits_for_delete();

--- trigger hold_cover.hold_withdraws_disposal
CREATE TRIGGER hold_withdraws_disposal AFTER INSERT ON public.hold_cover FOR EACH ROW EXECUTE FUNCTION hold_withdraws_disposal();

--- rights hold_cover
GRANT SELECT ON hold_cover TO strongroom_ops;
GRANT INSERT, SELECT ON hold_cover TO strongroom_server;
GRANT SELECT ON hold_cover TO strongroom_worker;

-- ==== identity_link ========================================================================================

--- table identity_link
CREATE TABLE identity_link (
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id uuid NOT NULL,
  linked_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint identity_link.identity_link_person_id_fkey
ALTER TABLE identity_link ADD CONSTRAINT identity_link_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint identity_link.identity_link_pkey
ALTER TABLE identity_link ADD CONSTRAINT identity_link_pkey PRIMARY KEY (issuer, subject);

--- index identity_link_person_id_idx
CREATE INDEX identity_link_person_id_idx ON public.identity_link USING btree (person_id);

--- row-level security identity_link
ALTER TABLE identity_link DISABLE ROW LEVEL SECURITY;

--- rights identity_link
GRANT SELECT ON identity_link TO strongroom_ops;
GRANT DELETE, INSERT, SELECT ON identity_link TO strongroom_server;

-- ==== legal_hold ===========================================================================================

--- table legal_hold
CREATE TABLE legal_hold (
  id uuid NOT NULL,
  name text NOT NULL,
  reason text NOT NULL,
  issued_by uuid NOT NULL,
  issued_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  released_at timestamp(6) with time zone,
  released_by uuid,
  released_because text
);

--- constraint legal_hold.legal_hold_has_reason
ALTER TABLE legal_hold ADD CONSTRAINT legal_hold_has_reason CHECK (((name <> ''::text) AND (reason <> ''::text)));

--- constraint legal_hold.legal_hold_pkey
ALTER TABLE legal_hold ADD CONSTRAINT legal_hold_pkey PRIMARY KEY (id);

--- constraint legal_hold.legal_hold_released
ALTER TABLE legal_hold ADD CONSTRAINT legal_hold_released CHECK (((released_at IS NULL) = (released_by IS NULL)));

--- row-level security legal_hold
ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY;

--- policy legal_hold.administered
CREATE POLICY administered ON legal_hold FOR SELECT TO strongroom_server
  USING ((id IN ( SELECT hold_cover.hold_id
   FROM hold_cover)));

--- policy legal_hold.no_auditors
CREATE POLICY no_auditors ON legal_hold AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy legal_hold.placed
CREATE POLICY placed ON legal_hold FOR INSERT TO strongroom_server
  WITH CHECK ((issued_by = ( SELECT current_person() AS current_person)));

--- policy legal_hold.process_reads
CREATE POLICY process_reads ON legal_hold FOR SELECT TO strongroom_ops, strongroom_worker
  USING (true);

--- policy legal_hold.released
CREATE POLICY released ON legal_hold FOR UPDATE TO strongroom_server
  USING ((id IN ( SELECT administrable_holds() AS administrable_holds)));

--- rights legal_hold
GRANT SELECT ON legal_hold TO strongroom_ops;
GRANT INSERT, SELECT ON legal_hold TO strongroom_server;
GRANT UPDATE (released_at, released_by, released_because) ON legal_hold TO strongroom_server;
GRANT SELECT ON legal_hold TO strongroom_worker;

-- ==== lsh_band =============================================================================================

--- table lsh_band
CREATE TABLE lsh_band (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  band integer NOT NULL,
  hash bigint NOT NULL
);

--- constraint lsh_band.lsh_band_document_id_fkey
ALTER TABLE lsh_band ADD CONSTRAINT lsh_band_document_id_fkey FOREIGN KEY (document_id) REFERENCES minhash_signature(document_id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint lsh_band.lsh_band_pkey
ALTER TABLE lsh_band ADD CONSTRAINT lsh_band_pkey PRIMARY KEY (document_id, band);

--- index lsh_band_band_hash_idx
CREATE INDEX lsh_band_band_hash_idx ON public.lsh_band USING btree (band, hash);

--- row-level security lsh_band
ALTER TABLE lsh_band ENABLE ROW LEVEL SECURITY;

--- policy lsh_band.no_auditors
CREATE POLICY no_auditors ON lsh_band AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy lsh_band.not_deleted
CREATE POLICY not_deleted ON lsh_band AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING ((NOT (document_id IN ( SELECT deleted_documents() AS deleted_documents))));

--- policy lsh_band.person_sees
CREATE POLICY person_sees ON lsh_band FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy lsh_band.process_reads
CREATE POLICY process_reads ON lsh_band FOR SELECT TO strongroom_ops
  USING (true);

--- policy lsh_band.worker_changes
CREATE POLICY worker_changes ON lsh_band FOR UPDATE TO strongroom_worker
  USING (true);

--- policy lsh_band.worker_files
CREATE POLICY worker_files ON lsh_band FOR INSERT TO strongroom_worker
  WITH CHECK ((matter_id = ( SELECT document.matter_id
   FROM document
  WHERE (document.id = lsh_band.document_id))));

--- policy lsh_band.worker_reads
CREATE POLICY worker_reads ON lsh_band FOR SELECT TO strongroom_worker
  USING (true);

--- rights lsh_band
GRANT SELECT ON lsh_band TO strongroom_ops;
GRANT SELECT ON lsh_band TO strongroom_server;
GRANT INSERT, SELECT ON lsh_band TO strongroom_worker;
GRANT UPDATE (hash) ON lsh_band TO strongroom_worker;

-- ==== mail_setting =========================================================================================

--- table mail_setting
CREATE TABLE mail_setting (
  id integer NOT NULL,
  host text NOT NULL,
  port integer NOT NULL,
  security mail_security NOT NULL,
  user_name text,
  password_sealed text,
  from_address text NOT NULL
);

--- constraint mail_setting.mail_setting_is_one
ALTER TABLE mail_setting ADD CONSTRAINT mail_setting_is_one CHECK ((id = 1));

--- constraint mail_setting.mail_setting_no_plain_password
ALTER TABLE mail_setting ADD CONSTRAINT mail_setting_no_plain_password CHECK (((security <> 'plain'::mail_security) OR (user_name IS NULL)));

--- constraint mail_setting.mail_setting_pkey
ALTER TABLE mail_setting ADD CONSTRAINT mail_setting_pkey PRIMARY KEY (id);

--- row-level security mail_setting
ALTER TABLE mail_setting DISABLE ROW LEVEL SECURITY;

--- rights mail_setting
GRANT SELECT (id) ON mail_setting TO strongroom_ops;
GRANT DELETE, INSERT, SELECT, UPDATE ON mail_setting TO strongroom_server;

-- ==== matter ===============================================================================================

--- table matter
CREATE TABLE matter (
  id uuid NOT NULL,
  client text NOT NULL,
  number text NOT NULL,
  name text NOT NULL,
  access matter_access NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  closed_at timestamp(6) with time zone,
  closed_by uuid,
  schedule_id uuid,
  restored_from uuid,
  reopened_at timestamp(6) with time zone
);

--- constraint matter.matter_closed
ALTER TABLE matter ADD CONSTRAINT matter_closed CHECK ((((closed_at IS NULL) = (closed_by IS NULL)) AND ((closed_at IS NULL) = (schedule_id IS NULL))));

--- constraint matter.matter_created_by_fkey
ALTER TABLE matter ADD CONSTRAINT matter_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint matter.matter_pkey
ALTER TABLE matter ADD CONSTRAINT matter_pkey PRIMARY KEY (id);

--- constraint matter.matter_schedule_id_fkey
ALTER TABLE matter ADD CONSTRAINT matter_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES retention_schedule(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- index matter_created_at_id_idx
CREATE INDEX matter_created_at_id_idx ON public.matter USING btree (created_at, id);

--- index matter_firm
CREATE INDEX matter_firm ON public.matter USING btree (id) WHERE (access = 'firm'::matter_access);

--- index matter_number_key
CREATE UNIQUE INDEX matter_number_key ON public.matter USING btree (number);

--- index matter_restored_from_idx
CREATE INDEX matter_restored_from_idx ON public.matter USING btree (restored_from);

--- row-level security matter
ALTER TABLE matter ENABLE ROW LEVEL SECURITY;

--- policy matter.no_auditors
CREATE POLICY no_auditors ON matter AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy matter.ops_restores
CREATE POLICY ops_restores ON matter FOR INSERT TO strongroom_ops
  WITH CHECK (true);

--- policy matter.owner_closes
CREATE POLICY owner_closes ON matter FOR UPDATE TO strongroom_server
  USING ((id IN ( SELECT manageable_matters() AS manageable_matters)));

--- policy matter.person_opens
CREATE POLICY person_opens ON matter FOR INSERT TO strongroom_server
  WITH CHECK ((created_by = current_person()));

--- policy matter.person_sees
CREATE POLICY person_sees ON matter FOR SELECT TO strongroom_server
  USING ((id IN ( SELECT visible_matters() AS visible_matters)));

--- policy matter.process_reads
CREATE POLICY process_reads ON matter FOR SELECT TO strongroom_ops, strongroom_worker
  USING (true);

--- trigger matter.matter_number_is_free
CREATE TRIGGER matter_number_is_free BEFORE INSERT OR UPDATE OF number ON public.matter FOR EACH ROW EXECUTE FUNCTION matter_number_is_free();

--- trigger matter.note_reopening
CREATE TRIGGER note_reopening BEFORE UPDATE OF closed_at ON public.matter FOR EACH ROW WHEN (((old.closed_at IS NOT NULL) AND (new.closed_at IS NULL))) EXECUTE FUNCTION note_reopening();

--- trigger matter.reopening_withdraws_disposal
CREATE TRIGGER reopening_withdraws_disposal AFTER UPDATE OF closed_at ON public.matter FOR EACH ROW WHEN (((old.closed_at IS NOT NULL) AND (new.closed_at IS DISTINCT FROM old.closed_at))) EXECUTE FUNCTION reopening_withdraws_disposal();

--- rights matter
GRANT INSERT, SELECT ON matter TO strongroom_ops;
GRANT INSERT, SELECT ON matter TO strongroom_server;
GRANT UPDATE (closed_at, closed_by, schedule_id) ON matter TO strongroom_server;
GRANT SELECT ON matter TO strongroom_worker;

-- ==== membership ===========================================================================================

--- table membership
CREATE TABLE membership (
  matter_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role membership_role NOT NULL,
  added_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint membership.membership_matter_id_fkey
ALTER TABLE membership ADD CONSTRAINT membership_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint membership.membership_person_id_fkey
ALTER TABLE membership ADD CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint membership.membership_pkey
ALTER TABLE membership ADD CONSTRAINT membership_pkey PRIMARY KEY (matter_id, person_id);

--- index membership_person_id_idx
CREATE INDEX membership_person_id_idx ON public.membership USING btree (person_id);

--- row-level security membership
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;

--- policy membership.no_auditors
CREATE POLICY no_auditors ON membership AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy membership.ops_restores
CREATE POLICY ops_restores ON membership FOR INSERT TO strongroom_ops
  WITH CHECK (true);

--- policy membership.owner_adds
CREATE POLICY owner_adds ON membership FOR INSERT TO strongroom_server
  WITH CHECK ((matter_id IN ( SELECT manageable_matters() AS manageable_matters)));

--- policy membership.owner_changes
CREATE POLICY owner_changes ON membership FOR UPDATE TO strongroom_server
  USING ((matter_id IN ( SELECT manageable_matters() AS manageable_matters)));

--- policy membership.owner_removes
CREATE POLICY owner_removes ON membership FOR DELETE TO strongroom_server
  USING ((matter_id IN ( SELECT manageable_matters() AS manageable_matters)));

--- policy membership.person_sees
CREATE POLICY person_sees ON membership FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy membership.process_reads
CREATE POLICY process_reads ON membership FOR SELECT TO strongroom_ops
  USING (true);

--- trigger membership.note_former_matter
CREATE TRIGGER note_former_matter AFTER DELETE ON public.membership FOR EACH ROW EXECUTE FUNCTION note_former_matter();

--- trigger membership.note_former_owner
CREATE TRIGGER note_former_owner AFTER UPDATE OF role ON public.membership FOR EACH ROW WHEN (((old.role = 'owner'::membership_role) AND (new.role <> 'owner'::membership_role))) EXECUTE FUNCTION note_former_matter();

--- rights membership
GRANT INSERT, SELECT ON membership TO strongroom_ops;
GRANT DELETE, INSERT, SELECT, UPDATE ON membership TO strongroom_server;

-- ==== message ==============================================================================================

--- table message
CREATE TABLE message (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  message_id text,
  mentions text[],
  thread uuid NOT NULL,
  subject text NOT NULL,
  sender text NOT NULL,
  recipients text NOT NULL,
  sent_at timestamp(6) with time zone
);

--- constraint message.message_document_id_fkey
ALTER TABLE message ADD CONSTRAINT message_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint message.message_pkey
ALTER TABLE message ADD CONSTRAINT message_pkey PRIMARY KEY (document_id);

--- index message_matter_id_thread_idx
CREATE INDEX message_matter_id_thread_idx ON public.message USING btree (matter_id, thread);

--- index message_mentions_idx
CREATE INDEX message_mentions_idx ON public.message USING gin (mentions);

--- row-level security message
ALTER TABLE message ENABLE ROW LEVEL SECURITY;

--- policy message.no_auditors
CREATE POLICY no_auditors ON message AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy message.not_deleted
CREATE POLICY not_deleted ON message AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING ((NOT (document_id IN ( SELECT deleted_documents() AS deleted_documents))));

--- policy message.person_sees
CREATE POLICY person_sees ON message FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy message.process_reads
CREATE POLICY process_reads ON message FOR SELECT TO strongroom_ops
  USING (true);

--- policy message.worker_changes
CREATE POLICY worker_changes ON message FOR UPDATE TO strongroom_worker
  USING (true);

--- policy message.worker_files
CREATE POLICY worker_files ON message FOR INSERT TO strongroom_worker
  WITH CHECK ((matter_id = ( SELECT document.matter_id
   FROM document
  WHERE (document.id = message.document_id))));

--- policy message.worker_reads
CREATE POLICY worker_reads ON message FOR SELECT TO strongroom_worker
  USING (true);

--- rights message
GRANT SELECT ON message TO strongroom_ops;
GRANT SELECT ON message TO strongroom_server;
GRANT INSERT, SELECT ON message TO strongroom_worker;
GRANT UPDATE (message_id, mentions, thread, subject, sender, recipients, sent_at) ON message TO strongroom_worker;

-- ==== minhash_signature ====================================================================================

--- table minhash_signature
CREATE TABLE minhash_signature (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  signature bytea NOT NULL
);

--- constraint minhash_signature.minhash_signature_document_id_fkey
ALTER TABLE minhash_signature ADD CONSTRAINT minhash_signature_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint minhash_signature.minhash_signature_pkey
ALTER TABLE minhash_signature ADD CONSTRAINT minhash_signature_pkey PRIMARY KEY (document_id);

--- row-level security minhash_signature
ALTER TABLE minhash_signature ENABLE ROW LEVEL SECURITY;

--- policy minhash_signature.no_auditors
CREATE POLICY no_auditors ON minhash_signature AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy minhash_signature.not_deleted
CREATE POLICY not_deleted ON minhash_signature AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING ((NOT (document_id IN ( SELECT deleted_documents() AS deleted_documents))));

--- policy minhash_signature.person_sees
CREATE POLICY person_sees ON minhash_signature FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy minhash_signature.process_reads
CREATE POLICY process_reads ON minhash_signature FOR SELECT TO strongroom_ops
  USING (true);

--- policy minhash_signature.worker_changes
CREATE POLICY worker_changes ON minhash_signature FOR UPDATE TO strongroom_worker
  USING (true);

--- policy minhash_signature.worker_files
CREATE POLICY worker_files ON minhash_signature FOR INSERT TO strongroom_worker
  WITH CHECK ((matter_id = ( SELECT document.matter_id
   FROM document
  WHERE (document.id = minhash_signature.document_id))));

--- policy minhash_signature.worker_reads
CREATE POLICY worker_reads ON minhash_signature FOR SELECT TO strongroom_worker
  USING (true);

--- policy minhash_signature.worker_removes
CREATE POLICY worker_removes ON minhash_signature FOR DELETE TO strongroom_worker
  USING (true);

--- rights minhash_signature
GRANT SELECT ON minhash_signature TO strongroom_ops;
GRANT SELECT ON minhash_signature TO strongroom_server;
GRANT DELETE, INSERT, SELECT ON minhash_signature TO strongroom_worker;
GRANT UPDATE (signature) ON minhash_signature TO strongroom_worker;

-- ==== next_run =============================================================================================

--- table next_run
CREATE TABLE next_run (
  name text NOT NULL,
  at timestamp(6) with time zone NOT NULL
);

--- constraint next_run.next_run_pkey
ALTER TABLE next_run ADD CONSTRAINT next_run_pkey PRIMARY KEY (name);

--- row-level security next_run
ALTER TABLE next_run DISABLE ROW LEVEL SECURITY;

--- rights next_run
GRANT DELETE, INSERT, SELECT, UPDATE ON next_run TO strongroom_ops;
GRANT SELECT ON next_run TO strongroom_server;

-- ==== number_request =======================================================================================

--- table number_request
CREATE TABLE number_request (
  id uuid NOT NULL,
  number text NOT NULL,
  person_id uuid NOT NULL,
  asked_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  holder_id uuid NOT NULL,
  closed_at timestamp(6) with time zone,
  closed_by uuid
);

--- constraint number_request.number_request_closed
ALTER TABLE number_request ADD CONSTRAINT number_request_closed CHECK (((closed_at IS NULL) = (closed_by IS NULL)));

--- constraint number_request.number_request_holder_id_fkey
ALTER TABLE number_request ADD CONSTRAINT number_request_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint number_request.number_request_person_id_fkey
ALTER TABLE number_request ADD CONSTRAINT number_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint number_request.number_request_pkey
ALTER TABLE number_request ADD CONSTRAINT number_request_pkey PRIMARY KEY (id);

--- index number_request_holder_id_idx
CREATE INDEX number_request_holder_id_idx ON public.number_request USING btree (holder_id);

--- index number_request_person_id_asked_at_idx
CREATE INDEX number_request_person_id_asked_at_idx ON public.number_request USING btree (person_id, asked_at);

--- row-level security number_request
ALTER TABLE number_request ENABLE ROW LEVEL SECURITY;

--- policy number_request.process_reads
CREATE POLICY process_reads ON number_request FOR SELECT TO strongroom_ops
  USING (true);

--- rights number_request
GRANT SELECT ON number_request TO strongroom_ops;

-- ==== ops_request ==========================================================================================

--- table ops_request
CREATE TABLE ops_request (
  id uuid NOT NULL,
  kind request_kind NOT NULL,
  what jsonb NOT NULL DEFAULT '{}'::jsonb,
  state request_state NOT NULL DEFAULT 'asked'::request_state,
  asked_by uuid NOT NULL,
  asked_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamp(6) with time zone,
  ended_at timestamp(6) with time zone,
  attempts integer NOT NULL DEFAULT 0,
  reason text,
  matter_id uuid
);

--- constraint ops_request.ops_request_asked_by_fkey
ALTER TABLE ops_request ADD CONSTRAINT ops_request_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint ops_request.ops_request_matter_id_fkey
ALTER TABLE ops_request ADD CONSTRAINT ops_request_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint ops_request.ops_request_of_matter
ALTER TABLE ops_request ADD CONSTRAINT ops_request_of_matter CHECK (((kind = 'backup'::request_kind) = (matter_id IS NULL)));

--- constraint ops_request.ops_request_pkey
ALTER TABLE ops_request ADD CONSTRAINT ops_request_pkey PRIMARY KEY (id);

--- index ops_request_asked_at_idx
CREATE INDEX ops_request_asked_at_idx ON public.ops_request USING btree (asked_at);

--- index ops_request_matter_id_idx
CREATE INDEX ops_request_matter_id_idx ON public.ops_request USING btree (matter_id);

--- index ops_request_open
CREATE UNIQUE INDEX ops_request_open ON public.ops_request USING btree (kind, matter_id, what) NULLS NOT DISTINCT WHERE (state = ANY (ARRAY['asked'::request_state, 'running'::request_state]));

--- row-level security ops_request
ALTER TABLE ops_request ENABLE ROW LEVEL SECURITY;

--- policy ops_request.no_auditors
CREATE POLICY no_auditors ON ops_request AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy ops_request.process_reads
CREATE POLICY process_reads ON ops_request FOR SELECT TO strongroom_ops
  USING (true);

--- policy ops_request.process_writes
CREATE POLICY process_writes ON ops_request FOR UPDATE TO strongroom_ops
  USING (true);

--- policy ops_request.requester_adds
CREATE POLICY requester_adds ON ops_request FOR INSERT TO strongroom_server
  WITH CHECK (((asked_by = ( SELECT current_person() AS current_person)) AND (state = 'asked'::request_state) AND
CASE
    WHEN (matter_id IS NULL) THEN ( SELECT is_administrator() AS is_administrator)
    ELSE (matter_id IN ( SELECT administrable_matters() AS administrable_matters))
END));

--- policy ops_request.requester_sees
CREATE POLICY requester_sees ON ops_request FOR SELECT TO strongroom_server
  USING (
CASE
    WHEN (matter_id IS NULL) THEN ((asked_by = ( SELECT current_person() AS current_person)) OR ( SELECT is_administrator() AS is_administrator))
    ELSE (matter_id IN ( SELECT administrable_matters() AS administrable_matters))
END);

--- rights ops_request
GRANT SELECT, UPDATE ON ops_request TO strongroom_ops;
GRANT INSERT, SELECT ON ops_request TO strongroom_server;

-- ==== outgoing_mail ========================================================================================

--- table outgoing_mail
CREATE TABLE outgoing_mail (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  path text NOT NULL,
  made_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  next_try_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint outgoing_mail.outgoing_mail_person_id_fkey
ALTER TABLE outgoing_mail ADD CONSTRAINT outgoing_mail_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint outgoing_mail.outgoing_mail_pkey
ALTER TABLE outgoing_mail ADD CONSTRAINT outgoing_mail_pkey PRIMARY KEY (id);

--- index outgoing_mail_next_try_at_idx
CREATE INDEX outgoing_mail_next_try_at_idx ON public.outgoing_mail USING btree (next_try_at);

--- row-level security outgoing_mail
ALTER TABLE outgoing_mail DISABLE ROW LEVEL SECURITY;

--- rights outgoing_mail
GRANT INSERT ON outgoing_mail TO strongroom_ops;
GRANT DELETE, INSERT, SELECT, UPDATE ON outgoing_mail TO strongroom_server;

-- ==== page =================================================================================================

--- table page
CREATE TABLE page (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  number integer NOT NULL,
  state page_state NOT NULL,
  text text COMPRESSION lz4 NOT NULL DEFAULT ''::text,
  engine text NOT NULL DEFAULT ''::text,
  confidence double precision NOT NULL DEFAULT 1,
  label text,
  reason text,
  layout json COMPRESSION lz4,
  search tsvector COMPRESSION lz4,
  exact tsvector COMPRESSION lz4,
  alternative text,
  spans jsonb,
  unread jsonb NOT NULL DEFAULT '[]'::jsonb
);

--- constraint page.page_document_id_fkey
ALTER TABLE page ADD CONSTRAINT page_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint page.page_pkey
ALTER TABLE page ADD CONSTRAINT page_pkey PRIMARY KEY (document_id, number);

--- index page_exact_idx
CREATE INDEX page_exact_idx ON public.page USING gin (exact);

--- index page_matter_id_idx
CREATE INDEX page_matter_id_idx ON public.page USING btree (matter_id);

--- index page_search_idx
CREATE INDEX page_search_idx ON public.page USING gin (search);

--- index page_waiting
CREATE INDEX page_waiting ON public.page USING btree (document_id, number) WHERE (state = 'waiting'::page_state);

--- row-level security page
ALTER TABLE page ENABLE ROW LEVEL SECURITY;

--- policy page.no_auditors
CREATE POLICY no_auditors ON page AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy page.not_deleted
CREATE POLICY not_deleted ON page AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING ((NOT (document_id IN ( SELECT deleted_documents() AS deleted_documents))));

--- policy page.person_sees
CREATE POLICY person_sees ON page FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT visible_matters() AS visible_matters)));

--- policy page.process_reads
CREATE POLICY process_reads ON page FOR SELECT TO strongroom_ops
  USING (true);

--- policy page.worker_changes
CREATE POLICY worker_changes ON page FOR UPDATE TO strongroom_worker
  USING (true);

--- policy page.worker_files
CREATE POLICY worker_files ON page FOR INSERT TO strongroom_worker
  WITH CHECK ((matter_id = ( SELECT document.matter_id
   FROM document
  WHERE (document.id = page.document_id))));

--- policy page.worker_reads
CREATE POLICY worker_reads ON page FOR SELECT TO strongroom_worker
  USING (true);

--- policy page.worker_removes
CREATE POLICY worker_removes ON page FOR DELETE TO strongroom_worker
  USING (((EXISTS ( SELECT
   FROM document_step step
  WHERE ((step.document_id = page.document_id) AND (step.name = 'extract'::step_name) AND (step.state = ANY (ARRAY['requested'::step_state, 'running'::step_state]))))) OR (EXISTS ( SELECT
   FROM (document
     JOIN stored_object object ON ((object.sha256 = document.sha256)))
  WHERE ((document.id = page.document_id) AND (document.state = 'quarantined'::text) AND (object.threat IS NOT NULL))))));

--- rights page
GRANT SELECT ON page TO strongroom_ops;
GRANT SELECT ON page TO strongroom_server;
GRANT DELETE, INSERT, SELECT ON page TO strongroom_worker;
GRANT UPDATE (state, text, engine, confidence, label, reason, layout, search, exact, alternative, spans, unread) ON page TO strongroom_worker;

-- ==== passkey ==============================================================================================

--- table passkey
CREATE TABLE passkey (
  id uuid NOT NULL,
  credential_id text NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  site text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[],
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamp(6) with time zone,
  added_by text
);

--- constraint passkey.passkey_person_id_fkey
ALTER TABLE passkey ADD CONSTRAINT passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint passkey.passkey_pkey
ALTER TABLE passkey ADD CONSTRAINT passkey_pkey PRIMARY KEY (id);

--- index passkey_credential_id_key
CREATE UNIQUE INDEX passkey_credential_id_key ON public.passkey USING btree (credential_id);

--- index passkey_person_id_idx
CREATE INDEX passkey_person_id_idx ON public.passkey USING btree (person_id);

--- row-level security passkey
ALTER TABLE passkey DISABLE ROW LEVEL SECURITY;

--- trigger passkey.factor_needs_own_password
CREATE TRIGGER factor_needs_own_password AFTER INSERT ON public.passkey FOR EACH ROW EXECUTE FUNCTION factor_needs_own_password();

--- rights passkey
GRANT DELETE, SELECT ON passkey TO strongroom_ops;
GRANT DELETE, INSERT, SELECT, UPDATE ON passkey TO strongroom_server;

-- ==== password_link ========================================================================================

--- table password_link
CREATE TABLE password_link (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  token_hash text NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamp(6) with time zone NOT NULL,
  used_at timestamp(6) with time zone,
  ended_at timestamp(6) with time zone,
  guards text[] DEFAULT ARRAY[]::text[]
);

--- constraint password_link.password_link_person_id_fkey
ALTER TABLE password_link ADD CONSTRAINT password_link_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint password_link.password_link_pkey
ALTER TABLE password_link ADD CONSTRAINT password_link_pkey PRIMARY KEY (id);

--- index password_link_open
CREATE UNIQUE INDEX password_link_open ON public.password_link USING btree (person_id) WHERE ((used_at IS NULL) AND (ended_at IS NULL));

--- index password_link_person_id_idx
CREATE INDEX password_link_person_id_idx ON public.password_link USING btree (person_id);

--- index password_link_token_hash_key
CREATE UNIQUE INDEX password_link_token_hash_key ON public.password_link USING btree (token_hash);

--- row-level security password_link
ALTER TABLE password_link DISABLE ROW LEVEL SECURITY;

--- rights password_link
GRANT SELECT ON password_link TO strongroom_ops;
GRANT UPDATE (ended_at) ON password_link TO strongroom_ops;
GRANT INSERT, SELECT ON password_link TO strongroom_server;
GRANT UPDATE (used_at, ended_at) ON password_link TO strongroom_server;

-- ==== person ===============================================================================================

--- table person
CREATE TABLE person (
  id uuid NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  role person_role NOT NULL DEFAULT 'member'::person_role,
  password_hash text,
  disabled_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  totp_counter bigint,
  totp_sealed text,
  emergency boolean NOT NULL DEFAULT false,
  trusted_factor_issuer text,
  administrator_since timestamp(6) with time zone,
  password_temporary_until timestamp(6) with time zone,
  totp_added_at timestamp(6) with time zone,
  totp_added_by text
);

--- constraint person.person_pkey
ALTER TABLE person ADD CONSTRAINT person_pkey PRIMARY KEY (id);

--- index person_email_key
CREATE UNIQUE INDEX person_email_key ON public.person USING btree (email);

--- row-level security person
ALTER TABLE person DISABLE ROW LEVEL SECURITY;

--- trigger person.end_unadmitted_emergency_access
CREATE TRIGGER end_unadmitted_emergency_access AFTER UPDATE OF role, disabled_at ON public.person FOR EACH ROW WHEN (((old.role <> new.role) OR (old.disabled_at IS DISTINCT FROM new.disabled_at))) EXECUTE FUNCTION end_unadmitted_emergency_access();

--- trigger person.ends_own_authority
CREATE TRIGGER ends_own_authority AFTER UPDATE OF role, disabled_at ON public.person FOR EACH ROW WHEN ((((new.role <> old.role) OR (new.disabled_at IS NOT NULL)) AND ((new.id)::text = ((NULLIF(current_setting('strongroom.authority'::text, true), ''::text))::jsonb ->> 'person'::text)))) EXECUTE FUNCTION end_own_authority();

--- trigger person.factor_needs_own_password
CREATE TRIGGER factor_needs_own_password AFTER UPDATE OF totp_sealed ON public.person FOR EACH ROW WHEN (((old.totp_sealed IS NULL) AND (new.totp_sealed IS NOT NULL))) EXECUTE FUNCTION factor_needs_own_password();

--- trigger person.note_former_role
CREATE TRIGGER note_former_role AFTER UPDATE ON public.person FOR EACH ROW WHEN (((CURRENT_USER = 'strongroom_server'::name) AND (old.disabled_at IS NULL) AND ((old.role <> new.role) OR (new.disabled_at IS NOT NULL)))) EXECUTE FUNCTION note_former_role();

--- trigger person.note_new_administrator
CREATE TRIGGER note_new_administrator BEFORE INSERT OR UPDATE ON public.person FOR EACH ROW EXECUTE FUNCTION note_new_administrator();

--- trigger person.person_keeps_name
CREATE TRIGGER person_keeps_name BEFORE UPDATE ON public.person FOR EACH ROW WHEN ((((old.name <> new.name) OR (old.email <> new.email)) AND (CURRENT_USER = ANY (ARRAY['strongroom_server'::name, 'strongroom_ops'::name])))) EXECUTE FUNCTION person_keeps_name();

--- rights person
GRANT INSERT, SELECT, UPDATE ON person TO strongroom_ops;
GRANT INSERT, SELECT, UPDATE ON person TO strongroom_server;

-- ==== person_group =========================================================================================

--- table person_group
CREATE TABLE person_group (
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint person_group.person_group_pkey
ALTER TABLE person_group ADD CONSTRAINT person_group_pkey PRIMARY KEY (id);

--- index person_group_name_key
CREATE UNIQUE INDEX person_group_name_key ON public.person_group USING btree (name);

--- row-level security person_group
ALTER TABLE person_group ENABLE ROW LEVEL SECURITY;

--- policy person_group.administrator_makes
CREATE POLICY administrator_makes ON person_group FOR INSERT TO strongroom_server
  WITH CHECK (( SELECT is_administrator() AS is_administrator));

--- policy person_group.colleague_sees
CREATE POLICY colleague_sees ON person_group FOR SELECT TO strongroom_server
  USING ((( SELECT current_person() AS current_person) IS NOT NULL));

--- policy person_group.process_reads
CREATE POLICY process_reads ON person_group FOR SELECT TO strongroom_ops
  USING (true);

--- rights person_group
GRANT SELECT ON person_group TO strongroom_ops;
GRANT INSERT, SELECT ON person_group TO strongroom_server;

-- ==== recovery_code ========================================================================================

--- table recovery_code
CREATE TABLE recovery_code (
  person_id uuid NOT NULL,
  fingerprint text NOT NULL,
  used_at timestamp(6) with time zone
);

--- constraint recovery_code.recovery_code_person_id_fkey
ALTER TABLE recovery_code ADD CONSTRAINT recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint recovery_code.recovery_code_pkey
ALTER TABLE recovery_code ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (person_id, fingerprint);

--- row-level security recovery_code
ALTER TABLE recovery_code DISABLE ROW LEVEL SECURITY;

--- rights recovery_code
GRANT DELETE, SELECT ON recovery_code TO strongroom_ops;
GRANT DELETE, INSERT, SELECT, UPDATE ON recovery_code TO strongroom_server;

-- ==== rehearsal ============================================================================================

--- table rehearsal
CREATE TABLE rehearsal (
  id uuid NOT NULL,
  state backup_run_state NOT NULL,
  started_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamp(6) with time zone,
  snapshot text,
  made_at timestamp(6) with time zone,
  documents integer,
  objects integer,
  bytes bigint,
  audit_events integer,
  seconds double precision,
  reason text,
  signature text,
  target text
);

--- constraint rehearsal.rehearsal_pkey
ALTER TABLE rehearsal ADD CONSTRAINT rehearsal_pkey PRIMARY KEY (id);

--- index rehearsal_started_at_idx
CREATE INDEX rehearsal_started_at_idx ON public.rehearsal USING btree (started_at);

--- row-level security rehearsal
ALTER TABLE rehearsal DISABLE ROW LEVEL SECURITY;

--- rights rehearsal
GRANT INSERT, SELECT, UPDATE ON rehearsal TO strongroom_ops;
GRANT SELECT ON rehearsal TO strongroom_server;

-- ==== retention_schedule ===================================================================================

--- table retention_schedule
CREATE TABLE retention_schedule (
  id uuid NOT NULL,
  name text NOT NULL,
  years integer NOT NULL
);

--- constraint retention_schedule.retention_schedule_pkey
ALTER TABLE retention_schedule ADD CONSTRAINT retention_schedule_pkey PRIMARY KEY (id);

--- constraint retention_schedule.retention_schedule_years
ALTER TABLE retention_schedule ADD CONSTRAINT retention_schedule_years CHECK ((((years >= 1) AND (years <= 100)) AND (name <> ''::text)));

--- index retention_schedule_name_key
CREATE UNIQUE INDEX retention_schedule_name_key ON public.retention_schedule USING btree (name);

--- row-level security retention_schedule
ALTER TABLE retention_schedule DISABLE ROW LEVEL SECURITY;

--- rights retention_schedule
GRANT SELECT ON retention_schedule TO strongroom_ops;
GRANT INSERT, SELECT ON retention_schedule TO strongroom_server;
GRANT UPDATE (name, years) ON retention_schedule TO strongroom_server;

-- ==== scheduled_run ========================================================================================

--- table scheduled_run
CREATE TABLE scheduled_run (
  id uuid NOT NULL,
  job text NOT NULL,
  state scheduled_run_state NOT NULL,
  started_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamp(6) with time zone,
  reason text
);

--- constraint scheduled_run.scheduled_run_pkey
ALTER TABLE scheduled_run ADD CONSTRAINT scheduled_run_pkey PRIMARY KEY (id);

--- index scheduled_run_job_started_at_idx
CREATE INDEX scheduled_run_job_started_at_idx ON public.scheduled_run USING btree (job, started_at);

--- row-level security scheduled_run
ALTER TABLE scheduled_run DISABLE ROW LEVEL SECURITY;

--- rights scheduled_run
GRANT DELETE, INSERT, SELECT, UPDATE ON scheduled_run TO strongroom_ops;
GRANT SELECT ON scheduled_run TO strongroom_server;

-- ==== session ==============================================================================================

--- table session
CREATE TABLE session (
  id uuid NOT NULL,
  token_hash text NOT NULL,
  person_id uuid NOT NULL,
  user_agent text NOT NULL,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_seen_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamp(6) with time zone NOT NULL,
  confirmed_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  must_set_up boolean NOT NULL DEFAULT false,
  opened_by text,
  factor_since timestamp(6) with time zone
);

--- constraint session.session_opened_by
ALTER TABLE session ADD CONSTRAINT session_opened_by CHECK ((opened_by = ANY (ARRAY['password'::text, 'temporary password'::text, 'passkey'::text, 'single-sign-on'::text])));

--- constraint session.session_person_id_fkey
ALTER TABLE session ADD CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

--- constraint session.session_pkey
ALTER TABLE session ADD CONSTRAINT session_pkey PRIMARY KEY (id);

--- index session_person_id_idx
CREATE INDEX session_person_id_idx ON public.session USING btree (person_id);

--- index session_token_hash_key
CREATE UNIQUE INDEX session_token_hash_key ON public.session USING btree (token_hash);

--- row-level security session
ALTER TABLE session DISABLE ROW LEVEL SECURITY;

--- trigger session.ends_own_authority
CREATE TRIGGER ends_own_authority AFTER DELETE ON public.session FOR EACH ROW WHEN (((old.id)::text = ((NULLIF(current_setting('strongroom.authority'::text, true), ''::text))::jsonb ->> 'session'::text))) EXECUTE FUNCTION end_own_authority();

--- rights session
GRANT DELETE, SELECT ON session TO strongroom_ops;
GRANT DELETE, INSERT, SELECT, UPDATE ON session TO strongroom_server;

-- ==== single_sign_on =======================================================================================

--- table single_sign_on
CREATE TABLE single_sign_on (
  id integer NOT NULL,
  mode text NOT NULL,
  name text NOT NULL,
  shape text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  secret_sealed text NOT NULL,
  email_domains text[],
  creates_people boolean NOT NULL,
  group_claims text[],
  group_roles jsonb NOT NULL,
  second_factor_values text[],
  in_force jsonb
);

--- constraint single_sign_on.known_mode
ALTER TABLE single_sign_on ADD CONSTRAINT known_mode CHECK ((mode = ANY (ARRAY['off'::text, 'beside'::text, 'only'::text])));

--- constraint single_sign_on.known_shape
ALTER TABLE single_sign_on ADD CONSTRAINT known_shape CHECK ((shape = ANY (ARRAY['standard'::text, 'entra'::text, 'google'::text])));

--- constraint single_sign_on.one_row
ALTER TABLE single_sign_on ADD CONSTRAINT one_row CHECK ((id = 1));

--- constraint single_sign_on.single_sign_on_pkey
ALTER TABLE single_sign_on ADD CONSTRAINT single_sign_on_pkey PRIMARY KEY (id);

--- row-level security single_sign_on
ALTER TABLE single_sign_on DISABLE ROW LEVEL SECURITY;

--- rights single_sign_on
GRANT SELECT ON single_sign_on TO strongroom_ops;
GRANT INSERT, SELECT, UPDATE ON single_sign_on TO strongroom_server;

-- ==== stored_object ========================================================================================

--- table stored_object
CREATE TABLE stored_object (
  sha256 text NOT NULL,
  bytes bigint NOT NULL,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  scanned_at timestamp(6) with time zone,
  scanned_with text,
  threat text,
  removed_at timestamp(6) with time zone,
  removing_at timestamp(6) with time zone
);

--- constraint stored_object.stored_object_pkey
ALTER TABLE stored_object ADD CONSTRAINT stored_object_pkey PRIMARY KEY (sha256);

--- constraint stored_object.stored_object_removed
ALTER TABLE stored_object ADD CONSTRAINT stored_object_removed CHECK (((removed_at IS NULL) OR (removing_at IS NOT NULL)));

--- constraint stored_object.stored_object_sha256
ALTER TABLE stored_object ADD CONSTRAINT stored_object_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text));

--- index stored_object_removing
CREATE INDEX stored_object_removing ON public.stored_object USING btree (sha256) WHERE ((removing_at IS NOT NULL) AND (removed_at IS NULL));

--- index stored_object_threat
CREATE INDEX stored_object_threat ON public.stored_object USING btree (sha256) WHERE (threat IS NOT NULL);

--- row-level security stored_object
ALTER TABLE stored_object DISABLE ROW LEVEL SECURITY;

--- trigger stored_object.needed_object_stays
CREATE TRIGGER needed_object_stays BEFORE UPDATE OF removing_at, removed_at ON public.stored_object FOR EACH ROW WHEN ((((old.removing_at IS NULL) AND (new.removing_at IS NOT NULL)) OR ((old.removed_at IS NULL) AND (new.removed_at IS NOT NULL)))) EXECUTE FUNCTION needed_object_stays();

--- rights stored_object
GRANT SELECT ON stored_object TO strongroom_ops;
GRANT UPDATE (removed_at, removing_at) ON stored_object TO strongroom_ops;
GRANT SELECT ON stored_object TO strongroom_server;
GRANT SELECT ON stored_object TO strongroom_worker;
GRANT UPDATE (scanned_at, scanned_with, threat) ON stored_object TO strongroom_worker;

-- ==== target_run ===========================================================================================

--- table target_run
CREATE TABLE target_run (
  id uuid NOT NULL,
  target text NOT NULL,
  act target_act NOT NULL,
  ok boolean NOT NULL,
  at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  reason text,
  part integer,
  gone integer,
  locked_days integer,
  unusual boolean NOT NULL DEFAULT false,
  kept_by_target boolean NOT NULL DEFAULT false
);

--- constraint target_run.target_run_pkey
ALTER TABLE target_run ADD CONSTRAINT target_run_pkey PRIMARY KEY (id);

--- index target_run_target_act_at_idx
CREATE INDEX target_run_target_act_at_idx ON public.target_run USING btree (target, act, at);

--- row-level security target_run
ALTER TABLE target_run DISABLE ROW LEVEL SECURITY;

--- rights target_run
GRANT INSERT, SELECT ON target_run TO strongroom_ops;
GRANT SELECT ON target_run TO strongroom_server;

-- ==== upload_key ===========================================================================================

--- table upload_key
CREATE TABLE upload_key (
  person_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  document_id uuid NOT NULL,
  created_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);

--- constraint upload_key.upload_key_document_id_fkey
ALTER TABLE upload_key ADD CONSTRAINT upload_key_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

--- constraint upload_key.upload_key_fingerprint
ALTER TABLE upload_key ADD CONSTRAINT upload_key_fingerprint CHECK ((fingerprint ~ '^[0-9a-f]{64}$'::text));

--- constraint upload_key.upload_key_key
ALTER TABLE upload_key ADD CONSTRAINT upload_key_key CHECK (((key <> ''::text) AND (length(key) <= 255)));

--- constraint upload_key.upload_key_matter_id_fkey
ALTER TABLE upload_key ADD CONSTRAINT upload_key_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint upload_key.upload_key_person_id_fkey
ALTER TABLE upload_key ADD CONSTRAINT upload_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint upload_key.upload_key_pkey
ALTER TABLE upload_key ADD CONSTRAINT upload_key_pkey PRIMARY KEY (person_id, matter_id, key);

--- index upload_key_created_at_idx
CREATE INDEX upload_key_created_at_idx ON public.upload_key USING btree (created_at);

--- row-level security upload_key
ALTER TABLE upload_key ENABLE ROW LEVEL SECURITY;

--- policy upload_key.no_auditors
CREATE POLICY no_auditors ON upload_key AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy upload_key.process_reads
CREATE POLICY process_reads ON upload_key FOR SELECT TO strongroom_ops
  USING (true);

--- policy upload_key.process_removes
CREATE POLICY process_removes ON upload_key FOR DELETE TO strongroom_ops
  USING (true);

--- policy upload_key.uploader_files
CREATE POLICY uploader_files ON upload_key FOR INSERT TO strongroom_server
  WITH CHECK (((person_id = ( SELECT current_person() AS current_person)) AND (matter_id IN ( SELECT editable_matters() AS editable_matters))));

--- policy upload_key.uploader_sees
CREATE POLICY uploader_sees ON upload_key FOR SELECT TO strongroom_server
  USING (((person_id = ( SELECT current_person() AS current_person)) AND (matter_id IN ( SELECT visible_matters() AS visible_matters))));

--- rights upload_key
GRANT DELETE, SELECT ON upload_key TO strongroom_ops;
GRANT INSERT, SELECT ON upload_key TO strongroom_server;

-- ==== used_challenge =======================================================================================

--- table used_challenge
CREATE TABLE used_challenge (
  hash text NOT NULL,
  expires_at timestamp(6) with time zone NOT NULL
);

--- constraint used_challenge.used_challenge_pkey
ALTER TABLE used_challenge ADD CONSTRAINT used_challenge_pkey PRIMARY KEY (hash);

--- index used_challenge_expires_at_idx
CREATE INDEX used_challenge_expires_at_idx ON public.used_challenge USING btree (expires_at);

--- row-level security used_challenge
ALTER TABLE used_challenge DISABLE ROW LEVEL SECURITY;

--- rights used_challenge
GRANT SELECT ON used_challenge TO strongroom_ops;
GRANT DELETE, INSERT, SELECT ON used_challenge TO strongroom_server;

-- ==== wal_shipment =========================================================================================

--- table wal_shipment
CREATE TABLE wal_shipment (
  id uuid NOT NULL,
  state backup_run_state NOT NULL,
  started_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamp(6) with time zone,
  snapshot text,
  reason text,
  target text NOT NULL,
  since timestamp(6) with time zone
);

--- constraint wal_shipment.wal_shipment_pkey
ALTER TABLE wal_shipment ADD CONSTRAINT wal_shipment_pkey PRIMARY KEY (id);

--- index wal_shipment_target_started_at_idx
CREATE INDEX wal_shipment_target_started_at_idx ON public.wal_shipment USING btree (target, started_at);

--- row-level security wal_shipment
ALTER TABLE wal_shipment DISABLE ROW LEVEL SECURITY;

--- rights wal_shipment
GRANT DELETE, INSERT, SELECT, UPDATE ON wal_shipment TO strongroom_ops;
GRANT SELECT ON wal_shipment TO strongroom_server;

-- ==== wall =================================================================================================

--- table wall
CREATE TABLE wall (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  person_id uuid,
  group_id uuid,
  reason text NOT NULL,
  starts_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ends_at timestamp(6) with time zone,
  raised_by uuid NOT NULL,
  raised_at timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  lifted_at timestamp(6) with time zone,
  lifted_by uuid,
  lifted_because text,
  end_noted_at timestamp(6) with time zone
);

--- constraint wall.wall_group_id_fkey
ALTER TABLE wall ADD CONSTRAINT wall_group_id_fkey FOREIGN KEY (group_id) REFERENCES person_group(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint wall.wall_has_reason
ALTER TABLE wall ADD CONSTRAINT wall_has_reason CHECK ((reason <> ''::text));

--- constraint wall.wall_lifted
ALTER TABLE wall ADD CONSTRAINT wall_lifted CHECK (((lifted_at IS NULL) = (lifted_by IS NULL)));

--- constraint wall.wall_matter_id_fkey
ALTER TABLE wall ADD CONSTRAINT wall_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint wall.wall_names_one
ALTER TABLE wall ADD CONSTRAINT wall_names_one CHECK (((person_id IS NULL) <> (group_id IS NULL)));

--- constraint wall.wall_person_id_fkey
ALTER TABLE wall ADD CONSTRAINT wall_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;

--- constraint wall.wall_pkey
ALTER TABLE wall ADD CONSTRAINT wall_pkey PRIMARY KEY (id);

--- index wall_end_to_note
CREATE INDEX wall_end_to_note ON public.wall USING btree (ends_at) WHERE ((lifted_at IS NULL) AND (end_noted_at IS NULL));

--- index wall_group_id_idx
CREATE INDEX wall_group_id_idx ON public.wall USING btree (group_id);

--- index wall_matter_id_idx
CREATE INDEX wall_matter_id_idx ON public.wall USING btree (matter_id);

--- index wall_person_id_idx
CREATE INDEX wall_person_id_idx ON public.wall USING btree (person_id);

--- row-level security wall
ALTER TABLE wall ENABLE ROW LEVEL SECURITY;

--- policy wall.administered
CREATE POLICY administered ON wall FOR SELECT TO strongroom_server
  USING ((matter_id IN ( SELECT administrable_matters() AS administrable_matters)));

--- policy wall.lifted
CREATE POLICY lifted ON wall FOR UPDATE TO strongroom_server
  USING ((matter_id IN ( SELECT administrable_matters() AS administrable_matters)));

--- policy wall.no_auditors
CREATE POLICY no_auditors ON wall AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (( SELECT may_read_matters() AS may_read_matters));

--- policy wall.ops_notes_end
CREATE POLICY ops_notes_end ON wall FOR UPDATE TO strongroom_ops
  USING (((ends_at <= now()) AND (lifted_at IS NULL) AND (end_noted_at IS NULL)))
  WITH CHECK ((end_noted_at IS NOT NULL));

--- policy wall.ops_restores
CREATE POLICY ops_restores ON wall FOR INSERT TO strongroom_ops
  WITH CHECK (true);

--- policy wall.process_reads
CREATE POLICY process_reads ON wall FOR SELECT TO strongroom_ops
  USING (true);

--- policy wall.raised
CREATE POLICY raised ON wall FOR INSERT TO strongroom_server
  WITH CHECK (((matter_id IN ( SELECT administrable_matters() AS administrable_matters)) AND (raised_by = current_person())));

--- rights wall
GRANT INSERT, SELECT ON wall TO strongroom_ops;
GRANT UPDATE (end_noted_at) ON wall TO strongroom_ops;
GRANT INSERT, SELECT ON wall TO strongroom_server;
GRANT UPDATE (lifted_at, lifted_by, lifted_because) ON wall TO strongroom_server;
