-- What a copy for reading allows the server in its database: to read, to know who is signed in, and to write down what they looked at.
-- Run by the superuser in the copy, never in the appliance itself.
\set ON_ERROR_STOP on
DO $$
DECLARE kept regclass;
BEGIN
  FOR kept IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND relname NOT IN ('session', 'person', 'recovery_code', 'passkey', 'used_challenge', 'api_key', 'audit_event') LOOP
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM strongroom_server', kept);
  END LOOP;
END $$;
-- Of people and their keys no more than signing in needs: the hash, made anew when it is of an older kind, the code or challenge that was used, when a
-- key was used. The firm's rules are locked while they are read, which asks for a right to change something of them.
REVOKE INSERT, UPDATE, DELETE ON person, api_key, passkey FROM strongroom_server;
GRANT UPDATE (password_hash, totp_counter) ON person TO strongroom_server;
GRANT UPDATE (id) ON firm_rule TO strongroom_server;
GRANT UPDATE (last_used_at) ON api_key TO strongroom_server;
GRANT UPDATE (counter, last_used_at) ON passkey TO strongroom_server;
