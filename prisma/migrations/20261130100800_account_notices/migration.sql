-- Who becomes somebody else is seen: notices that stay until their person has acknowledged them, and acts of administrators for which a
-- second one is needed (docs/decisions/0035).

-- The product writes a notice and marks it as acknowledged; it can neither change nor remove one.
CREATE TABLE account_notice (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  -- Who did it; nobody where it was the host or the firm's provider.
  made_by uuid,
  about text NOT NULL DEFAULT '',
  made_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  acknowledged_at timestamptz(6),
  CONSTRAINT account_notice_pkey PRIMARY KEY (id),
  CONSTRAINT account_notice_kind CHECK (kind ~ '^[a-z-]{1,40}$')
);
CREATE INDEX account_notice_person_id_made_at_idx ON account_notice (person_id, made_at);
CREATE INDEX account_notice_open ON account_notice (person_id) WHERE acknowledged_at IS NULL;
ALTER TABLE account_notice ADD CONSTRAINT account_notice_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE account_notice ADD CONSTRAINT account_notice_made_by_fkey
  FOREIGN KEY (made_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
GRANT SELECT, INSERT ON account_notice TO strongroom_server;
GRANT UPDATE (acknowledged_at) ON account_notice TO strongroom_server;
GRANT SELECT, INSERT ON account_notice TO strongroom_ops;
-- What the host does to somebody's account is mailed by the server, like every notice.
GRANT INSERT ON outgoing_mail TO strongroom_ops;
GRANT SELECT (id) ON mail_setting TO strongroom_ops;

CREATE TABLE approval (
  id uuid NOT NULL,
  kind text NOT NULL,
  asked_by uuid NOT NULL,
  asked_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  about_person uuid,
  -- SHA-256 of the act with all that it changes: what was approved is done, and nothing else.
  fingerprint text NOT NULL,
  -- What the act changes, a line each, as whoever approves reads it.
  lines jsonb NOT NULL DEFAULT '[]',
  -- Where no second administrator can approve: from then on it may be done.
  free_from timestamptz(6),
  approved_by uuid,
  approved_at timestamptz(6),
  approved_on_host_at timestamptz(6),
  ended_at timestamptz(6),
  ended_because text,
  CONSTRAINT approval_pkey PRIMARY KEY (id),
  CONSTRAINT approval_fingerprint CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  CONSTRAINT approval_takes_two CHECK (approved_by IS NULL OR approved_by <> asked_by),
  CONSTRAINT approval_by_somebody CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
  CONSTRAINT approval_ended CHECK ((ended_at IS NULL) = (ended_because IS NULL)),
  CONSTRAINT approval_ended_because CHECK (ended_because IN ('used', 'declined'))
);
CREATE UNIQUE INDEX approval_open ON approval (asked_by, fingerprint) WHERE ended_at IS NULL;
CREATE INDEX approval_asked_at_idx ON approval (asked_at);
ALTER TABLE approval ADD CONSTRAINT approval_asked_by_fkey
  FOREIGN KEY (asked_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE approval ADD CONSTRAINT approval_about_person_fkey
  FOREIGN KEY (about_person) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE approval ADD CONSTRAINT approval_approved_by_fkey
  FOREIGN KEY (approved_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
-- The server cannot write that the host approved, nor shorten the time that a lone administrator waits.
GRANT SELECT, INSERT ON approval TO strongroom_server;
GRANT UPDATE (approved_by, approved_at, ended_at, ended_because) ON approval TO strongroom_server;
GRANT SELECT ON approval TO strongroom_ops;
GRANT UPDATE (approved_on_host_at) ON approval TO strongroom_ops;

CREATE FUNCTION lone_approval_waits() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  NEW.asked_at := now();
  NEW.approved_by := NULL;
  NEW.approved_at := NULL;
  NEW.approved_on_host_at := NULL;
  IF NEW.free_from IS NOT NULL THEN NEW.free_from := now() + interval '24 hours'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lone_approval_waits BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION lone_approval_waits();

-- The issuer whose word its owner lets stand for the authenticator app that is set up here.
ALTER TABLE person ADD COLUMN trusted_factor_issuer text;

-- Since when somebody is an administrator; null: since the beginning, or made on the host. Whoever was made one a moment ago by the
-- administrator who asks is no second opinion.
ALTER TABLE person ADD COLUMN administrator_since timestamptz(6);
CREATE FUNCTION note_new_administrator() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
  IF current_user <> 'strongroom_server' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.administrator_since := now();
  ELSIF NEW.role = 'administrator' AND NEW.disabled_at IS NULL
    AND (OLD.role <> 'administrator' OR OLD.disabled_at IS NOT NULL) THEN
    NEW.administrator_since := now();
  ELSE
    NEW.administrator_since := OLD.administrator_since;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER note_new_administrator BEFORE INSERT OR UPDATE ON person
  FOR EACH ROW EXECUTE FUNCTION note_new_administrator();

-- Whether somebody has a role in a matter around which a wall stands, or stood in the last 30 days: a wall that is lifted first must not
-- open the shorter way.
CREATE FUNCTION has_role_behind_wall(asked uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
  SELECT EXISTS (
    SELECT FROM wall
    WHERE wall.starts_at <= now() AND coalesce(wall.lifted_at, 'infinity') > now() - interval '30 days'
      AND coalesce(wall.ends_at, 'infinity') > now() - interval '30 days'
      AND (EXISTS (SELECT FROM membership WHERE membership.matter_id = wall.matter_id AND membership.person_id = asked)
        OR EXISTS (SELECT FROM group_grant AS given JOIN group_member AS member ON member.group_id = given.group_id
          WHERE given.matter_id = wall.matter_id AND member.person_id = asked)))
$$;
REVOKE ALL ON FUNCTION has_role_behind_wall(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION has_role_behind_wall(uuid) TO strongroom_server;
