-- AlterTable
ALTER TABLE "document" ADD COLUMN     "folder" TEXT,
ADD COLUMN     "unlocked_sha256" TEXT;

-- CreateTable
CREATE TABLE "message" (
    "document_id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "message_id" TEXT,
    "mentions" TEXT[],
    "thread" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "recipients" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(6),

    CONSTRAINT "message_pkey" PRIMARY KEY ("document_id")
);

-- CreateIndex
CREATE INDEX "message_matter_id_thread_idx" ON "message"("matter_id", "thread");

-- CreateIndex
CREATE INDEX "message_mentions_idx" ON "message" USING GIN ("mentions");

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_unlocked_sha256_fkey" FOREIGN KEY ("unlocked_sha256") REFERENCES "stored_object"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE message ENABLE ROW LEVEL SECURITY;
CREATE POLICY person_sees ON message FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY worker_works ON message FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON message FOR SELECT TO strongroom_ops USING (true);

GRANT SELECT ON message TO strongroom_server, strongroom_ops;
GRANT SELECT, INSERT, UPDATE ON message TO strongroom_worker;
