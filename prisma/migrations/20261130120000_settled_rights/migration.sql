-- Reads ask once (docs/decisions/0037-reads.md): rights are settled at the beginning of a transaction that only reads, and what
-- several readers saw is written into the audit log together.

-- First in a transaction that only reads: who asks, by what, and about what. Settles which matters they see: all of them, or whether it is
-- the one that is asked for; then it answers their own role in that one, and whether a wall keeps them out, for the policy. Whose the
-- settled set is stands at its beginning, so that it counts for nobody else.
CREATE FUNCTION settle_reader(person text, authority text, asked_matter uuid, asked_document uuid)
RETURNS TABLE (role membership_role, walled boolean)
LANGUAGE plpgsql SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  asked uuid := coalesce(asked_matter, (SELECT document.matter_id FROM document WHERE document.id = asked_document));
BEGIN
  PERFORM set_config('strongroom.person', person, true);
  IF authority <> '' THEN
    PERFORM require_authority(set_config('strongroom.authority', authority, true));
  END IF;
  IF asked_matter IS NULL AND asked_document IS NULL THEN
    PERFORM set_config('strongroom.settled', person || ARRAY(SELECT visible_matters())::text, true);
    RETURN;
  END IF;
  SELECT mine.role, mine.walled INTO role, walled FROM my_role(asked) AS mine;
  PERFORM set_config('strongroom.settled', person || CASE
    WHEN NOT walled AND (role IS NOT NULL OR EXISTS (SELECT FROM matter WHERE matter.id = asked AND matter.access = 'firm'))
    THEN ARRAY[asked]::text ELSE '{}' END, true);
  RETURN NEXT;
END $$;

-- All that a person sees, computed.
CREATE FUNCTION compute_visible_matters() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    (SELECT matter_id FROM granted_roles()
     UNION
     SELECT id FROM matter WHERE access = 'firm' AND current_person() IS NOT NULL)
    EXCEPT SELECT matter_id FROM walls_today();
END $$;

-- Every policy asks this, often several times in one statement: what is settled is given without more ado.
CREATE OR REPLACE FUNCTION visible_matters() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 100 AS $$
DECLARE
  settled text := pg_catalog.current_setting('strongroom.settled', true);
BEGIN
  IF settled OPERATOR(pg_catalog.<>) '' AND pg_catalog.left(settled, 36) OPERATOR(pg_catalog.=) pg_catalog.current_setting('strongroom.person', true) THEN
    RETURN QUERY SELECT pg_catalog.unnest(pg_catalog.substr(settled, 37)::uuid[]);
    RETURN;
  END IF;
  RETURN QUERY SELECT public.compute_visible_matters();
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

REVOKE EXECUTE ON FUNCTION settle_reader(text, text, uuid, uuid), record_views(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_reader(text, text, uuid, uuid), record_views(jsonb) TO strongroom_server;
