-- AlterTable
ALTER TABLE "document" ADD COLUMN     "deleted_at" TIMESTAMPTZ(6),
ADD COLUMN     "deleted_by" UUID,
ADD COLUMN     "purged_at" TIMESTAMPTZ(6);

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE document ADD CONSTRAINT document_deleted CHECK ((deleted_at IS NULL) = (deleted_by IS NULL));
ALTER TABLE document ADD CONSTRAINT document_purged CHECK (purged_at IS NULL OR deleted_at IS NOT NULL);
CREATE INDEX document_in_bin ON document (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;

-- True in a transaction that was opened to look into the bin; everywhere else what is deleted is gone for everybody.
CREATE FUNCTION looks_in_bin() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('strongroom.bin', true), '') = 'open'
$$;

-- What has been purged has nothing left that could be shown.
CREATE FUNCTION deleted_documents() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM document WHERE deleted_at IS NOT NULL AND purged_at IS NULL
$$;

-- These stand beside every other policy and beat it. The sub-selects are asked once a statement, not once a row.
CREATE POLICY not_deleted ON document AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (deleted_at IS NULL OR (SELECT looks_in_bin()));
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['page', 'finding', 'message', 'document_step', 'sketch', 'sketch_band'] LOOP
    EXECUTE format('CREATE POLICY not_deleted ON %I AS RESTRICTIVE FOR SELECT TO strongroom_server
      USING (document_id NOT IN (SELECT deleted_documents()))', kept);
  END LOOP;
END $$;

-- A part goes with its whole: later versions with the first, what came in a message or an archive with it. And what is purged loses
-- its pages and all that was read in them; its row stays as the tombstone (what, when, by whom, hash).
CREATE FUNCTION document_goes_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE document SET deleted_at = NEW.deleted_at, deleted_by = NEW.deleted_by, purged_at = NEW.purged_at
  WHERE (parent_id = NEW.id OR version_of = NEW.id)
    AND (deleted_at IS DISTINCT FROM NEW.deleted_at OR purged_at IS DISTINCT FROM NEW.purged_at);
  IF NEW.purged_at IS NOT NULL THEN
    DELETE FROM finding WHERE document_id = NEW.id;
    DELETE FROM page WHERE document_id = NEW.id;
    DELETE FROM sketch WHERE document_id = NEW.id;
    DELETE FROM message WHERE document_id = NEW.id;
    DELETE FROM document_step WHERE document_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER document_goes_whole AFTER UPDATE OF deleted_at, purged_at ON document FOR EACH ROW
  WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.purged_at IS DISTINCT FROM NEW.purged_at)
  EXECUTE FUNCTION document_goes_whole();

-- What is purged stays purged, and what is said of it was read in it.
CREATE FUNCTION document_stays_purged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.purged_at IS NOT NULL THEN RAISE EXCEPTION 'this document has been purged for good'; END IF;
  IF NEW.purged_at IS NOT NULL THEN
    NEW.reason := NULL; NEW.kind := NULL; NEW.kind_reason := NULL; NEW.language := NULL;
    NEW.unlocked_sha256 := NULL; NEW.failed_redactions := '{}';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_stays_purged BEFORE UPDATE OF deleted_at, purged_at ON document FOR EACH ROW
  WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.purged_at IS DISTINCT FROM NEW.purged_at)
  EXECUTE FUNCTION document_stays_purged();

-- What the worker takes out of a message that was deleted meanwhile goes to the bin with it. The lock makes it wait for a deletion under way.
CREATE FUNCTION document_joins_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT deleted_at, deleted_by, purged_at INTO NEW.deleted_at, NEW.deleted_by, NEW.purged_at
  FROM document WHERE id = coalesce(NEW.version_of, NEW.parent_id) FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER document_joins_whole BEFORE INSERT ON document FOR EACH ROW
  WHEN (NEW.version_of IS NOT NULL OR NEW.parent_id IS NOT NULL) EXECUTE FUNCTION document_joins_whole();

-- Counts and failed work: without what is deleted.
CREATE OR REPLACE FUNCTION document_counts() RETURNS TABLE (state text, documents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT document.state, count(*) FROM document WHERE deleted_at IS NULL GROUP BY document.state
$$;

CREATE OR REPLACE FUNCTION dead_letters() RETURNS TABLE (id uuid, document_id uuid, step step_name, attempts integer, reason text,
  requested_at timestamptz, gave_up_at timestamptz, bulk boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT dead.id, dead.document_id, dead.name, dead.attempts, dead.reason, dead.requested_at, dead.gave_up_at, dead.bulk
  FROM document_step AS dead
  WHERE dead.gave_up_at IS NOT NULL AND dead.closed_at IS NULL AND is_administrator()
    AND NOT EXISTS (SELECT FROM document_step AS later WHERE later.document_id = dead.document_id AND later.requested_at > dead.requested_at)
    AND dead.document_id NOT IN (SELECT deleted_documents())
$$;

REVOKE ALL ON FUNCTION deleted_documents() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deleted_documents() TO strongroom_server;
GRANT UPDATE (deleted_at, deleted_by) ON document TO strongroom_server;
