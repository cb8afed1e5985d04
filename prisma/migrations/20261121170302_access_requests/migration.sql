-- CreateEnum
CREATE TYPE "access_decision" AS ENUM ('granted', 'declined');

-- CreateTable
CREATE TABLE "access_request" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "role" "membership_role" NOT NULL,
    "reason" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decision" "access_decision",
    "decided_at" TIMESTAMPTZ(6),
    "decided_by" UUID,

    CONSTRAINT "access_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "access_request_number_idx" ON "access_request"("number");

-- CreateIndex
CREATE INDEX "access_request_person_id_asked_at_idx" ON "access_request"("person_id", "asked_at");

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what Prisma's schema cannot say.

ALTER TABLE access_request ADD CONSTRAINT access_request_has_reason CHECK (number <> '' AND reason <> '');
ALTER TABLE access_request ADD CONSTRAINT access_request_for CHECK (role IN ('editor', 'viewer'));
ALTER TABLE access_request ADD CONSTRAINT access_request_decided
  CHECK ((decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by IS NULL));

-- A request holds the number as it was typed and no matter: there may be none. Whose it is becomes known when an owner of a matter of
-- that number looks, and never while a wall stands between the asker and the matter.
CREATE FUNCTION requests_put_to_me() RETURNS TABLE (id uuid, matter_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT request.id, matter.id FROM access_request AS request
    JOIN matter ON matter.number = request.number JOIN person ON person.id = request.person_id
    WHERE matter.id IN (SELECT manageable_matters()) AND may_read_matters()
      AND person.disabled_at IS NULL AND person.role <> 'auditor'
      AND (request.decision IS NOT NULL OR request.asked_at > now() - interval '14 days')
      AND NOT EXISTS (SELECT FROM wall WHERE wall.matter_id = matter.id AND wall.lifted_at IS NULL
        AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
        AND (wall.person_id = request.person_id
          OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = request.person_id)));
END $$;

-- What the asker is told. What nobody answered counts as declined after 14 days, whether anybody could have answered or not.
CREATE FUNCTION my_access_requests() RETURNS TABLE (id uuid, number text, role membership_role, reason text, asked_at timestamptz, state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT request.id, request.number, request.role, request.reason, request.asked_at,
      CASE WHEN request.decision IS NOT NULL THEN request.decision::text
           WHEN request.asked_at > now() - interval '14 days' THEN 'open' ELSE 'declined' END
    FROM access_request AS request WHERE request.person_id = current_person();
END $$;

ALTER TABLE access_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY put_to_owner ON access_request FOR SELECT TO strongroom_server USING (id IN (SELECT put.id FROM requests_put_to_me() AS put));
CREATE POLICY asked ON access_request FOR INSERT TO strongroom_server
  WITH CHECK (person_id = (SELECT current_person()) AND (SELECT may_read_matters()));
CREATE POLICY decided ON access_request FOR UPDATE TO strongroom_server
  USING (decision IS NULL AND id IN (SELECT put.id FROM requests_put_to_me() AS put))
  WITH CHECK (decided_by = (SELECT current_person()));
CREATE POLICY process_reads ON access_request FOR SELECT TO strongroom_ops USING (true);

REVOKE ALL ON FUNCTION requests_put_to_me(), my_access_requests() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION requests_put_to_me(), my_access_requests() TO strongroom_server;
GRANT SELECT ON access_request TO strongroom_server, strongroom_ops;
GRANT INSERT (id, number, person_id, role, reason) ON access_request TO strongroom_server;
GRANT UPDATE (decision, decided_at, decided_by) ON access_request TO strongroom_server;
