-- CreateIndex
CREATE INDEX "audit_event_document_id_seq_idx" ON "audit_event"("document_id", "seq");

-- CreateIndex
CREATE INDEX "audit_event_event_seq_idx" ON "audit_event"("event", "seq");

-- CreateIndex
CREATE INDEX "audit_event_at_seq_idx" ON "audit_event"("at", "seq");

-- From here on written by hand: what Prisma's schema cannot say.

CREATE FUNCTION is_auditor() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'auditor' AND disabled_at IS NULL)
$$;

-- What a wall keeps from the auditor who asks: not even that anything was done in such a matter.
CREATE FUNCTION walled_matters() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter_id FROM walls_today()
$$;

-- Auditors know a matter by its number, and learn neither its name nor its client.
CREATE FUNCTION audited_matters() RETURNS TABLE (id uuid, number text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter.id, matter.number FROM matter
  WHERE (SELECT is_auditor()) AND matter.id NOT IN (SELECT matter_id FROM walls_today())
$$;

-- The last row of each of so many days (UTC) up to `until`, newest day first: a number and a hash, which tell nothing of any matter.
CREATE FUNCTION audit_day_heads(until date, days integer) RETURNS TABLE (day date, seq bigint, hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT asked.day, last.seq, last.hash
  FROM (SELECT until - back AS day FROM generate_series(0, least(days, 400) - 1) AS back) AS asked
  CROSS JOIN LATERAL (
    SELECT e.seq, e.hash FROM audit_event AS e
    WHERE e.at >= asked.day::timestamp AT TIME ZONE 'UTC' AND e.at < (asked.day + 1)::timestamp AT TIME ZONE 'UTC'
    ORDER BY e.at DESC, e.seq DESC LIMIT 1) AS last
  WHERE (SELECT is_auditor()) ORDER BY asked.day DESC
$$;

REVOKE ALL ON FUNCTION is_auditor(), walled_matters(), audited_matters(), audit_day_heads(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_auditor(), walled_matters(), audited_matters(), audit_day_heads(date, integer) TO strongroom_server;

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY appended ON audit_event FOR INSERT TO strongroom_server, strongroom_worker, strongroom_ops WITH CHECK (true);
CREATE POLICY auditor_reads ON audit_event FOR SELECT TO strongroom_server
  USING ((SELECT is_auditor()) AND (matter_id IS NULL OR matter_id NOT IN (SELECT walled_matters())));
CREATE POLICY process_reads ON audit_event FOR SELECT TO strongroom_ops USING (true);
GRANT SELECT ON audit_event TO strongroom_server;
