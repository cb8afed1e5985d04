-- A way in that was added while somebody else knew the password would outlive it, and whoever came in by a way that was just opened would
-- read away the notice of it (docs/decisions/0035).

-- By what a session was opened, and since when its person has the second factor that was proved in it.
ALTER TABLE session ADD COLUMN opened_by text;
ALTER TABLE session ADD COLUMN factor_since timestamptz(6);
ALTER TABLE session ADD CONSTRAINT session_opened_by
  CHECK (opened_by IN ('password', 'temporary password', 'passkey', 'single-sign-on'));

-- In a session opened by what each was added; null: nobody knows any more.
ALTER TABLE passkey ADD COLUMN added_by text;
ALTER TABLE person ADD COLUMN totp_added_at timestamptz(6);
ALTER TABLE person ADD COLUMN totp_added_by text;

CREATE FUNCTION factor_needs_own_password() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
DECLARE owner uuid;
BEGIN
  IF TG_TABLE_NAME = 'passkey' THEN
    owner := NEW.person_id;
  ELSE
    owner := NEW.id;
  END IF;
  IF EXISTS (SELECT FROM person WHERE person.id = owner AND person.password_temporary_until IS NOT NULL) THEN
    RAISE EXCEPTION 'somebody adds no second factor before they have an own password';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER factor_needs_own_password AFTER INSERT ON passkey
  FOR EACH ROW EXECUTE FUNCTION factor_needs_own_password();
CREATE TRIGGER factor_needs_own_password AFTER UPDATE OF totp_sealed ON person
  FOR EACH ROW WHEN (OLD.totp_sealed IS NULL AND NEW.totp_sealed IS NOT NULL) EXECUTE FUNCTION factor_needs_own_password();

-- Acknowledged by somebody who proved a second factor that was theirs before what the notice tells of.
ALTER TABLE account_notice ADD COLUMN surely_acknowledged boolean NOT NULL DEFAULT false;
GRANT UPDATE (surely_acknowledged) ON account_notice TO strongroom_server;
