-- What was given for a time ends with what it was given for, and a closed matter stays as it was closed (docs/decisions/0020, 0024).

-- When a matter was opened again last: its bin counts from then on.
ALTER TABLE matter ADD COLUMN reopened_at timestamptz(6);

CREATE FUNCTION note_reopening() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  NEW.reopened_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER note_reopening BEFORE UPDATE OF closed_at ON matter FOR EACH ROW
  WHEN (OLD.closed_at IS NOT NULL AND NEW.closed_at IS NULL) EXECUTE FUNCTION note_reopening();

-- Since when a document has lain in the bin without a break in which nobody could restore it; null while its matter is closed. The worker
-- purges by it, and people read it.
CREATE FUNCTION in_bin_since(asked_matter uuid, deleted timestamptz) RETURNS timestamptz
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT CASE WHEN closed_at IS NULL THEN greatest(deleted, reopened_at) END FROM matter WHERE id = asked_matter
$$;
REVOKE ALL ON FUNCTION in_bin_since(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION in_bin_since(uuid, timestamptz) TO strongroom_worker, strongroom_server;

-- Nobody deletes, restores, replaces, moves or files anything in a closed matter. Closing waits for whoever does so at the same moment.
-- What comes out of a file that was there before is the worker's, and a disposal too.
CREATE FUNCTION closed_matter_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  PERFORM FROM matter WHERE id = NEW.matter_id FOR SHARE;
  IF EXISTS (SELECT FROM matter WHERE id = NEW.matter_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the matter is closed' USING ERRCODE = 'SRH03';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER closed_matter_stays BEFORE UPDATE OF deleted_at, newest, matter_id ON document FOR EACH ROW
  WHEN (CURRENT_USER = 'strongroom_server'::name AND (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.newest <> NEW.newest
    OR OLD.matter_id <> NEW.matter_id))
  EXECUTE FUNCTION closed_matter_stays();
CREATE TRIGGER closed_matter_takes_nothing BEFORE INSERT ON document FOR EACH ROW
  WHEN (CURRENT_USER = 'strongroom_server'::name) EXECUTE FUNCTION closed_matter_stays();

CREATE OR REPLACE FUNCTION worker_purges_what_is_due() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
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
END $$;

-- The disposals that this transaction withdrew (now() is its beginning), for the row of each and whoever proposed it. Whom a wall keeps
-- out by now, and an auditor, is told no number.
CREATE FUNCTION disposals_withdrawn_now() RETURNS TABLE(id uuid, matter_id uuid, reason text, proposed_by uuid, number text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT disposal.id, disposal.matter_id, disposal.withdrawn_because, disposal.proposed_by,
    CASE WHEN person.role <> 'auditor' AND NOT is_walled(person.id, matter.id) THEN matter.number END
  FROM disposal JOIN matter ON matter.id = disposal.matter_id JOIN person ON person.id = disposal.proposed_by
  WHERE disposal.withdrawn_at = now() ORDER BY disposal.proposed_at, disposal.id
$$;
REVOKE ALL ON FUNCTION disposals_withdrawn_now() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION disposals_withdrawn_now() TO strongroom_server;

-- Sight by memberships and groups, and by emergency access: never a program's, whose key is the authority of the transaction.
CREATE OR REPLACE FUNCTION granted_roles() RETURNS TABLE(matter_id uuid, role membership_role) LANGUAGE sql STABLE AS $$
  SELECT membership.matter_id, membership.role FROM membership WHERE membership.person_id = current_person()
  UNION ALL
  SELECT given.matter_id, given.role FROM group_grant AS given JOIN group_member AS member ON member.group_id = given.group_id
  WHERE member.person_id = current_person()
  UNION ALL
  SELECT access.matter_id, 'viewer'::membership_role FROM emergency_access AS access
  WHERE access.person_id = current_person() AND access.until > now() AND access.ended_at IS NULL
    AND NOT coalesce(nullif(current_setting('strongroom.authority', true), '')::jsonb ? 'key', false)
$$;

-- Emergency access ends for good where the firm's rule no longer admits whoever has it: they left, have another role, or the rule changed.
CREATE FUNCTION end_unadmitted_emergency_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path TO 'public', 'pg_temp' AS $$
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
END $$;
CREATE TRIGGER end_unadmitted_emergency_access AFTER UPDATE OF role, disabled_at ON person FOR EACH ROW
  WHEN (OLD.role <> NEW.role OR OLD.disabled_at IS DISTINCT FROM NEW.disabled_at) EXECUTE FUNCTION end_unadmitted_emergency_access();
CREATE TRIGGER end_unadmitted_emergency_access AFTER UPDATE OF emergency_access ON firm_rule FOR EACH ROW
  WHEN (OLD.emergency_access <> NEW.emergency_access) EXECUTE FUNCTION end_unadmitted_emergency_access();

-- The emergency accesses that this transaction ended, for the row of each.
CREATE FUNCTION emergency_access_ended_now() RETURNS TABLE(id uuid, matter_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT access.id, access.matter_id FROM emergency_access AS access WHERE access.ended_at = now() ORDER BY access.begun_at, access.id
$$;
REVOKE ALL ON FUNCTION emergency_access_ended_now() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION emergency_access_ended_now() TO strongroom_server;

-- What matters_seen_by answers, for those who look by a program's key.
CREATE FUNCTION matters_seen_by_programs(people uuid[], matters uuid[])
  RETURNS TABLE(person_id uuid, matter_id uuid, access matter_access, role membership_role, walled boolean)
  LANGUAGE plpgsql ROWS 100 SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  PERFORM set_config('strongroom.authority', '{"key": null}', true);
  RETURN QUERY SELECT * FROM matters_seen_by(people, matters);
  PERFORM set_config('strongroom.authority', '', true);
END $$;
REVOKE ALL ON FUNCTION matters_seen_by_programs(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matters_seen_by_programs(uuid[], uuid[]) TO strongroom_server;
