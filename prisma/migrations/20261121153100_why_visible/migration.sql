-- Which rule decides whether a person sees a matter, for those who tend its walls: the same facts the policies ask, one by one, for
-- somebody else. Nothing comes back to anybody else, or about a matter they are walled from.
CREATE FUNCTION why_visible(asked uuid, whom uuid) RETURNS TABLE (rule text, role membership_role, through text, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM (
    SELECT 'wall' AS rule, NULL::membership_role AS role, named.name AS through, wall.ends_at AS until
    FROM wall LEFT JOIN person_group AS named ON named.id = wall.group_id
    WHERE wall.matter_id = asked AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
      AND (wall.person_id = whom OR wall.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom))
    UNION ALL
    SELECT 'member', membership.role, NULL, NULL FROM membership WHERE membership.matter_id = asked AND membership.person_id = whom
    UNION ALL
    SELECT 'group', given.role, named.name, NULL FROM group_grant AS given JOIN person_group AS named ON named.id = given.group_id
    WHERE given.matter_id = asked AND given.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom)
    UNION ALL
    SELECT 'firm', NULL, NULL, NULL FROM matter WHERE matter.id = asked AND matter.access = 'firm'
  ) AS rules WHERE asked IN (SELECT wallable_matters())
$$;
REVOKE ALL ON FUNCTION why_visible(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION why_visible(uuid, uuid) TO strongroom_server;
