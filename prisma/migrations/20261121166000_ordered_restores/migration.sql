-- An owner or an administrator orders a matter back out of a backup; ops/requests.ts does it. The value is used in no statement of this
-- file: PostgreSQL lets it be used only after the transaction that adds it.
ALTER TYPE "request_kind" ADD VALUE 'restore-matter';

ALTER TABLE "ops_request" ADD COLUMN     "matter_id" UUID;

CREATE INDEX "ops_request_matter_id_idx" ON "ops_request"("matter_id");

ALTER TABLE "ops_request" ADD CONSTRAINT "ops_request_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE ops_request ADD CONSTRAINT ops_request_of_matter CHECK ((kind = 'backup') = (matter_id IS NULL));

DROP INDEX ops_request_open;
CREATE UNIQUE INDEX ops_request_open ON ops_request (kind, matter_id, what) NULLS NOT DISTINCT WHERE state IN ('asked', 'running');

-- What is about a matter is for those who tend it: its owners, and administrators who are not walled from it.
DROP POLICY asker_sees ON ops_request;
DROP POLICY asker_asks ON ops_request;
CREATE POLICY asker_sees ON ops_request FOR SELECT TO strongroom_server
  USING (CASE WHEN matter_id IS NULL THEN asked_by = (SELECT current_person()) OR (SELECT is_administrator())
    ELSE matter_id IN (SELECT wallable_matters()) END);
CREATE POLICY asker_asks ON ops_request FOR INSERT TO strongroom_server
  WITH CHECK (asked_by = (SELECT current_person()) AND state = 'asked'
    AND CASE WHEN matter_id IS NULL THEN (SELECT is_administrator()) ELSE matter_id IN (SELECT wallable_matters()) END);
CREATE POLICY no_auditors ON ops_request AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()));
