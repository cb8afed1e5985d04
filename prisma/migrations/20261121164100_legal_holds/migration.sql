-- CreateTable
CREATE TABLE "legal_hold" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "issued_by" UUID NOT NULL,
    "issued_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_at" TIMESTAMPTZ(6),
    "released_by" UUID,
    "released_because" TEXT,

    CONSTRAINT "legal_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold_cover" (
    "id" UUID NOT NULL,
    "hold_id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "document_id" UUID,

    CONSTRAINT "hold_cover_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "hold_cover_hold_id_idx" ON "hold_cover"("hold_id");

-- CreateIndex
CREATE INDEX "hold_cover_matter_id_idx" ON "hold_cover"("matter_id");

-- AddForeignKey
ALTER TABLE "hold_cover" ADD CONSTRAINT "hold_cover_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "legal_hold"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold_cover" ADD CONSTRAINT "hold_cover_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE legal_hold ADD CONSTRAINT legal_hold_has_reason CHECK (name <> '' AND reason <> '');
ALTER TABLE legal_hold ADD CONSTRAINT legal_hold_released CHECK ((released_at IS NULL) = (released_by IS NULL));

-- What a document stands for: the first version of the outermost message or archive it came in. That goes as one, so it is held as one.
CREATE FUNCTION whole_of(asked uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE climb AS (
    SELECT coalesce(version_of, id) AS first_id, parent_id FROM document WHERE id = asked
    UNION ALL
    SELECT coalesce(document.version_of, document.id), document.parent_id FROM climb JOIN document ON document.id = climb.parent_id)
  SELECT first_id FROM climb WHERE parent_id IS NULL
$$;

-- The holds of today over a document; without one, over anything at all in the matter.
CREATE FUNCTION holds_today(asked_matter uuid, asked_document uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT legal_hold.id FROM hold_cover JOIN legal_hold ON legal_hold.id = hold_cover.hold_id
  WHERE legal_hold.released_at IS NULL AND hold_cover.matter_id = asked_matter
    AND (asked_document IS NULL OR hold_cover.document_id IS NULL OR hold_cover.document_id = whole_of(asked_document))
$$;

-- For the sentence a person is told: which holds, by name for those who tend the matter, without for others who see it.
CREATE FUNCTION holds_over(asked_matter uuid, asked_document uuid) RETURNS TABLE (id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT legal_hold.id, CASE WHEN asked_matter IN (SELECT wallable_matters()) THEN legal_hold.name END
  FROM legal_hold WHERE legal_hold.id IN (SELECT holds_today(asked_matter, asked_document))
    AND asked_matter IN (SELECT visible_matters() UNION SELECT wallable_matters())
  ORDER BY legal_hold.issued_at
$$;

-- Hold beats delete, whichever comes first and whoever asks: a check that was forgotten, the worker, the owner of the tables. Placing a hold and
-- taking something away both lock the matter's row first, so one of the two has happened before the other begins.
CREATE FUNCTION hold_beats_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM matter WHERE id = OLD.matter_id FOR SHARE;
  IF EXISTS (SELECT FROM holds_today(OLD.matter_id, OLD.id)) THEN
    RAISE EXCEPTION 'a legal hold covers this document' USING ERRCODE = 'SRH01';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_hold_beats_delete BEFORE DELETE ON document FOR EACH ROW EXECUTE FUNCTION hold_beats_delete();
CREATE TRIGGER a_hold_beats_change BEFORE UPDATE OF deleted_at, purged_at, newest, sha256, matter_id ON document FOR EACH ROW
  WHEN ((OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) OR (OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL)
    OR (OLD.newest AND NOT NEW.newest) OR OLD.sha256 <> NEW.sha256 OR OLD.matter_id <> NEW.matter_id)
  EXECUTE FUNCTION hold_beats_delete();

-- A hold that names any version or part covers the whole. What has been purged cannot be held any more, and saying so beats a hold over nothing.
CREATE FUNCTION hold_waits_for_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM matter WHERE id = NEW.matter_id FOR NO KEY UPDATE;
  IF NEW.document_id IS NOT NULL THEN
    SELECT whole_of(id) INTO NEW.document_id FROM document WHERE id = NEW.document_id AND matter_id = NEW.matter_id AND purged_at IS NULL;
    IF NEW.document_id IS NULL THEN RAISE EXCEPTION 'there is no such document in this matter' USING ERRCODE = 'SRH02'; END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hold_waits_for_delete BEFORE INSERT ON hold_cover FOR EACH ROW EXECUTE FUNCTION hold_waits_for_delete();

-- Who tends all that a hold covers; a hold that reaches further is for others to release.
CREATE FUNCTION holds_tended() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM legal_hold WHERE (issued_by = current_person() OR is_administrator())
    AND NOT EXISTS (SELECT FROM hold_cover WHERE hold_id = legal_hold.id AND matter_id NOT IN (SELECT wallable_matters()))
$$;

ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE hold_cover ENABLE ROW LEVEL SECURITY;

CREATE POLICY tended ON hold_cover FOR SELECT TO strongroom_server USING (matter_id IN (SELECT wallable_matters()));
CREATE POLICY placed ON hold_cover FOR INSERT TO strongroom_server WITH CHECK (matter_id IN (SELECT wallable_matters()));
CREATE POLICY tended ON legal_hold FOR SELECT TO strongroom_server USING (id IN (SELECT hold_id FROM hold_cover));
CREATE POLICY placed ON legal_hold FOR INSERT TO strongroom_server WITH CHECK (issued_by = (SELECT current_person()));
CREATE POLICY released ON legal_hold FOR UPDATE TO strongroom_server USING (id IN (SELECT holds_tended()));
CREATE POLICY no_auditors ON legal_hold AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()));
CREATE POLICY no_auditors ON hold_cover AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()));
CREATE POLICY process_reads ON legal_hold FOR SELECT TO strongroom_worker, strongroom_ops USING (true);
CREATE POLICY process_reads ON hold_cover FOR SELECT TO strongroom_worker, strongroom_ops USING (true);

REVOKE ALL ON FUNCTION whole_of(uuid), holds_today(uuid, uuid), holds_over(uuid, uuid), holds_tended() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holds_over(uuid, uuid), holds_tended() TO strongroom_server;
GRANT EXECUTE ON FUNCTION holds_today(uuid, uuid) TO strongroom_worker;
-- A hold is never taken away or rewritten: it is released, and stays on record.
GRANT SELECT, INSERT ON legal_hold, hold_cover TO strongroom_server;
GRANT UPDATE (released_at, released_by, released_because) ON legal_hold TO strongroom_server;
GRANT SELECT ON legal_hold, hold_cover TO strongroom_worker, strongroom_ops;
