-- AlterTable
ALTER TABLE "person" ADD COLUMN     "totp_counter" BIGINT,
ADD COLUMN     "totp_sealed" TEXT;

-- CreateTable
CREATE TABLE "recovery_code" (
    "person_id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("person_id","fingerprint")
);

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_code TO strongroom_server;
GRANT SELECT, DELETE ON recovery_code TO strongroom_ops;
