-- AlterTable
ALTER TABLE "document_step" ADD COLUMN "closed_at" TIMESTAMPTZ(6),
ADD COLUMN "closed_by" UUID,
ADD COLUMN "closed_note" TEXT,
ADD COLUMN "gave_up_at" TIMESTAMPTZ(6);

-- From here on written by hand: what Prisma's schema cannot say.

CREATE INDEX document_step_dead ON document_step (gave_up_at DESC, id) WHERE gave_up_at IS NOT NULL AND closed_at IS NULL;

CREATE FUNCTION is_administrator() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'administrator' AND disabled_at IS NULL)
$$;

-- Administrators tend work that failed in every matter, and read none of them by virtue of their role: these functions show and do
-- exactly that, no name and no word of a document. A step that somebody had tried again meanwhile is no longer on the list.
CREATE FUNCTION dead_letters() RETURNS TABLE (id uuid, document_id uuid, step step_name, attempts integer, reason text,
  requested_at timestamptz, gave_up_at timestamptz, bulk boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT dead.id, dead.document_id, dead.name, dead.attempts, dead.reason, dead.requested_at, dead.gave_up_at, dead.bulk
  FROM document_step AS dead
  WHERE dead.gave_up_at IS NOT NULL AND dead.closed_at IS NULL AND is_administrator()
    AND NOT EXISTS (SELECT FROM document_step AS later WHERE later.document_id = dead.document_id AND later.requested_at > dead.requested_at)
$$;

CREATE FUNCTION close_dead_letter(letter uuid, note text) RETURNS TABLE (document_id uuid, matter_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE document_step SET closed_at = now(), closed_by = current_person(), closed_note = note
  WHERE id IN (SELECT dead.id FROM dead_letters() AS dead WHERE dead.id = letter)
  RETURNING document_step.document_id, document_step.matter_id
$$;

-- The step again, in the words of core/documents/request-step.ts: a row that is open. `during` is the state the document is then in.
CREATE FUNCTION requeue_dead_letter(letter uuid, new_step uuid, request text, during text) RETURNS TABLE (document_id uuid, matter_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
END $$;

REVOKE ALL ON FUNCTION is_administrator(), dead_letters(), close_dead_letter(uuid, text), requeue_dead_letter(uuid, uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dead_letters(), close_dead_letter(uuid, text), requeue_dead_letter(uuid, uuid, text, text) TO strongroom_server;
