-- The log goes to every place for backups, each with rows of its own; until now there was the near one alone.
ALTER TABLE "log_shipment" ADD COLUMN "target" TEXT NOT NULL DEFAULT 'near';
ALTER TABLE "log_shipment" ALTER COLUMN "target" DROP DEFAULT;
DROP INDEX "log_shipment_started_at_idx";
CREATE INDEX "log_shipment_target_started_at_idx" ON "log_shipment"("target", "started_at");

-- The place that a rehearsal took its set from; those before said nothing of it.
ALTER TABLE "rehearsal" ADD COLUMN "target" TEXT;
