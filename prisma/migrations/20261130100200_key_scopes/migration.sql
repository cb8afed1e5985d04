-- What an API key was made for alone, in person (docs/decisions/0029). Keys of before have no scope.

CREATE TYPE key_scope AS ENUM ('groups');
ALTER TABLE api_key ADD COLUMN scope key_scope;

-- Whether being in a group would give a person a role in a matter from which a wall keeps them, now or later.
CREATE FUNCTION group_crosses_wall(asked_group uuid, asked_person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp'
AS $$
  SELECT is_administrator() AND EXISTS (SELECT FROM group_grant AS given JOIN wall ON wall.matter_id = given.matter_id
    WHERE given.group_id = asked_group
    AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked_person)))
$$;

-- Whether a wall names a group, now or later: who leaves it is no longer behind that wall.
CREATE FUNCTION group_is_walled(asked_group uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp'
AS $$
  SELECT is_administrator() AND EXISTS (SELECT FROM wall WHERE wall.group_id = asked_group
    AND wall.lifted_at IS NULL AND (wall.ends_at IS NULL OR wall.ends_at > now()))
$$;

REVOKE ALL ON FUNCTION group_crosses_wall(uuid, uuid), group_is_walled(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION group_crosses_wall(uuid, uuid), group_is_walled(uuid) TO strongroom_server;

-- "strongroom people reset-password" ends keys with the sessions.
GRANT UPDATE (revoked_at) ON api_key TO strongroom_ops;
