-- Auditors read the audit log and no document, whatever a membership or a matter that is open to the firm would let them see: this
-- stands beside every other policy and beats it.
CREATE FUNCTION may_read_matters() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'auditor')
$$;
REVOKE ALL ON FUNCTION may_read_matters() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION may_read_matters() TO strongroom_server;

-- The sub-select is asked once a statement, not once a row.
DO $$
DECLARE kept regclass;
BEGIN
  FOR kept IN SELECT oid FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY relname LOOP
    EXECUTE format('CREATE POLICY no_auditors ON %s AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()))', kept);
  END LOOP;
END $$;
