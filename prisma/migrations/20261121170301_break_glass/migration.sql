-- CreateEnum
CREATE TYPE "break_glass_rule" AS ENUM ('off', 'administrators', 'everybody');

-- AlterTable
ALTER TABLE "firm_rule" ADD COLUMN     "break_glass" "break_glass_rule" NOT NULL DEFAULT 'administrators';

-- CreateTable
CREATE TABLE "broken_glass" (
    "id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "hours" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "ended_by" UUID,
    "seen_at" TIMESTAMPTZ(6),
    "seen_by" UUID,

    CONSTRAINT "broken_glass_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "broken_glass_person_id_until_idx" ON "broken_glass"("person_id", "until");

-- CreateIndex
CREATE INDEX "broken_glass_matter_id_idx" ON "broken_glass"("matter_id");

-- CreateIndex
CREATE INDEX "matter_number_idx" ON "matter"("number");

-- AddForeignKey
ALTER TABLE "broken_glass" ADD CONSTRAINT "broken_glass_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broken_glass" ADD CONSTRAINT "broken_glass_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE broken_glass ADD CONSTRAINT broken_glass_is_short CHECK (hours IN (1, 4, 8));
ALTER TABLE broken_glass ADD CONSTRAINT broken_glass_has_reason CHECK (char_length(reason) >= 20);
ALTER TABLE broken_glass ADD CONSTRAINT broken_glass_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL));

-- Nobody chooses its end but by the hours: the application's role may set neither of the two times.
CREATE FUNCTION broken_glass_runs_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.until := NEW.begun_at + make_interval(hours => NEW.hours);
  RETURN NEW;
END $$;
CREATE TRIGGER broken_glass_runs_out BEFORE INSERT ON broken_glass FOR EACH ROW EXECUTE FUNCTION broken_glass_runs_out();

-- A viewer's part that ends by itself. Walls are taken from it where they are taken from every part (visible_matters and the like).
CREATE OR REPLACE FUNCTION parts_given() RETURNS TABLE (matter_id uuid, role membership_role) LANGUAGE sql STABLE AS $$
  SELECT membership.matter_id, membership.role FROM membership WHERE membership.person_id = current_person()
  UNION ALL
  SELECT given.matter_id, given.role FROM group_grant AS given JOIN group_member AS member ON member.group_id = given.group_id
  WHERE member.person_id = current_person()
  UNION ALL
  SELECT broken.matter_id, 'viewer'::membership_role FROM broken_glass AS broken
  WHERE broken.person_id = current_person() AND broken.until > now() AND broken.ended_at IS NULL
$$;

-- The firm's rule, of the person who asks.
CREATE FUNCTION may_break_glass() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM person CROSS JOIN firm_rule
    WHERE person.id = current_person() AND person.disabled_at IS NULL
      AND ((firm_rule.break_glass = 'administrators' AND person.role = 'administrator')
        OR (firm_rule.break_glass = 'everybody' AND person.role <> 'auditor')));
END $$;

-- The matters of a number that the person may break the glass of. One behind a wall is not among them, and so is like one that is not there.
CREATE FUNCTION breakable_matters(asked text) RETURNS TABLE (id uuid, seen boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT matter.id, matter.id IN (SELECT visible_matters()) FROM matter
    WHERE matter.number = asked AND may_break_glass() AND matter.id NOT IN (SELECT matter_id FROM walls_today());
END $$;

-- What the person may know of: what was broken of matters they tend, and their own while it runs.
CREATE FUNCTION glass_shown() RETURNS TABLE (id uuid, matter_id uuid, number text, person_id uuid, reason text, begun_at timestamptz,
  until timestamptz, ended_at timestamptz, seen_at timestamptz, owned boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT broken.id, broken.matter_id, matter.number, broken.person_id, broken.reason, broken.begun_at,
      broken.until, broken.ended_at, broken.seen_at, broken.matter_id IN (SELECT manageable_matters())
    FROM broken_glass AS broken JOIN matter ON matter.id = broken.matter_id
    WHERE may_read_matters() AND broken.matter_id NOT IN (SELECT matter_id FROM walls_today())
      AND (broken.matter_id IN (SELECT wallable_matters())
        OR (broken.person_id = current_person() AND broken.until > now() AND broken.ended_at IS NULL));
END $$;

-- Ends one that the person may know of. Whose it is, or who tends the matter; again: nothing.
CREATE FUNCTION end_broken_glass(asked uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ended integer;
BEGIN
  UPDATE broken_glass SET ended_at = now(), ended_by = current_person()
    WHERE id = asked AND ended_at IS NULL AND until > now() AND id IN (SELECT shown.id FROM glass_shown() AS shown);
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$;

-- An owner of the matter has taken note.
CREATE FUNCTION note_broken_glass(asked uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE noted integer;
BEGIN
  UPDATE broken_glass SET seen_at = now(), seen_by = current_person()
    WHERE id = asked AND seen_at IS NULL AND id IN (SELECT shown.id FROM glass_shown() AS shown WHERE shown.owned);
  GET DIAGNOSTICS noted = ROW_COUNT;
  RETURN noted;
END $$;

CREATE OR REPLACE FUNCTION why_visible(asked uuid, whom uuid) RETURNS TABLE (rule text, role membership_role, through text, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM (
    SELECT 'wall' AS rule, NULL::membership_role AS role, named.name AS through, wall.ends_at AS until
    FROM wall LEFT JOIN person_group AS named ON named.id = wall.group_id
    WHERE wall.matter_id = asked AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
      AND (wall.person_id = whom OR wall.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom))
    UNION ALL
    SELECT 'member', membership.role, NULL, NULL FROM membership WHERE membership.matter_id = asked AND membership.person_id = whom
    UNION ALL
    SELECT 'group', given.role, named.name, NULL FROM group_grant AS given JOIN person_group AS named ON named.id = given.group_id
    WHERE given.matter_id = asked AND given.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom)
    UNION ALL
    SELECT 'firm', NULL, NULL, NULL FROM matter WHERE matter.id = asked AND matter.access = 'firm'
    UNION ALL
    SELECT 'glass', 'viewer', NULL, broken.until FROM broken_glass AS broken
    WHERE broken.matter_id = asked AND broken.person_id = whom AND broken.until > now() AND broken.ended_at IS NULL
  ) AS rules WHERE asked IN (SELECT wallable_matters())
$$;

ALTER TABLE broken_glass ENABLE ROW LEVEL SECURITY;
CREATE POLICY tended ON broken_glass FOR SELECT TO strongroom_server USING (matter_id IN (SELECT wallable_matters()));
CREATE POLICY broken ON broken_glass FOR INSERT TO strongroom_server WITH CHECK (person_id = (SELECT current_person())
  AND (SELECT may_break_glass()) AND matter_id NOT IN (SELECT walled_matters()));
CREATE POLICY no_auditors ON broken_glass AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()));
CREATE POLICY process_reads ON broken_glass FOR SELECT TO strongroom_ops USING (true);

REVOKE ALL ON FUNCTION may_break_glass(), breakable_matters(text), glass_shown(), end_broken_glass(uuid), note_broken_glass(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION may_break_glass(), breakable_matters(text), glass_shown(), end_broken_glass(uuid), note_broken_glass(uuid) TO strongroom_server;
-- It is never taken away or rewritten: it ends, and stays on record.
GRANT SELECT ON broken_glass TO strongroom_server, strongroom_ops;
GRANT INSERT (id, matter_id, person_id, hours, reason) ON broken_glass TO strongroom_server;
