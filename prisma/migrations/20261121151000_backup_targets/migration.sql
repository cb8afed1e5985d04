-- What was done to each place for backups, and how it ended: one row per act, written when it is over.
CREATE TYPE "target_act" AS ENUM ('backup', 'check', 'prune', 'recovery-key');
CREATE TABLE "target_run" (
    "id" UUID NOT NULL,
    "target" TEXT NOT NULL,
    "act" "target_act" NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT,
    "part" INTEGER,
    "gone" INTEGER,
    CONSTRAINT "target_run_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "target_run_target_act_at_idx" ON "target_run"("target", "act", "at");

GRANT SELECT ON target_run TO strongroom_server;
GRANT SELECT, INSERT ON target_run TO strongroom_ops;
