-- An act counts only while the session or API key that it came with is in force (docs/security.md). A request is
-- authenticated when its headers come, and may act much later: a body can be held back.

-- Refuses (SRA01: it has ended; SRA02: the person has another role) where what somebody acts by is no longer in
-- force. `given`: {"person", "role"} with "session" or "key"; nothing where no person acts. It locks nothing.
CREATE FUNCTION require_authority(given text) RETURNS void
  LANGUAGE plpgsql SET search_path TO public, pg_temp AS $$
DECLARE
  authority jsonb := nullif(given, '')::jsonb;
  role_now text;
BEGIN
  IF authority IS NULL THEN RETURN; END IF;
  IF authority ? 'session' THEN
    SELECT person.role::text INTO role_now FROM session JOIN person ON person.id = session.person_id
    WHERE session.id = (authority->>'session')::uuid AND person.id = (authority->>'person')::uuid
      AND session.expires_at > clock_timestamp() AND person.disabled_at IS NULL;
  ELSE
    SELECT person.role::text INTO role_now FROM api_key JOIN person ON person.id = api_key.person_id
    WHERE api_key.id = (authority->>'key')::uuid AND person.id = (authority->>'person')::uuid
      AND api_key.revoked_at IS NULL AND (api_key.expires_at IS NULL OR api_key.expires_at > clock_timestamp())
      AND person.disabled_at IS NULL;
  END IF;
  IF role_now IS NULL THEN
    RAISE EXCEPTION 'the session or key of this act is not in force' USING ERRCODE = 'SRA01';
  END IF;
  IF role_now <> authority->>'role' THEN
    RAISE EXCEPTION 'the person of this act has another role' USING ERRCODE = 'SRA02';
  END IF;
END $$;
REVOKE ALL ON FUNCTION require_authority(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION require_authority(text) TO strongroom_server;

-- Every act writes to the audit log, and so does whatever ends a session, a key or a role. The head of the chain is
-- held until commit, so one of the two comes first: an act that comes second sees here what the other did.
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
DECLARE head audit_head%ROWTYPE;
BEGIN
  IF NEW.matter_id IS NULL AND NEW.document_id IS NOT NULL THEN
    NEW.matter_id := (SELECT document.matter_id FROM document WHERE document.id = NEW.document_id);
  END IF;
  SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
  PERFORM require_authority(current_setting('strongroom.authority', true));
  NEW.seq := head.seq + 1;
  NEW.at := clock_timestamp();
  NEW.request_id := translate(NEW.request_id, E'\n', ' ');
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
  RETURN NEW;
END $$;

-- Whoever signs out, revokes the key they came with, or disables or demotes themselves does so by what they end.
CREATE FUNCTION end_own_authority() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('strongroom.authority', '', true);
  RETURN NULL;
END $$;
CREATE TRIGGER ends_own_authority AFTER DELETE ON session FOR EACH ROW
  WHEN (OLD.id::text = nullif(current_setting('strongroom.authority', true), '')::jsonb->>'session')
  EXECUTE FUNCTION end_own_authority();
CREATE TRIGGER ends_own_authority AFTER UPDATE OF revoked_at ON api_key FOR EACH ROW
  WHEN (NEW.revoked_at IS NOT NULL
    AND NEW.id::text = nullif(current_setting('strongroom.authority', true), '')::jsonb->>'key')
  EXECUTE FUNCTION end_own_authority();
CREATE TRIGGER ends_own_authority AFTER UPDATE OF role, disabled_at ON person FOR EACH ROW
  WHEN ((NEW.role <> OLD.role OR NEW.disabled_at IS NOT NULL)
    AND NEW.id::text = nullif(current_setting('strongroom.authority', true), '')::jsonb->>'person')
  EXECUTE FUNCTION end_own_authority();
