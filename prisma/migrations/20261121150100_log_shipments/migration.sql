-- One row each time the database's log and the new objects go to the repository, every five minutes; kept for a week.
CREATE TABLE "log_shipment" (
    "id" UUID NOT NULL,
    "state" "backup_run_state" NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "snapshot" TEXT,
    "reason" TEXT,

    CONSTRAINT "log_shipment_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "log_shipment_started_at_idx" ON "log_shipment"("started_at");

GRANT SELECT ON log_shipment TO strongroom_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON log_shipment TO strongroom_ops;
