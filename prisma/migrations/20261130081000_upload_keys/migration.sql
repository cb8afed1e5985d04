-- The keys by which an upload that is sent again is known: draft-ietf-httpapi-idempotency-key-header.

CREATE TABLE upload_key (
  person_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  document_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT upload_key_pkey PRIMARY KEY (person_id, matter_id, key),
  CONSTRAINT upload_key_key CHECK (key <> '' AND length(key) <= 255),
  CONSTRAINT upload_key_fingerprint CHECK (fingerprint ~ '^[0-9a-f]{64}$')
);
CREATE INDEX upload_key_created_at_idx ON upload_key (created_at);

ALTER TABLE upload_key ADD CONSTRAINT upload_key_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE upload_key ADD CONSTRAINT upload_key_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
-- The key is taken before its document is written: whoever comes second waits for it, and locks nothing else.
ALTER TABLE upload_key ADD CONSTRAINT upload_key_document_id_fkey
  FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT
  DEFERRABLE INITIALLY DEFERRED;

-- A key is its person's own, and only while they see the matter.
ALTER TABLE upload_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY uploader_sees ON upload_key FOR SELECT TO strongroom_server
  USING (person_id = (SELECT current_person()) AND matter_id IN (SELECT visible_matters()));
CREATE POLICY uploader_files ON upload_key FOR INSERT TO strongroom_server
  WITH CHECK (person_id = (SELECT current_person()) AND matter_id IN (SELECT editable_matters()));
CREATE POLICY no_auditors ON upload_key AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY process_reads ON upload_key FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_removes ON upload_key FOR DELETE TO strongroom_ops USING (true);

GRANT SELECT, INSERT ON upload_key TO strongroom_server;
GRANT SELECT, DELETE ON upload_key TO strongroom_ops;
