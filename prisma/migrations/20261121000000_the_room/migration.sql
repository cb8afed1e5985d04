
-- CreateEnum
CREATE TYPE "person_role" AS ENUM ('administrator', 'member');

-- CreateEnum
CREATE TYPE "matter_access" AS ENUM ('members', 'firm');

-- CreateEnum
CREATE TYPE "membership_role" AS ENUM ('owner', 'editor', 'viewer');

-- CreateEnum
CREATE TYPE "step_name" AS ENUM ('extract', 'read');

-- CreateEnum
CREATE TYPE "step_state" AS ENUM ('requested', 'running', 'done', 'failed');

-- CreateEnum
CREATE TYPE "page_state" AS ENUM ('waiting', 'read', 'failed');

-- CreateEnum
CREATE TYPE "backup_run_state" AS ENUM ('running', 'done', 'failed');

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "person_role" NOT NULL DEFAULT 'member',
    "password_hash" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "key_hash" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "matter" (
    "id" UUID NOT NULL,
    "client" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "access" "matter_access" NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "matter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "matter_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" "membership_role" NOT NULL,
    "added_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("matter_id","person_id")
);

-- CreateTable
CREATE TABLE "stored_object" (
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stored_object_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "document" (
    "id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "parent_id" UUID,
    "part" INTEGER,
    "sha256" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'stored',
    "reason" TEXT,
    "page_count" INTEGER,
    "uploaded_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_step" (
    "id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "name" "step_name" NOT NULL,
    "state" "step_state" NOT NULL DEFAULT 'requested',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "request_id" TEXT NOT NULL,
    "reason" TEXT,
    "requested_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "document_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "page" (
    "document_id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "page_state" NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "engine" TEXT NOT NULL DEFAULT '',
    "confidence" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "label" TEXT,
    "reason" TEXT,
    "layout" JSONB,
    "search" tsvector,
    "exact" tsvector,

    CONSTRAINT "page_pkey" PRIMARY KEY ("document_id","number")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "event" TEXT NOT NULL,
    "person_id" UUID,
    "matter_id" UUID,
    "document_id" UUID,
    "request_id" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backup_run" (
    "id" UUID NOT NULL,
    "state" "backup_run_state" NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "snapshot" TEXT,
    "bytes" BIGINT,
    "documents" INTEGER,
    "reason" TEXT,

    CONSTRAINT "backup_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "api_key_person_id_idx" ON "api_key"("person_id");

-- CreateIndex
CREATE INDEX "matter_created_at_id_idx" ON "matter"("created_at", "id");

-- CreateIndex
CREATE INDEX "membership_person_id_idx" ON "membership"("person_id");

-- CreateIndex
CREATE INDEX "document_matter_id_created_at_id_idx" ON "document"("matter_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "document_changed_at_idx" ON "document"("changed_at");

-- CreateIndex
CREATE INDEX "document_sha256_idx" ON "document"("sha256");

-- CreateIndex
CREATE INDEX "document_uploaded_by_idx" ON "document"("uploaded_by");

-- CreateIndex
CREATE UNIQUE INDEX "document_parent_id_part_key" ON "document"("parent_id", "part");

-- CreateIndex
CREATE INDEX "document_step_document_id_requested_at_idx" ON "document_step"("document_id", "requested_at");

-- CreateIndex
CREATE INDEX "page_matter_id_idx" ON "page"("matter_id");

-- CreateIndex
CREATE INDEX "page_search_idx" ON "page" USING GIN ("search");

-- CreateIndex
CREATE INDEX "page_exact_idx" ON "page" USING GIN ("exact");

-- CreateIndex
CREATE INDEX "audit_event_matter_id_seq_idx" ON "audit_event"("matter_id", "seq");

-- CreateIndex
CREATE INDEX "audit_event_person_id_seq_idx" ON "audit_event"("person_id", "seq");

-- CreateIndex
CREATE INDEX "backup_run_started_at_idx" ON "backup_run"("started_at");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "matter" ADD CONSTRAINT "matter_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "document"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "stored_object"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_uploaded_by_fkey" FOREIGN KEY ("uploaded_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_step" ADD CONSTRAINT "document_step_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "page" ADD CONSTRAINT "page_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- From here on written by hand: what Prisma's schema cannot say.

-- One state list, the same as core/documents/journey.ts (test/api/journey.test.ts compares them).
ALTER TABLE document ADD CONSTRAINT document_state CHECK (state IN
  ('stored', 'extracting', 'reading', 'searchable', 'no-text', 'needs-password', 'failed'));
ALTER TABLE stored_object ADD CONSTRAINT stored_object_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$');

-- The sweep looks only at what is unfinished: a handful of rows among millions.
CREATE INDEX document_step_open ON document_step (requested_at) WHERE state IN ('requested', 'running');
CREATE INDEX document_unfinished ON document (created_at) WHERE state IN ('stored', 'extracting', 'reading');
CREATE INDEX page_waiting ON page (document_id, number) WHERE state = 'waiting';

-- Search ---------------------------------------------------------------------------------------------------------------

-- Postgres tears identifiers apart (ABC-000123, 2:17-cv-00413, 12 U.S.C. 1841(a)): each is kept whole, as one token
-- without its punctuation. Asked of page text and of a query alike.
CREATE FUNCTION identifier_tokens(content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT left(regexp_replace(lower(found[1]), '[^[:alnum:]]', '', 'g'), 200)), '{}')
  FROM regexp_matches(content, '([[:alnum:]]+(?:[-:./_@][[:alnum:]]+)+)', 'g') AS found
$$;

CREATE FUNCTION page_search() RETURNS trigger LANGUAGE plpgsql AS $$
-- Postgres takes "<privilege>" for a tag and "and/or" for a file name, and drops or glues the words (core/search/parse-query.ts does the same).
DECLARE words text := translate(NEW.text, '<>/', '   ');
BEGIN
  NEW.search := to_tsvector('english', words);
  NEW.exact := to_tsvector('simple', words) || array_to_tsvector(identifier_tokens(NEW.text));
  RETURN NEW;
END $$;
CREATE TRIGGER page_search BEFORE INSERT OR UPDATE OF text ON page FOR EACH ROW EXECUTE FUNCTION page_search();

-- Who may see what -----------------------------------------------------------------------------------------------------

-- The person on whose behalf this transaction runs; null when nobody's.
CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('strongroom.person', true), '')::uuid
$$;

-- These read membership as the owner of the tables, or the policy on membership would ask itself.
CREATE FUNCTION visible_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter_id FROM membership WHERE person_id = current_person()
  UNION
  SELECT id FROM matter WHERE access = 'firm' AND current_person() IS NOT NULL
$$;

CREATE FUNCTION editable_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter_id FROM membership WHERE person_id = current_person() AND role IN ('owner', 'editor')
$$;

-- Its owners manage who belongs to a matter; its creator names the first of them.
CREATE FUNCTION manageable_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter_id FROM membership WHERE person_id = current_person() AND role = 'owner'
  UNION
  SELECT id FROM matter WHERE created_by = current_person() AND NOT EXISTS (SELECT FROM membership WHERE matter_id = matter.id)
$$;

ALTER TABLE matter ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE page ENABLE ROW LEVEL SECURITY;

CREATE POLICY person_sees ON matter FOR SELECT TO strongroom_server USING (id IN (SELECT visible_matters()));
CREATE POLICY person_opens ON matter FOR INSERT TO strongroom_server WITH CHECK (created_by = current_person());
CREATE POLICY person_sees ON membership FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY owner_adds ON membership FOR INSERT TO strongroom_server WITH CHECK (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_changes ON membership FOR UPDATE TO strongroom_server USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_removes ON membership FOR DELETE TO strongroom_server USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY person_sees ON document FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY editor_files ON document FOR INSERT TO strongroom_server WITH CHECK (matter_id IN (SELECT editable_matters()));
CREATE POLICY editor_changes ON document FOR UPDATE TO strongroom_server USING (matter_id IN (SELECT editable_matters()));
CREATE POLICY person_sees ON document_step FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY editor_requests ON document_step FOR INSERT TO strongroom_server WITH CHECK (matter_id IN (SELECT editable_matters()));
CREATE POLICY person_sees ON page FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));

-- The worker moves every document on; ops counts and compares them. Neither answers people.
CREATE POLICY process_reads ON matter FOR SELECT TO strongroom_worker, strongroom_ops USING (true);
CREATE POLICY process_reads ON membership FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON document FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_works ON document_step FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY worker_works ON page FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON document FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON document_step FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON page FOR SELECT TO strongroom_ops USING (true);

-- The audit log: append-only, each row carrying the hash of the one before -----------------------------------------------

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, repeat('0', 64));

-- hash = SHA-256 of these lines joined by newlines; the free text comes last, so nothing in it can pass for another field.
CREATE FUNCTION audit_hash(e audit_event) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n', e.previous_hash, e.seq::text,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.event, coalesce(e.person_id::text, ''),
    coalesce(e.matter_id::text, ''), coalesce(e.document_id::text, ''), e.request_id, e.detail), 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_head%ROWTYPE;
BEGIN
  SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.at := clock_timestamp();
  NEW.request_id := translate(NEW.request_id, E'\n', ' ');
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- What each role may touch -----------------------------------------------------------------------------------------------

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO strongroom_server, strongroom_worker, strongroom_ops;
GRANT SELECT ON _prisma_migrations TO strongroom_server, strongroom_worker, strongroom_ops;

GRANT SELECT, INSERT, UPDATE ON person, api_key TO strongroom_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, membership TO strongroom_server;
GRANT SELECT, INSERT ON matter, stored_object, document, document_step TO strongroom_server;
GRANT UPDATE (state, reason, changed_at) ON document TO strongroom_server;
GRANT SELECT ON page, backup_run TO strongroom_server;

GRANT SELECT ON matter TO strongroom_worker;
GRANT SELECT, INSERT ON stored_object TO strongroom_worker;
GRANT SELECT, INSERT, UPDATE ON document, document_step TO strongroom_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON page TO strongroom_worker;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO strongroom_ops;
GRANT INSERT, UPDATE ON person, backup_run TO strongroom_ops;
GRANT DELETE ON session TO strongroom_ops;

GRANT INSERT (event, person_id, matter_id, document_id, request_id, detail) ON audit_event
  TO strongroom_server, strongroom_worker, strongroom_ops;
