-- One row per run of a job of the clock, whatever it does; kept for a month.
CREATE TYPE "clock_run_state" AS ENUM ('running', 'done', 'refused', 'failed');
CREATE TABLE "clock_run" (
    "id" UUID NOT NULL,
    "job" TEXT NOT NULL,
    "state" "clock_run_state" NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "reason" TEXT,
    CONSTRAINT "clock_run_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "clock_run_job_started_at_idx" ON "clock_run"("job", "started_at");

GRANT SELECT ON clock_run TO strongroom_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON clock_run TO strongroom_ops;
