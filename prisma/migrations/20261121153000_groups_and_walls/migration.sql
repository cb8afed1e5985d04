-- CreateTable
CREATE TABLE "person_group" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_member" (
    "group_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_member_pkey" PRIMARY KEY ("group_id","person_id")
);

-- CreateTable
CREATE TABLE "group_grant" (
    "matter_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "role" "membership_role" NOT NULL,
    "added_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_grant_pkey" PRIMARY KEY ("matter_id","group_id")
);

-- CreateTable
CREATE TABLE "wall" (
    "id" UUID NOT NULL,
    "matter_id" UUID NOT NULL,
    "person_id" UUID,
    "group_id" UUID,
    "reason" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(6),
    "raised_by" UUID NOT NULL,
    "raised_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lifted_at" TIMESTAMPTZ(6),
    "lifted_by" UUID,
    "lifted_because" TEXT,

    CONSTRAINT "wall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_group_name_key" ON "person_group"("name");

-- CreateIndex
CREATE INDEX "group_member_person_id_idx" ON "group_member"("person_id");

-- CreateIndex
CREATE INDEX "group_grant_group_id_idx" ON "group_grant"("group_id");

-- CreateIndex
CREATE INDEX "wall_matter_id_idx" ON "wall"("matter_id");

-- CreateIndex
CREATE INDEX "wall_person_id_idx" ON "wall"("person_id");

-- CreateIndex
CREATE INDEX "wall_group_id_idx" ON "wall"("group_id");

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "person_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_grant" ADD CONSTRAINT "group_grant_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_grant" ADD CONSTRAINT "group_grant_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "person_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wall" ADD CONSTRAINT "wall_matter_id_fkey" FOREIGN KEY ("matter_id") REFERENCES "matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wall" ADD CONSTRAINT "wall_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wall" ADD CONSTRAINT "wall_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "person_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE wall ADD CONSTRAINT wall_names_one CHECK ((person_id IS NULL) <> (group_id IS NULL));
ALTER TABLE wall ADD CONSTRAINT wall_has_reason CHECK (reason <> '');
ALTER TABLE wall ADD CONSTRAINT wall_lifted CHECK ((lifted_at IS NULL) = (lifted_by IS NULL));

-- Two building stones without rights of their own: Postgres folds them into the functions below, which run as the owner
-- of the tables. Asked directly by the application's role, they show what row-level security lets that role see.

-- What stands between the current person and a matter today. Nobody's grant looks past it.
CREATE FUNCTION walls_today() RETURNS TABLE (matter_id uuid) LANGUAGE sql STABLE AS $$
  SELECT wall.matter_id FROM wall
  WHERE wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = current_person()
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = current_person()))
$$;

-- Every part the current person was given, by name or by group, before any wall.
CREATE FUNCTION parts_given() RETURNS TABLE (matter_id uuid, role membership_role) LANGUAGE sql STABLE AS $$
  SELECT membership.matter_id, membership.role FROM membership WHERE membership.person_id = current_person()
  UNION ALL
  SELECT given.matter_id, given.role FROM group_grant AS given JOIN group_member AS member ON member.group_id = given.group_id
  WHERE member.person_id = current_person()
$$;

-- The set functions every policy asks, once a statement (hashed), now with groups and walls.
CREATE OR REPLACE FUNCTION visible_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT matter_id FROM parts_given()
   UNION
   SELECT id FROM matter WHERE access = 'firm' AND current_person() IS NOT NULL)
  EXCEPT SELECT matter_id FROM walls_today()
$$;

CREATE OR REPLACE FUNCTION editable_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter_id FROM parts_given() WHERE role IN ('owner', 'editor')
  EXCEPT SELECT matter_id FROM walls_today()
$$;

CREATE OR REPLACE FUNCTION manageable_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT matter_id FROM parts_given() WHERE role = 'owner'
   UNION
   SELECT id FROM matter WHERE created_by = current_person() AND NOT EXISTS (SELECT FROM membership WHERE matter_id = matter.id))
  EXCEPT SELECT matter_id FROM walls_today()
$$;

-- Owners wall off their matters, administrators any; but nobody tends the walls of a matter they are walled from.
CREATE FUNCTION wallable_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT matter_id FROM parts_given() WHERE role = 'owner'
   UNION
   SELECT id FROM matter WHERE is_administrator())
  EXCEPT SELECT matter_id FROM walls_today()
$$;

-- What the application's own policy judges by (core/access/policy.ts): the best part given, and whether a wall stands.
CREATE FUNCTION my_part(asked uuid) RETURNS TABLE (role membership_role, walled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (SELECT min(given.role) FROM parts_given() AS given WHERE given.matter_id = asked),
    EXISTS (SELECT FROM walls_today() AS wall WHERE wall.matter_id = asked)
$$;

CREATE FUNCTION my_parts() RETURNS TABLE (matter_id uuid, role membership_role)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT given.matter_id, min(given.role) FROM parts_given() AS given GROUP BY given.matter_id
$$;

-- Administrators name the matter they wall off by its number, and learn nothing else of it.
CREATE FUNCTION wallable_numbers() RETURNS TABLE (id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter.id, matter.number FROM matter WHERE matter.id IN (SELECT wallable_matters())
$$;

ALTER TABLE person_group ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE wall ENABLE ROW LEVEL SECURITY;

CREATE POLICY colleague_sees ON person_group FOR SELECT TO strongroom_server USING ((SELECT current_person()) IS NOT NULL);
CREATE POLICY administrator_makes ON person_group FOR INSERT TO strongroom_server WITH CHECK ((SELECT is_administrator()));
CREATE POLICY administrator_sees ON group_member FOR SELECT TO strongroom_server USING ((SELECT is_administrator()));
CREATE POLICY administrator_adds ON group_member FOR INSERT TO strongroom_server WITH CHECK ((SELECT is_administrator()));
-- Nobody steps out of a group by themselves: a wall may name it.
CREATE POLICY administrator_removes ON group_member FOR DELETE TO strongroom_server
  USING ((SELECT is_administrator()) AND person_id <> current_person());
CREATE POLICY person_sees ON group_grant FOR SELECT TO strongroom_server USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY owner_adds ON group_grant FOR INSERT TO strongroom_server WITH CHECK (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_changes ON group_grant FOR UPDATE TO strongroom_server USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_removes ON group_grant FOR DELETE TO strongroom_server USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY tended ON wall FOR SELECT TO strongroom_server USING (matter_id IN (SELECT wallable_matters()));
CREATE POLICY raised ON wall FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT wallable_matters()) AND raised_by = current_person());
CREATE POLICY lifted ON wall FOR UPDATE TO strongroom_server USING (matter_id IN (SELECT wallable_matters()));

CREATE POLICY process_reads ON person_group FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON group_member FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON group_grant FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON wall FOR SELECT TO strongroom_ops USING (true);

GRANT EXECUTE ON FUNCTION is_administrator() TO strongroom_server;
REVOKE ALL ON FUNCTION wallable_matters(), my_part(uuid), my_parts(), wallable_numbers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wallable_matters(), my_part(uuid), my_parts(), wallable_numbers() TO strongroom_server;
GRANT SELECT, INSERT ON person_group TO strongroom_server;
GRANT SELECT, INSERT, DELETE ON group_member TO strongroom_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON group_grant TO strongroom_server;
-- A wall is never taken away or rewritten: it is lifted, and stays on record.
GRANT SELECT, INSERT ON wall TO strongroom_server;
GRANT UPDATE (lifted_at, lifted_by, lifted_because) ON wall TO strongroom_server;
GRANT SELECT ON person_group, group_member, group_grant, wall TO strongroom_ops;
