-- CreateEnum
CREATE TYPE "mail_security" AS ENUM ('tls', 'starttls', 'plain');

-- CreateTable
CREATE TABLE "mail_setting" (
    "id" INTEGER NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "security" "mail_security" NOT NULL,
    "user_name" TEXT,
    "password_sealed" TEXT,
    "from_address" TEXT NOT NULL,

    CONSTRAINT "mail_setting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outgoing_mail" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outgoing_mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "outgoing_mail_next_try_at_idx" ON "outgoing_mail"("next_try_at");

-- AddForeignKey
ALTER TABLE "outgoing_mail" ADD CONSTRAINT "outgoing_mail_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE mail_setting ADD CONSTRAINT mail_setting_is_one CHECK (id = 1);
-- A password never goes to a server that is spoken to in the clear, whoever wrote the row.
ALTER TABLE mail_setting ADD CONSTRAINT mail_setting_no_plain_password CHECK (security <> 'plain' OR user_name IS NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_setting, outgoing_mail TO strongroom_server;
