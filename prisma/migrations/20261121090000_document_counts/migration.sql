-- How many documents stand in each state, over all matters: figures for administrators, who see no more matters than
-- others. Row-level security would count only their own, so the owner of the tables counts, and tells nothing else.
CREATE FUNCTION document_counts() RETURNS TABLE (state text, documents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT document.state, count(*) FROM document GROUP BY document.state
$$;
REVOKE ALL ON FUNCTION document_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION document_counts() TO strongroom_server;
