-- AlterTable
ALTER TABLE "person" ALTER COLUMN "password_hash" DROP NOT NULL;

-- CreateTable
CREATE TABLE "password_link" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "made_by" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "password_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "password_link_token_hash_key" ON "password_link"("token_hash");

-- CreateIndex
CREATE INDEX "password_link_person_id_idx" ON "password_link"("person_id");

-- AddForeignKey
ALTER TABLE "password_link" ADD CONSTRAINT "password_link_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

-- Of two who make a link for the same person at once, one is refused: there is never a second one that still opens.
CREATE UNIQUE INDEX password_link_open ON password_link (person_id) WHERE used_at IS NULL AND ended_at IS NULL;
GRANT SELECT, INSERT ON password_link TO strongroom_server;
GRANT UPDATE (used_at, ended_at) ON password_link TO strongroom_server;
-- `strongroom people reset-password` ends an open link, too.
GRANT SELECT ON password_link TO strongroom_ops;
GRANT UPDATE (ended_at) ON password_link TO strongroom_ops;
