-- AlterTable
ALTER TABLE "stored_object" ADD COLUMN "scanned_at" TIMESTAMPTZ(6),
ADD COLUMN "scanned_with" TEXT,
ADD COLUMN "threat" TEXT;

-- From here on written by hand: what Prisma's schema cannot say.

-- What came in before there was a scanner stays open to those who could open it, and is looked at as "with older signatures".
UPDATE stored_object SET scanned_with = 'before the first scan';
CREATE INDEX stored_object_threat ON stored_object (sha256) WHERE threat IS NOT NULL;
GRANT UPDATE (scanned_with, scanned_at, threat) ON stored_object TO strongroom_worker;
