-- The number of a matter is how people name one that they do not see: no two matters have the same (decision 0030).

-- What of a number counts: what is seen of it, whatever it is written with. Neither case, nor blanks, nor which dash or stroke, nor marks
-- at its end, nor what shows nothing (Default_Ignorable_Code_Point of Unicode 17, and signs that are drawn empty). Letters of Cyrillic
-- and Greek count as the Latin ones that they look like (Unicode TR39, capitals first), digits of any script as 0 to 9.
CREATE FUNCTION number_key(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(lower(translate(
    regexp_replace(regexp_replace(regexp_replace(normalize(number, NFKD),
      '[\s\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]',
      '', 'g'),
      '[\u058a\u05be\u1806\u2010-\u2015\u2043\u2212\u2e17\u2e3a\u2e3b\u301c\u3030\u30fc]', '-', 'g'),
      '[\u2044\u2215\u29f8]', '/', 'g'),
    E'\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408\u04ae\u04c0\u0500\u051a\u051c'
      '\u04ba\u0474\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04af\u04cf\u0501'
      '\u051b\u051d\u04bb\u0475\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b1\u03b2'
      '\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bf\u03c1\u03c4\u03c5\u03c7\u03bd\u0131\u0251\u0261'
      || (SELECT string_agg(chr(zero + digit), '' ORDER BY at, digit)
          FROM unnest(ARRAY[1632, 1776, 1984, 2406, 2534, 2662, 2790, 2918, 3046, 3174, 3302, 3430, 3558,
            3664, 3792, 3872, 4160, 4240, 6112, 6160, 6470, 6608, 6992, 43472, 43600, 44016]) WITH ORDINALITY AS script(zero, at), generate_series(0, 9) AS digit),
    'abekmhopctyxsijyidqwhvabekmhopctyxsijyidqwhvabezhikmnoptyxabezhikmoptyxviag' || repeat('0123456789', 26))), '[].,:;!?''"`*_/-]+$', '')
$$;
REVOKE ALL ON FUNCTION number_key(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION number_key(text) TO strongroom_server, strongroom_worker, strongroom_ops;

-- Whether it is the id of a matter, written in any way that counts as the same number.
CREATE FUNCTION is_id_of_matter(number text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM matter WHERE id = CASE WHEN number_key(is_id_of_matter.number) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    THEN number_key(is_id_of_matter.number)::uuid END)
$$;
REVOKE ALL ON FUNCTION is_id_of_matter(text) FROM PUBLIC;

-- Somebody wanted a number that was not free, or a matter had to take another: an administrator sees to it.
CREATE TABLE number_request (
  id uuid NOT NULL,
  number text NOT NULL,
  person_id uuid NOT NULL,
  asked_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- The matter that had the number then, or that had to take another.
  holder_id uuid NOT NULL,
  closed_at timestamptz(6),
  closed_by uuid,
  CONSTRAINT number_request_pkey PRIMARY KEY (id),
  CONSTRAINT number_request_closed CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE INDEX number_request_person_id_asked_at_idx ON number_request (person_id, asked_at);
CREATE INDEX number_request_holder_id_idx ON number_request (holder_id);
ALTER TABLE number_request ADD CONSTRAINT number_request_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE number_request ADD CONSTRAINT number_request_holder_id_fkey
  FOREIGN KEY (holder_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

-- No role of the application reads or writes it but by the functions below; ops restores and exports.
ALTER TABLE number_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY process_reads ON number_request FOR SELECT TO strongroom_ops USING (true);
GRANT SELECT ON number_request TO strongroom_ops;

-- Where two matters have a number already, the older one keeps it. The id of a matter as the number of one would be taken for the
-- id wherever a matter is named by either. Recorded in the matter, and in the list of administrators.
CREATE INDEX matter_number_key_for_now ON matter (number_key(number));
DO $$
DECLARE
  one record;
  place int;
  other text;
BEGIN
  FOR one IN
    SELECT id, number, created_by, nth FROM (
      SELECT id, number, created_by, created_at, row_number() OVER (PARTITION BY number_key(number) ORDER BY created_at, id) AS nth
      FROM matter) AS numbered
    WHERE nth > 1 OR is_id_of_matter(number) ORDER BY created_at, id
  LOOP
    place := greatest(one.nth, 2);
    LOOP
      other := one.number || ' (' || place || ')';
      EXIT WHEN NOT EXISTS (SELECT FROM matter WHERE number_key(number) = number_key(other));
      place := place + 1;
    END LOOP;
    UPDATE matter SET number = other WHERE id = one.id;
    INSERT INTO number_request (id, number, person_id, holder_id)
      VALUES (gen_random_uuid(), one.number, one.created_by, one.id);
    INSERT INTO audit_event (event, matter_id, request_id, detail) VALUES ('matter.renumbered', one.id, 'migration',
      json_build_object('before', one.number, 'number', other)::text);
  END LOOP;
END $$;
DROP INDEX matter_number_key_for_now;

DROP INDEX matter_number_idx;
CREATE UNIQUE INDEX matter_number_key ON matter (number);

-- A number is given once. One that its matter gave up stays with it: whoever got it next would be asked in the place of the first.
CREATE TABLE given_number (
  key text NOT NULL,
  holder_id uuid NOT NULL,
  CONSTRAINT given_number_pkey PRIMARY KEY (key)
);
ALTER TABLE given_number ENABLE ROW LEVEL SECURITY;
CREATE POLICY process_reads ON given_number FOR SELECT TO strongroom_ops USING (true);
GRANT SELECT ON given_number TO strongroom_ops;
INSERT INTO given_number (key, holder_id) SELECT number_key(number), id FROM matter;

-- Nor is a number the id of a matter. To the product either is one that is not free: no row is made, as with ON CONFLICT DO NOTHING.
CREATE FUNCTION matter_number_is_free() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT is_id_of_matter(NEW.number) THEN
    -- Waits for whoever is about to take the same one.
    INSERT INTO given_number (key, holder_id) VALUES (number_key(NEW.number), NEW.id) ON CONFLICT (key) DO NOTHING;
    IF FOUND OR EXISTS (SELECT FROM given_number WHERE key = number_key(NEW.number) AND holder_id = NEW.id) THEN RETURN NEW; END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN RETURN NULL; END IF;
  RAISE unique_violation USING MESSAGE = 'matter_number_is_free: the number was given to another matter, or is the id of one';
END $$;
REVOKE ALL ON FUNCTION matter_number_is_free() FROM PUBLIC;
CREATE TRIGGER matter_number_is_free BEFORE INSERT OR UPDATE OF number ON matter
  FOR EACH ROW EXECUTE FUNCTION matter_number_is_free();

-- Keeps that somebody wanted a number that a matter has or had, once for each person and number. Null where none did.
CREATE FUNCTION request_number(request uuid, wanted text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE known uuid;
BEGIN
  SELECT id INTO known FROM number_request
    WHERE person_id = current_person() AND closed_at IS NULL AND number_key(number) = number_key(wanted);
  IF known IS NOT NULL THEN RETURN known; END IF;
  INSERT INTO number_request (id, number, person_id, holder_id)
    SELECT request, wanted, current_person(), matter.id FROM matter
    WHERE matter.id = (SELECT holder_id FROM given_number WHERE key = number_key(wanted))
      OR is_id_of_matter(wanted) AND matter.id::text = number_key(wanted) RETURNING id INTO known;
  RETURN known;
END $$;

-- How many of a person's own wait for an administrator.
CREATE FUNCTION my_open_number_requests() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::int FROM number_request
  WHERE person_id = current_person() AND closed_at IS NULL AND asked_at > now() - interval '14 days'
$$;

-- Those that wait, for administrators: a wall around the matter hides who wanted its number as well.
CREATE FUNCTION number_requests() RETURNS TABLE (id uuid, number text, person_id uuid, asked_at timestamptz, matter_id uuid, matter_number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT request.id, request.number, request.person_id, request.asked_at, matter.id, matter.number
  FROM number_request AS request JOIN matter ON matter.id = request.holder_id
  WHERE request.closed_at IS NULL AND is_administrator() AND matter.id IN (SELECT administrable_matters())
$$;

CREATE FUNCTION close_number_request(request uuid) RETURNS TABLE (matter_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE number_request SET closed_at = now(), closed_by = current_person()
  WHERE id IN (SELECT open.id FROM number_requests() AS open WHERE open.id = request) RETURNING holder_id
$$;

-- Gives the matter of such a request another number. False where that one is not free either.
CREATE FUNCTION renumber_matter(request uuid, other text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE matter SET number = other
  WHERE id IN (SELECT open.matter_id FROM number_requests() AS open WHERE open.id = request);
  RETURN FOUND;
EXCEPTION WHEN unique_violation THEN RETURN false;
END $$;

REVOKE ALL ON FUNCTION request_number(uuid, text), my_open_number_requests(), number_requests(), close_number_request(uuid),
  renumber_matter(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION request_number(uuid, text), my_open_number_requests(), number_requests(), close_number_request(uuid),
  renumber_matter(uuid, text) TO strongroom_server;

-- A request for access is for the matter that had the number when it was made, and for no other that gets it later.
-- No foreign key: its lock would let a request for a number that is there wait for what happens in that matter.
ALTER TABLE access_request ADD COLUMN meant_id uuid;
UPDATE access_request SET meant_id = matter.id FROM matter WHERE matter.number = access_request.number;
CREATE INDEX access_request_meant_id_idx ON access_request (meant_id);

CREATE FUNCTION access_request_means_matter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.meant_id := (SELECT matter.id FROM matter WHERE matter.number = NEW.number);
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION access_request_means_matter() FROM PUBLIC;
CREATE TRIGGER access_request_means_matter BEFORE INSERT ON access_request
  FOR EACH ROW EXECUTE FUNCTION access_request_means_matter();

CREATE OR REPLACE FUNCTION access_requests_to_decide() RETURNS TABLE (id uuid, matter_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT request.id, request.meant_id FROM access_request AS request
    JOIN person ON person.id = request.person_id
    WHERE request.meant_id IN (SELECT manageable_matters()) AND may_read_matters()
      AND person.disabled_at IS NULL AND person.role <> 'auditor'
      AND (request.decision IS NOT NULL OR request.asked_at > now() - interval '14 days')
      AND NOT is_walled(request.person_id, request.meant_id);
END $$;

-- Steps that failed for good, too, are hidden by a wall: in the list, and from whoever tries them again or closes them.
CREATE OR REPLACE FUNCTION dead_letters() RETURNS TABLE (id uuid, document_id uuid, step step_name, attempts integer, reason text,
  requested_at timestamptz, gave_up_at timestamptz, bulk boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT dead.id, dead.document_id, dead.name, dead.attempts, dead.reason, dead.requested_at, dead.gave_up_at, dead.bulk
  FROM document_step AS dead
  WHERE dead.gave_up_at IS NOT NULL AND dead.closed_at IS NULL AND is_administrator()
    AND dead.matter_id NOT IN (SELECT matter_id FROM walls_today())
    AND NOT EXISTS (SELECT FROM document_step AS later WHERE later.document_id = dead.document_id AND later.requested_at > dead.requested_at)
    AND dead.document_id NOT IN (SELECT deleted_documents())
$$;
