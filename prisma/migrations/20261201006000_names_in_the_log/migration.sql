-- Rows of the audit log hold ids. Which person and which matter they mean is in the log as well, from here on: one row for each that
-- there is, as later ones have it in person.created, matter.created, matter.restored and matter.renumbered.

INSERT INTO audit_event (event, request_id, detail)
SELECT 'person.named', 'migration', '{"id":' || to_json(id::text) || ',"name":' || to_json(name) || ',"email":' || to_json(email)
  || ',"why":"upgrade"}'
FROM person ORDER BY created_at, id;

INSERT INTO audit_event (event, matter_id, request_id, detail)
SELECT 'matter.numbered', id, 'migration', '{"number":' || to_json(number) || ',"why":"upgrade"}' FROM matter ORDER BY created_at, id;

-- No act of the product gives somebody another name or address. One that is to come records person.named, and says so here.
CREATE FUNCTION person_keeps_name() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  RAISE EXCEPTION 'nobody gets another name or address without a row of the audit log';
END $$;
CREATE TRIGGER person_keeps_name BEFORE UPDATE ON person FOR EACH ROW
  WHEN ((OLD.name <> NEW.name OR OLD.email <> NEW.email) AND current_user IN ('strongroom_server', 'strongroom_ops'))
  EXECUTE FUNCTION person_keeps_name();
