-- AlterTable
ALTER TABLE "session" ADD COLUMN     "must_set_up" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "firm_rule" (
    "id" INTEGER NOT NULL,
    "second_factor_required" BOOLEAN NOT NULL,

    CONSTRAINT "firm_rule_pkey" PRIMARY KEY ("id")
);

-- From here on written by hand: what Prisma's schema cannot say.

INSERT INTO firm_rule (id, second_factor_required) VALUES (1, false);
GRANT SELECT, UPDATE ON firm_rule TO strongroom_server;
GRANT SELECT ON firm_rule TO strongroom_ops;
