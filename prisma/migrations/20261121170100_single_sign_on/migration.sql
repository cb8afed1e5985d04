-- AlterTable
ALTER TABLE "person" ADD COLUMN     "emergency" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "single_sign_on" (
    "id" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shape" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "secret_sealed" TEXT NOT NULL,
    "email_domains" TEXT[],
    "creates_people" BOOLEAN NOT NULL,
    "group_claims" TEXT[],
    "group_roles" JSONB NOT NULL,
    "second_factor_values" TEXT[],

    CONSTRAINT "single_sign_on_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_link" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_link_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateIndex
CREATE INDEX "identity_link_person_id_idx" ON "identity_link"("person_id");

-- AddForeignKey
ALTER TABLE "identity_link" ADD CONSTRAINT "identity_link_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE single_sign_on ADD CONSTRAINT one_row CHECK (id = 1);
ALTER TABLE single_sign_on ADD CONSTRAINT known_mode CHECK (mode IN ('off', 'beside', 'only'));
ALTER TABLE single_sign_on ADD CONSTRAINT known_shape CHECK (shape IN ('standard', 'entra', 'google'));

GRANT SELECT, INSERT, UPDATE ON single_sign_on TO strongroom_server;
GRANT SELECT, INSERT, DELETE ON identity_link TO strongroom_server;
GRANT SELECT ON single_sign_on, identity_link TO strongroom_ops;
