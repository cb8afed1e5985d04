-- AlterTable
ALTER TABLE "document" ADD COLUMN     "disposal_id" UUID;

-- AlterTable
ALTER TABLE "matter" ADD COLUMN     "closed_at" TIMESTAMPTZ(6),
ADD COLUMN     "closed_by" UUID,
ADD COLUMN     "schedule_id" UUID;

-- CreateTable
CREATE TABLE "retention_schedule" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "years" INTEGER NOT NULL,

    CONSTRAINT "retention_schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disposal" (
    "id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "approved_by" UUID,
    "approved_at" TIMESTAMPTZ(6),
    "withdrawn_at" TIMESTAMPTZ(6),
    "withdrawn_because" TEXT,
    "done_at" TIMESTAMPTZ(6),

    CONSTRAINT "disposal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "retention_schedule_name_key" ON "retention_schedule"("name");

-- CreateIndex
CREATE INDEX "disposal_matter_id_idx" ON "disposal"("matter_id");

-- CreateIndex
CREATE INDEX "document_disposal_id_idx" ON "document"("disposal_id");

-- AddForeignKey
ALTER TABLE "matter" ADD CONSTRAINT "matter_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "retention_schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disposal" ADD CONSTRAINT "disposal_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_disposal_id_fkey" FOREIGN KEY ("disposal_id") REFERENCES "disposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE matter ADD CONSTRAINT matter_closed CHECK ((closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (schedule_id IS NULL));
ALTER TABLE retention_schedule ADD CONSTRAINT retention_schedule_years CHECK (years BETWEEN 1 AND 100 AND name <> '');
ALTER TABLE disposal ADD CONSTRAINT disposal_has_reason CHECK (reason <> '');
ALTER TABLE disposal ADD CONSTRAINT disposal_approved CHECK ((approved_at IS NULL) = (approved_by IS NULL));
-- The one rule that no code may get around: nobody approves what they proposed.
ALTER TABLE disposal ADD CONSTRAINT disposal_takes_two CHECK (approved_by <> proposed_by);
ALTER TABLE disposal ADD CONSTRAINT disposal_in_order CHECK (done_at IS NULL OR (approved_at IS NOT NULL AND withdrawn_at IS NULL));
CREATE UNIQUE INDEX disposal_open ON disposal (matter_id) WHERE withdrawn_at IS NULL AND done_at IS NULL;

INSERT INTO retention_schedule (id, name, years) VALUES
  ('5ced0000-0000-4000-8000-000000000007', 'Seven years', 7), ('5ced0000-0000-4000-8000-000000000010', 'Ten years', 10);

-- Closed matters whose time is over, of those the person tends; number and dates, nothing else.
CREATE FUNCTION expired_matters() RETURNS TABLE (id uuid, number text, schedule text, closed_at timestamptz, expired_at timestamptz, held boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT matter.id, matter.number, schedule.name, matter.closed_at, matter.closed_at + make_interval(years => schedule.years),
      EXISTS (SELECT FROM holds_today(matter.id, NULL))
    FROM matter JOIN retention_schedule AS schedule ON schedule.id = matter.schedule_id
    WHERE matter.closed_at + make_interval(years => schedule.years) <= now() AND matter.id IN (SELECT wallable_matters())
      AND NOT EXISTS (SELECT FROM disposal WHERE disposal.matter_id = matter.id AND disposal.done_at IS NOT NULL);
END $$;

-- Who approves says so for themselves; and what is decided is decided.
CREATE FUNCTION disposal_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.done_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR (OLD.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by)
    OR (OLD.approved_by IS NULL AND NEW.approved_by IS DISTINCT FROM current_person() AND NEW.approved_by IS NOT NULL) THEN
    RAISE EXCEPTION 'this disposal is decided, or signed for somebody else';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER disposal_is_signed BEFORE UPDATE ON disposal FOR EACH ROW EXECUTE FUNCTION disposal_is_signed();

-- A hold that comes, and a matter that is opened again, withdraw a disposal under way: it must be proposed anew.
CREATE FUNCTION hold_withdraws_disposal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE disposal SET withdrawn_at = now(), withdrawn_because = 'A legal hold was placed.'
  WHERE matter_id = NEW.matter_id AND withdrawn_at IS NULL AND done_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER hold_withdraws_disposal AFTER INSERT ON hold_cover FOR EACH ROW EXECUTE FUNCTION hold_withdraws_disposal();

CREATE FUNCTION reopening_withdraws_disposal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE disposal SET withdrawn_at = now(), withdrawn_because = 'The matter was opened again.'
  WHERE matter_id = NEW.id AND withdrawn_at IS NULL AND done_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER reopening_withdraws_disposal AFTER UPDATE OF closed_at ON matter FOR EACH ROW
  WHEN (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) EXECUTE FUNCTION reopening_withdraws_disposal();

-- A part goes with its whole, now also by a disposal.
CREATE OR REPLACE FUNCTION document_goes_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE document SET deleted_at = NEW.deleted_at, deleted_by = NEW.deleted_by, purged_at = NEW.purged_at, disposal_id = NEW.disposal_id
  WHERE (parent_id = NEW.id OR version_of = NEW.id)
    AND (deleted_at IS DISTINCT FROM NEW.deleted_at OR purged_at IS DISTINCT FROM NEW.purged_at);
  IF NEW.purged_at IS NOT NULL THEN
    DELETE FROM finding WHERE document_id = NEW.id;
    DELETE FROM page WHERE document_id = NEW.id;
    DELETE FROM sketch WHERE document_id = NEW.id;
    DELETE FROM message WHERE document_id = NEW.id;
    DELETE FROM document_step WHERE document_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

ALTER TABLE disposal ENABLE ROW LEVEL SECURITY;
CREATE POLICY tended ON disposal FOR SELECT TO strongroom_server USING (matter_id IN (SELECT wallable_matters()));
CREATE POLICY proposed ON disposal FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT wallable_matters()) AND proposed_by = (SELECT current_person()) AND approved_by IS NULL AND done_at IS NULL);
CREATE POLICY decided ON disposal FOR UPDATE TO strongroom_server USING (matter_id IN (SELECT wallable_matters()));
CREATE POLICY no_auditors ON disposal AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()));
CREATE POLICY worker_works ON disposal FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON disposal FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY owner_closes ON matter FOR UPDATE TO strongroom_server USING (id IN (SELECT manageable_matters()));

-- What a disposal took, for those who tend the matter, an administrator among them: the certificate's lines.
CREATE FUNCTION disposed_documents(asked uuid) RETURNS TABLE (id uuid, filename text, sha256 text, bytes bigint, filed_at timestamptz, purged_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT document.id, document.filename, document.sha256, stored_object.bytes, document.created_at, document.purged_at
  FROM document JOIN stored_object ON stored_object.sha256 = document.sha256
  WHERE document.disposal_id = asked AND document.purged_at IS NOT NULL AND document.matter_id IN (SELECT wallable_matters())
    AND may_read_matters()
  ORDER BY document.created_at, document.id
$$;

REVOKE ALL ON FUNCTION expired_matters(), disposed_documents(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expired_matters(), disposed_documents(uuid) TO strongroom_server;
GRANT UPDATE (closed_at, closed_by, schedule_id) ON matter TO strongroom_server;
GRANT SELECT, INSERT ON retention_schedule TO strongroom_server;
GRANT SELECT, INSERT ON disposal TO strongroom_server;
GRANT UPDATE (approved_by, approved_at, withdrawn_at, withdrawn_because) ON disposal TO strongroom_server;
GRANT SELECT, UPDATE (done_at) ON disposal TO strongroom_worker;
GRANT SELECT ON retention_schedule, disposal TO strongroom_ops;
