-- What is found in a document beyond its words.

-- CreateEnum
CREATE TYPE "finding_kind" AS ENUM ('citation', 'court', 'docket', 'party', 'date', 'money', 'email', 'phone');

-- AlterTable
ALTER TABLE "document" ADD COLUMN     "failed_redactions" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "kind" TEXT,
ADD COLUMN     "kind_reason" TEXT,
ADD COLUMN     "language" TEXT;

-- CreateTable
CREATE TABLE "finding" (
    "document_id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "page" INTEGER NOT NULL,
    "kind" "finding_kind" NOT NULL,
    "span_start" INTEGER NOT NULL,
    "span_end" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("document_id","number")
);

-- CreateIndex
CREATE INDEX "finding_document_id_kind_number_idx" ON "finding"("document_id", "kind", "number");

-- CreateIndex
CREATE INDEX "finding_document_id_page_idx" ON "finding"("document_id", "page");

-- CreateIndex
CREATE INDEX "finding_matter_id_idx" ON "finding"("matter_id");

-- AddForeignKey
ALTER TABLE "finding" ADD CONSTRAINT "finding_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE finding ENABLE ROW LEVEL SECURITY;
CREATE POLICY person_sees ON finding FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY worker_works ON finding FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON finding FOR SELECT TO strongroom_ops USING (true);

GRANT SELECT ON finding TO strongroom_server, strongroom_ops;
GRANT SELECT, INSERT, DELETE ON finding TO strongroom_worker;
