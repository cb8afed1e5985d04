-- The worker writes the columns that its code writes, and no others (docs/decisions/0033): whoever takes it over moves, renames, deletes
-- and restores no document, begins no reading, and writes the audit log in nobody's name.

-- A column that is granted by itself is no right while the whole table is.
REVOKE INSERT, UPDATE, DELETE ON document, document_step, page, finding, message, minhash_signature, lsh_band FROM strongroom_worker;

GRANT INSERT (id, matter_id, parent_id, part, sha256, filename, folder, media_type, state, reason, page_count, uploaded_by, created_at,
  changed_at, failed_redactions, unread, index_version, version, newest) ON document TO strongroom_worker;
GRANT UPDATE (media_type, state, reason, page_count, changed_at, decrypted_sha256, failed_redactions, kind, kind_reason, language, unread,
  index_version, deleted_at, deleted_by, purged_at, disposal_id) ON document TO strongroom_worker;
GRANT INSERT (id, document_id, matter_id, name, state, attempts, request_id, reason, requested_at, started_at, ended_at, bulk)
  ON document_step TO strongroom_worker;
GRANT UPDATE (state, attempts, reason, started_at, ended_at, gave_up_at) ON document_step TO strongroom_worker;
GRANT INSERT, DELETE ON page TO strongroom_worker;
GRANT UPDATE (state, text, engine, confidence, label, reason, layout, search, exact, alternative, spans, unread) ON page TO strongroom_worker;
GRANT INSERT, DELETE ON finding TO strongroom_worker;
GRANT INSERT ON message TO strongroom_worker;
GRANT UPDATE (message_id, mentions, thread, subject, sender, recipients, sent_at) ON message TO strongroom_worker;
GRANT INSERT, DELETE ON minhash_signature TO strongroom_worker;
GRANT UPDATE (signature) ON minhash_signature TO strongroom_worker;
GRANT INSERT ON lsh_band TO strongroom_worker;
GRANT UPDATE (hash) ON lsh_band TO strongroom_worker;

-- What was read in a document lies in its matter: the matter decides who sees it.
DROP POLICY worker_works ON finding;
CREATE POLICY worker_reads ON finding FOR SELECT TO strongroom_worker USING (true);
CREATE POLICY worker_removes ON finding FOR DELETE TO strongroom_worker USING (true);
CREATE POLICY worker_files ON finding FOR INSERT TO strongroom_worker
  WITH CHECK (matter_id = (SELECT document.matter_id FROM document WHERE document.id = document_id));
DROP POLICY worker_works ON message;
CREATE POLICY worker_reads ON message FOR SELECT TO strongroom_worker USING (true);
CREATE POLICY worker_changes ON message FOR UPDATE TO strongroom_worker USING (true);
CREATE POLICY worker_files ON message FOR INSERT TO strongroom_worker
  WITH CHECK (matter_id = (SELECT document.matter_id FROM document WHERE document.id = document_id));
DROP POLICY worker_works ON minhash_signature;
CREATE POLICY worker_reads ON minhash_signature FOR SELECT TO strongroom_worker USING (true);
CREATE POLICY worker_changes ON minhash_signature FOR UPDATE TO strongroom_worker USING (true);
CREATE POLICY worker_removes ON minhash_signature FOR DELETE TO strongroom_worker USING (true);
CREATE POLICY worker_files ON minhash_signature FOR INSERT TO strongroom_worker
  WITH CHECK (matter_id = (SELECT document.matter_id FROM document WHERE document.id = document_id));
DROP POLICY worker_works ON lsh_band;
CREATE POLICY worker_reads ON lsh_band FOR SELECT TO strongroom_worker USING (true);
CREATE POLICY worker_changes ON lsh_band FOR UPDATE TO strongroom_worker USING (true);
CREATE POLICY worker_files ON lsh_band FOR INSERT TO strongroom_worker
  WITH CHECK (matter_id = (SELECT document.matter_id FROM document WHERE document.id = document_id));

-- Pages go while their document is read anew, and from a document in which a virus was found.
DROP POLICY worker_works ON page;
CREATE POLICY worker_reads ON page FOR SELECT TO strongroom_worker USING (true);
CREATE POLICY worker_changes ON page FOR UPDATE TO strongroom_worker USING (true);
CREATE POLICY worker_files ON page FOR INSERT TO strongroom_worker
  WITH CHECK (matter_id = (SELECT document.matter_id FROM document WHERE document.id = document_id));
CREATE POLICY worker_removes ON page FOR DELETE TO strongroom_worker
  USING (EXISTS (SELECT FROM document_step AS step WHERE step.document_id = page.document_id AND step.name = 'extract'
      AND step.state IN ('requested', 'running'))
    OR EXISTS (SELECT FROM document JOIN stored_object AS object ON object.sha256 = document.sha256
      WHERE document.id = page.document_id AND document.state = 'quarantined' AND object.threat IS NOT NULL));

-- A step that has ended stays as it ended. The next one is begun in the transaction in which the one before it ends well; people begin the
-- first. So the worker alone begins no reading, and with it gets no pages to remove.
DROP POLICY worker_works ON document_step;
CREATE POLICY worker_reads ON document_step FOR SELECT TO strongroom_worker USING (true);
CREATE POLICY worker_changes ON document_step FOR UPDATE TO strongroom_worker
  USING (state IN ('requested', 'running')) WITH CHECK (true);
CREATE POLICY worker_goes_on ON document_step FOR INSERT TO strongroom_worker
  WITH CHECK (matter_id = (SELECT document.matter_id FROM document WHERE document.id = document_id)
    AND CASE
      WHEN name <> 'scan' THEN state = 'requested' AND EXISTS (SELECT FROM document_step AS earlier
        WHERE earlier.document_id = document_step.document_id AND earlier.name < document_step.name AND earlier.state = 'done'
          AND earlier.xmin = pg_current_xact_id()::xid)
      WHEN state = 'failed' THEN EXISTS (SELECT FROM document WHERE document.id = document_id AND document.state = 'quarantined')
      ELSE NOT EXISTS (SELECT FROM document_step AS earlier WHERE earlier.document_id = document_step.document_id)
    END);

-- What it files came in a document that is being read, and is whose that is.
DROP POLICY worker_works ON document;
CREATE POLICY worker_reads ON document FOR SELECT TO strongroom_worker USING (true);
CREATE POLICY worker_changes ON document FOR UPDATE TO strongroom_worker USING (purged_at IS NULL) WITH CHECK (true);
CREATE POLICY worker_unpacks ON document FOR INSERT TO strongroom_worker
  WITH CHECK (EXISTS (SELECT FROM document AS parent JOIN document_step AS step ON step.document_id = parent.id
    WHERE parent.id = document.parent_id AND parent.matter_id = document.matter_id AND parent.uploaded_by = document.uploaded_by
      AND step.name = 'extract' AND step.state IN ('requested', 'running')));

-- It purges what has lain in the bin for its time (core/retention/list-bin.ts), and what an approved disposal of the matter names.
CREATE FUNCTION worker_purges_what_is_due() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
DECLARE asked_by uuid;
BEGIN
  IF NEW.purged_at IS NULL THEN RAISE EXCEPTION 'people delete and restore documents, not the worker'; END IF;
  IF NEW.disposal_id IS NULL THEN
    IF OLD.deleted_at < now() - interval '720 hours' AND NEW.deleted_at = OLD.deleted_at AND NEW.deleted_by = OLD.deleted_by THEN
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
CREATE TRIGGER worker_purges_what_is_due BEFORE UPDATE OF deleted_at, deleted_by, purged_at, disposal_id ON document
  FOR EACH ROW WHEN (CURRENT_USER = 'strongroom_worker'
    AND (OLD.deleted_at, OLD.deleted_by, OLD.purged_at, OLD.disposal_id) IS DISTINCT FROM
      (NEW.deleted_at, NEW.deleted_by, NEW.purged_at, NEW.disposal_id))
  EXECUTE FUNCTION worker_purges_what_is_due();

-- The worker records what it did with documents (core/audit/worker-events.ts), and nobody's act.
DROP POLICY appended ON audit_event;
CREATE POLICY appended ON audit_event FOR INSERT TO strongroom_ops, strongroom_server WITH CHECK (true);
CREATE POLICY worker_records ON audit_event FOR INSERT TO strongroom_worker
  WITH CHECK (person_id IS NULL AND matter_id IS NOT NULL AND event IN ('document.stored', 'document.extracted', 'document.finished',
    'document.failed', 'document.quarantined', 'document.purged', 'disposal.done'));
