-- A backup is a whole copy of the database, or what changed in it since the last whole one.
CREATE TYPE "backup_kind" AS ENUM ('full', 'incremental');
ALTER TABLE "backup_run" ADD COLUMN "kind" "backup_kind" NOT NULL DEFAULT 'full';
