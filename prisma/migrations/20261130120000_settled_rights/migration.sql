-- Reads ask once (docs/decisions/0037-reads.md): rights are settled at the beginning of a transaction that only reads, and what
-- several readers saw is written into the audit log together.

-- The matters that a person sees, of all or of the one that is asked for. Whose it is stands at the beginning, so that it counts for
-- nobody else.
CREATE FUNCTION settle_rights(asked_matter uuid, asked_document uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  asked uuid := coalesce(asked_matter, (SELECT document.matter_id FROM document WHERE document.id = asked_document));
  seen uuid[];
BEGIN
  IF asked_matter IS NULL AND asked_document IS NULL THEN
    seen := ARRAY(SELECT visible_matters());
  ELSE
    seen := ARRAY(SELECT asked WHERE (EXISTS (SELECT FROM granted_roles() AS given WHERE given.matter_id = asked)
        OR EXISTS (SELECT FROM matter WHERE matter.id = asked AND matter.access = 'firm' AND current_person() IS NOT NULL))
      AND NOT EXISTS (SELECT FROM walls_today() AS wall WHERE wall.matter_id = asked));
  END IF;
  PERFORM set_config('strongroom.settled', current_setting('strongroom.person', true) || seen::text, true);
END $$;

-- First in a transaction that only reads: who asks, by what, and about what.
CREATE FUNCTION settle_reader(person text, authority text, asked_matter uuid, asked_document uuid) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM set_config('strongroom.person', person, true);
  IF authority <> '' THEN
    PERFORM require_authority(set_config('strongroom.authority', authority, true));
  END IF;
  PERFORM settle_rights(asked_matter, asked_document);
END $$;

CREATE OR REPLACE FUNCTION visible_matters() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
DECLARE
  settled text := current_setting('strongroom.settled', true);
BEGIN
  IF settled <> '' AND left(settled, 36) = current_setting('strongroom.person', true) THEN
    RETURN QUERY SELECT unnest(substr(settled, 37)::uuid[]);
    RETURN;
  END IF;
  RETURN QUERY
    (SELECT matter_id FROM granted_roles()
     UNION
     SELECT id FROM matter WHERE access = 'firm' AND current_person() IS NOT NULL)
    EXCEPT SELECT matter_id FROM walls_today();
END $$;

-- What several people saw, in one commit and in the order given. Whose session or key is not in force has seen nothing: their rows are
-- left out and answered by their place, from 1, with the SQLSTATE of require_authority(text).
CREATE FUNCTION record_views(given jsonb) RETURNS TABLE (place integer, refusal text)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  seen record;
BEGIN
  FOR seen IN SELECT one.value AS row, one.ordinality AS place FROM jsonb_array_elements(given) WITH ORDINALITY AS one LOOP
    BEGIN
      PERFORM set_config('strongroom.authority', seen.row->>'authority', true);
      INSERT INTO audit_event (event, person_id, matter_id, document_id, request_id, detail)
      VALUES (seen.row->>'event', (seen.row->>'personId')::uuid, (seen.row->>'matterId')::uuid, (seen.row->>'documentId')::uuid,
        seen.row->>'requestId', seen.row->>'detail');
    EXCEPTION WHEN SQLSTATE 'SRA01' OR SQLSTATE 'SRA02' THEN
      place := seen.place;
      refusal := SQLSTATE;
      RETURN NEXT;
    END;
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION settle_rights(uuid, uuid), settle_reader(text, text, uuid, uuid), record_views(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_rights(uuid, uuid), settle_reader(text, text, uuid, uuid), record_views(jsonb) TO strongroom_server;
