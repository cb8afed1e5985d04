-- AlterTable
ALTER TABLE "document" ADD COLUMN     "newest" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "version_of" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "document_version_of_version_key" ON "document"("version_of", "version");

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_version_of_fkey" FOREIGN KEY ("version_of") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

-- The first version points nowhere, every later one to the first; and of all of them one is the newest.
ALTER TABLE document ADD CONSTRAINT document_version CHECK ((version_of IS NULL) = (version = 1) AND version >= 1);
CREATE UNIQUE INDEX document_newest ON document (coalesce(version_of, id)) WHERE newest;
GRANT UPDATE (newest) ON document TO strongroom_server;
