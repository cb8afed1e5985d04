-- One row per rehearsal: the newest set brought back into scratch space and proven there. Signed by ops, so that a row written by another hand shows.
CREATE TABLE "rehearsal" (
    "id" UUID NOT NULL,
    "state" "backup_run_state" NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "snapshot" TEXT,
    "made_at" TIMESTAMPTZ(6),
    "documents" INTEGER,
    "objects" INTEGER,
    "bytes" BIGINT,
    "audit_events" INTEGER,
    "seconds" DOUBLE PRECISION,
    "reason" TEXT,
    "signature" TEXT,

    CONSTRAINT "rehearsal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "rehearsal_started_at_idx" ON "rehearsal"("started_at");

GRANT SELECT ON rehearsal TO strongroom_server;
GRANT SELECT, INSERT, UPDATE ON rehearsal TO strongroom_ops;
