-- AlterTable
ALTER TABLE "stored_object" ADD COLUMN     "removed_at" TIMESTAMPTZ(6),
ADD COLUMN     "removing_at" TIMESTAMPTZ(6);

-- CreateIndex
CREATE INDEX "document_unlocked_sha256_idx" ON "document"("unlocked_sha256");

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE stored_object ADD CONSTRAINT stored_object_removed CHECK (removed_at IS NULL OR removing_at IS NOT NULL);
CREATE INDEX stored_object_removing ON stored_object (sha256) WHERE removing_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX document_purged ON document (purged_at) WHERE purged_at IS NOT NULL;

-- Whether any document needs these bytes: it is not purged, or was not before `since`, or a legal hold of today covers its tombstone.
CREATE FUNCTION bytes_are_needed(asked text, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM (SELECT id, matter_id, purged_at FROM document WHERE sha256 = asked
      UNION ALL SELECT id, matter_id, purged_at FROM document WHERE unlocked_sha256 = asked) AS named
    WHERE purged_at IS NULL OR purged_at > since OR EXISTS (SELECT FROM holds_today(matter_id, id)))
$$;

-- Bytes that are needed are neither marked nor removed, whoever asks: such a row is passed over. As everywhere, the matter's row decides between
-- this and a hold that is being placed.
CREATE FUNCTION needed_bytes_stay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM matter WHERE id IN (SELECT matter_id FROM document WHERE sha256 = NEW.sha256
    UNION SELECT matter_id FROM document WHERE unlocked_sha256 = NEW.sha256) FOR SHARE;
  IF bytes_are_needed(NEW.sha256, 'infinity') THEN RETURN NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER needed_bytes_stay BEFORE UPDATE OF removing_at, removed_at ON stored_object FOR EACH ROW
  WHEN ((OLD.removing_at IS NULL AND NEW.removing_at IS NOT NULL) OR (OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL))
  EXECUTE FUNCTION needed_bytes_stay();

-- Notes bytes that somebody is about to file. True when they are marked for removal: they may be gone. Until the transaction ends nothing removes them.
CREATE FUNCTION claim_bytes(asked text, size bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE marked boolean;
BEGIN
  INSERT INTO stored_object (sha256, bytes) VALUES (asked, size) ON CONFLICT DO NOTHING;
  SELECT removing_at IS NOT NULL INTO marked FROM stored_object WHERE sha256 = asked FOR KEY SHARE;
  RETURN marked;
END $$;

-- They were seen to be there, and stay: as new as any, so that the next shipment of the log takes them along.
CREATE FUNCTION keep_bytes(asked text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE stored_object SET removing_at = NULL, removed_at = NULL, created_at = now() WHERE sha256 = asked AND removing_at IS NOT NULL;
  RETURN true;
END $$;

-- The tombstone keeps the name of the copy without a password: only so can that be held, and removed with the rest.
CREATE OR REPLACE FUNCTION document_stays_purged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.purged_at IS NOT NULL THEN RAISE EXCEPTION 'this document has been purged for good'; END IF;
  IF NEW.purged_at IS NOT NULL THEN
    NEW.reason := NULL; NEW.kind := NULL; NEW.kind_reason := NULL; NEW.language := NULL; NEW.failed_redactions := '{}';
  END IF;
  RETURN NEW;
END $$;

-- The certificate says when the bytes themselves went.
DROP FUNCTION disposed_documents(uuid);
CREATE FUNCTION disposed_documents(asked uuid) RETURNS TABLE (id uuid, filename text, sha256 text, bytes bigint, filed_at timestamptz,
  purged_at timestamptz, removed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT document.id, document.filename, document.sha256, stored_object.bytes, document.created_at, document.purged_at, stored_object.removed_at
  FROM document JOIN stored_object ON stored_object.sha256 = document.sha256
  WHERE document.disposal_id = asked AND document.purged_at IS NOT NULL AND document.matter_id IN (SELECT wallable_matters())
    AND may_read_matters()
  ORDER BY document.created_at, document.id
$$;

REVOKE ALL ON FUNCTION bytes_are_needed(text, timestamptz), claim_bytes(text, bigint), keep_bytes(text), disposed_documents(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION disposed_documents(uuid) TO strongroom_server;
GRANT EXECUTE ON FUNCTION claim_bytes(text, bigint), keep_bytes(text) TO strongroom_server, strongroom_worker, strongroom_ops;
GRANT EXECUTE ON FUNCTION bytes_are_needed(text, timestamptz) TO strongroom_ops;
GRANT UPDATE (removing_at, removed_at) ON stored_object TO strongroom_ops;
-- Whoever files bytes claims them.
REVOKE INSERT ON stored_object FROM strongroom_server, strongroom_worker, strongroom_ops;
