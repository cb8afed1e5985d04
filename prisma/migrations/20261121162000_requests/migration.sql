-- What people ask the operator's process to do: it has no address of its own, so it looks here every two seconds.
CREATE TYPE "request_kind" AS ENUM ('backup');
CREATE TYPE "request_state" AS ENUM ('asked', 'running', 'done', 'failed');
CREATE TABLE "ops_request" (
    "id" UUID NOT NULL,
    "kind" "request_kind" NOT NULL,
    "what" JSONB NOT NULL DEFAULT '{}',
    "state" "request_state" NOT NULL DEFAULT 'asked',
    "asked_by" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    CONSTRAINT "ops_request_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ops_request_asked_at_idx" ON "ops_request"("asked_at");
ALTER TABLE "ops_request" ADD CONSTRAINT "ops_request_asked_by_fkey" FOREIGN KEY ("asked_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- When each job of the clock runs next, as the operator's process said last, and the places that it knows.
CREATE TABLE "planned_run" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    CONSTRAINT "planned_run_pkey" PRIMARY KEY ("name")
);
CREATE TABLE "backup_place" (
    "name" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    CONSTRAINT "backup_place_pkey" PRIMARY KEY ("name")
);

-- From here on written by hand: what Prisma's schema cannot say.

-- Whoever asks twice for the same gets it once.
CREATE UNIQUE INDEX ops_request_open ON ops_request (kind, what) WHERE state IN ('asked', 'running');

ALTER TABLE ops_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY asker_sees ON ops_request FOR SELECT TO strongroom_server
  USING (asked_by = (SELECT current_person()) OR (SELECT is_administrator()));
CREATE POLICY asker_asks ON ops_request FOR INSERT TO strongroom_server
  WITH CHECK (asked_by = (SELECT current_person()) AND state = 'asked' AND (kind <> 'backup' OR (SELECT is_administrator())));
CREATE POLICY process_reads ON ops_request FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_writes ON ops_request FOR UPDATE TO strongroom_ops USING (true);

GRANT SELECT, INSERT ON ops_request TO strongroom_server;
GRANT SELECT, UPDATE ON ops_request TO strongroom_ops;
GRANT SELECT ON planned_run, backup_place TO strongroom_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON planned_run, backup_place TO strongroom_ops;
