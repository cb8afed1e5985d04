-- That many documents in a set were gone or changed stands until an administrator says that it was looked at, which is a row of its own.
ALTER TYPE "target_act" ADD VALUE 'changes-accepted';
ALTER TABLE "target_run" ADD COLUMN "unusual" BOOLEAN NOT NULL DEFAULT false;
-- A place that lets nothing be removed is not one where pruning fails.
ALTER TABLE "target_run" ADD COLUMN "kept_by_place" BOOLEAN NOT NULL DEFAULT false;
