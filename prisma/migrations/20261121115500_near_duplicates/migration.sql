-- CreateTable
CREATE TABLE "sketch" (
    "document_id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "sketch_pkey" PRIMARY KEY ("document_id")
);

-- CreateTable
CREATE TABLE "sketch_band" (
    "document_id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "band" INTEGER NOT NULL,
    "hash" BIGINT NOT NULL,

    CONSTRAINT "sketch_band_pkey" PRIMARY KEY ("document_id","band")
);

-- CreateIndex
CREATE INDEX "sketch_band_band_hash_idx" ON "sketch_band"("band", "hash");

-- AddForeignKey
ALTER TABLE "sketch" ADD CONSTRAINT "sketch_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sketch_band" ADD CONSTRAINT "sketch_band_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "sketch"("document_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

-- Bands are looked up by equality alone: that operator is leakproof, so the index is used under row-level security too.
ALTER TABLE sketch ENABLE ROW LEVEL SECURITY;
ALTER TABLE sketch_band ENABLE ROW LEVEL SECURITY;
CREATE POLICY person_sees ON sketch FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY worker_works ON sketch FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON sketch FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY person_sees ON sketch_band FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY worker_works ON sketch_band FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON sketch_band FOR SELECT TO strongroom_ops USING (true);

GRANT SELECT ON sketch, sketch_band TO strongroom_server, strongroom_ops;
GRANT SELECT, INSERT, UPDATE, DELETE ON sketch, sketch_band TO strongroom_worker;
