-- Whoever owns a copy restored from a backup is told of what covers it, and a link or an approval opens what was so when it was made and
-- no matter more (docs/decisions/0035).

-- The owners of matters, whom acts around them concern; where `covers`, those of their copies, too: a wall or a hold covers these as well.
-- The rest of the rule is as it was (migration 20261130140000).
DROP FUNCTION owners_to_notify(uuid[]);
CREATE FUNCTION owners_to_notify(asked uuid[], covers boolean) RETURNS TABLE(id uuid, number text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  WITH RECURSIVE about AS (
    SELECT named AS id FROM unnest(asked) AS named
    WHERE is_administrator() OR named IN (SELECT administrable_matters())
      OR EXISTS (SELECT FROM emergency_access WHERE matter_id = named AND emergency_access.person_id = current_person()
        AND until > now() AND ended_at IS NULL)
    UNION SELECT matter.id FROM about JOIN matter ON matter.restored_from = about.id WHERE covers),
  owner AS (
    SELECT membership.matter_id, membership.person_id, membership.added_at AS since FROM membership
      WHERE membership.role = 'owner' AND membership.matter_id IN (SELECT about.id FROM about)
    UNION ALL SELECT given.matter_id, inside.person_id, greatest(given.added_at, inside.added_at) FROM group_grant AS given
      JOIN group_member AS inside ON inside.group_id = given.group_id
      WHERE given.role = 'owner' AND given.matter_id IN (SELECT about.id FROM about)
    UNION ALL SELECT given.matter_id, past.person_id, '-infinity' FROM group_grant AS given
      JOIN recent_access() AS past ON past.kind = 'group' AND past.what = given.group_id::text
      WHERE given.role = 'owner' AND given.matter_id IN (SELECT about.id FROM about)
    UNION ALL SELECT past.what::uuid, past.person_id, '-infinity' FROM recent_access() AS past
      WHERE past.kind = 'owner' AND past.what IN (SELECT about.id::text FROM about))
  SELECT DISTINCT person.id, matter.number
  FROM owner JOIN matter ON matter.id = owner.matter_id JOIN person ON person.id = owner.person_id
  WHERE (person.role <> 'auditor'
      OR EXISTS (SELECT FROM recent_access() AS past WHERE past.person_id = person.id AND past.kind = 'role' AND past.what <> 'auditor'))
    AND coalesce(walled_since(person.id, matter.id), 'infinity') > greatest(owner.since, now() - interval '30 days')
$$;
REVOKE ALL ON FUNCTION owners_to_notify(uuid[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owners_to_notify(uuid[], boolean) TO strongroom_server;

-- Which matter, not only that there is one: a link or an approval for one walled matter opens no other. Emergency access counts as well.
CREATE OR REPLACE FUNCTION matters_behind_walls(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT matter.id FROM (
      SELECT membership.matter_id FROM membership WHERE membership.person_id = asked
      UNION SELECT past.what::uuid FROM recent_access() AS past WHERE past.person_id = asked AND past.kind IN ('matter', 'owner')
      UNION SELECT given.matter_id FROM group_grant AS given
        JOIN recent_group_members() AS member ON member.group_id = given.group_id WHERE member.person_id = asked
      UNION SELECT glass.matter_id FROM emergency_access AS glass WHERE glass.person_id = asked AND glass.until > now() AND glass.ended_at IS NULL
    ) AS role JOIN matter ON matter.id = role.matter_id
  WHERE EXISTS (SELECT FROM recent_walls() AS wall WHERE wall.matter_id IN (SELECT matter_and_sources(matter.id)))
$$;
CREATE OR REPLACE FUNCTION link_guards(asked uuid) RETURNS text[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT ARRAY(
    SELECT person.role::text FROM person WHERE person.id = asked AND person.role <> 'member'
    UNION SELECT past.what FROM recent_access() AS past WHERE past.person_id = asked AND past.kind = 'role' AND past.what <> 'member'
    UNION SELECT 'wall ' || matter FROM matters_behind_walls(asked) AS matter
    ORDER BY 1)
$$;
UPDATE password_link SET guards = link_guards(person_id) WHERE used_at IS NULL AND ended_at IS NULL AND expires_at > now();

-- A wall that is still to begin counts: whoever comes in before it begins is in when it stands.
CREATE OR REPLACE FUNCTION walled_matters_of_group(asked uuid) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT DISTINCT given.matter_id FROM group_grant AS given JOIN wall ON wall.matter_id IN (SELECT matter_and_sources(given.matter_id))
  WHERE given.group_id = asked AND is_administrator()
    AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days' AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days'
$$;

-- A wall around the source keeps people from the copy, and the answer says so.
CREATE OR REPLACE FUNCTION why_visible(asked uuid, whom uuid)
  RETURNS TABLE(rule text, role membership_role, through text, until timestamp with time zone)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT * FROM (
    SELECT 'wall' AS rule, NULL::membership_role AS role, named.name AS through, wall.ends_at AS until
    FROM wall LEFT JOIN person_group AS named ON named.id = wall.group_id
    WHERE wall.matter_id IN (SELECT matter_and_sources(asked)) AND wall.lifted_at IS NULL AND wall.starts_at <= now()
      AND (wall.ends_at IS NULL OR wall.ends_at > now())
      AND (wall.person_id = whom OR wall.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom))
    UNION ALL
    SELECT 'member', membership.role, NULL, NULL FROM membership WHERE membership.matter_id = asked AND membership.person_id = whom
    UNION ALL
    SELECT 'group', given.role, named.name, NULL FROM group_grant AS given JOIN person_group AS named ON named.id = given.group_id
    WHERE given.matter_id = asked AND given.group_id IN (SELECT group_id FROM group_member WHERE person_id = whom)
    UNION ALL
    SELECT 'firm', NULL, NULL, NULL FROM matter WHERE matter.id = asked AND matter.access = 'firm'
    UNION ALL
    SELECT 'glass', 'viewer', NULL, access.until FROM emergency_access AS access
    WHERE access.matter_id = asked AND access.person_id = whom AND access.until > now() AND access.ended_at IS NULL
  ) AS rules WHERE asked IN (SELECT administrable_matters())
$$;

-- A copy is owned by the groups that own its source, not by whoever is in them at the moment.
CREATE POLICY ops_restores ON group_grant FOR INSERT TO strongroom_ops WITH CHECK (true);
GRANT INSERT ON group_grant TO strongroom_ops;
