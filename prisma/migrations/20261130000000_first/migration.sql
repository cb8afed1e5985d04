-- The first migration: the whole database of Strongroom, by question. Every later change is a migration of
-- its own; what the database is after all of them stands in prisma/current.sql.
--
-- What is kept?                                          types, tables, indexes
-- How is a word found?                                   search vectors
-- Who is asking?                                         the person of a transaction
-- Who sees a matter, and who may change it?              roles, walls, the set functions, their policies
-- Who runs a matter without reading it?                  administration, walls, groups
-- Who sees a matter in an emergency, or asks to?         emergency access, access requests
-- Who takes a matter over when its owner leaves?
-- What cannot be deleted?                                the bin, legal holds, disposals
-- When are stored bytes removed?
-- How is the audit log chained, and who reads it?
-- What do administrators learn of work in all matters?   counts, failed steps
-- What may the product's own processes see?              worker and ops
-- What may each role touch?                              grants
-- What is there from the start?                          rows

-- ===========================================================================================================
-- What is kept?
-- ===========================================================================================================

CREATE TYPE person_role AS ENUM ('administrator', 'member', 'auditor');
CREATE TYPE matter_access AS ENUM ('members', 'firm');
CREATE TYPE membership_role AS ENUM ('owner', 'editor', 'viewer');
CREATE TYPE step_name AS ENUM ('scan', 'extract', 'read', 'analyse');
CREATE TYPE step_state AS ENUM ('requested', 'running', 'done', 'failed');
CREATE TYPE page_state AS ENUM ('waiting', 'read', 'failed');
CREATE TYPE backup_run_state AS ENUM ('running', 'done', 'failed');
CREATE TYPE finding_kind AS ENUM ('citation', 'court', 'docket', 'party', 'date', 'money', 'email', 'phone');
CREATE TYPE backup_kind AS ENUM ('full', 'incremental');
CREATE TYPE target_act AS ENUM ('backup', 'check', 'prune', 'recovery-key', 'dump', 'changes-accepted');
CREATE TYPE scheduled_run_state AS ENUM ('running', 'done', 'refused', 'failed');
CREATE TYPE request_kind AS ENUM ('backup', 'restore-matter');
CREATE TYPE request_state AS ENUM ('asked', 'running', 'done', 'failed');
CREATE TYPE mail_security AS ENUM ('tls', 'starttls', 'plain');
CREATE TYPE emergency_access_rule AS ENUM ('off', 'administrators', 'everybody');
CREATE TYPE access_decision AS ENUM ('granted', 'declined');

-- People, and how they prove who they are.
CREATE TABLE person (
  id uuid NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  role person_role NOT NULL DEFAULT 'member',
  password_hash text,
  disabled_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  totp_counter bigint,
  totp_sealed text,
  emergency boolean NOT NULL DEFAULT false,
  CONSTRAINT person_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX person_email_key ON person (email);

CREATE TABLE session (
  id uuid NOT NULL,
  token_hash text NOT NULL,
  person_id uuid NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_seen_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(6) NOT NULL,
  confirmed_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  must_set_up boolean NOT NULL DEFAULT false,
  CONSTRAINT session_pkey PRIMARY KEY (id)
);
CREATE INDEX session_person_id_idx ON session (person_id);
CREATE UNIQUE INDEX session_token_hash_key ON session (token_hash);

CREATE TABLE api_key (
  id uuid NOT NULL,
  key_hash text NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamptz(6),
  expires_at timestamptz(6),
  per_minute integer,
  read_only boolean NOT NULL DEFAULT false,
  revoked_at timestamptz(6),
  CONSTRAINT api_key_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX api_key_key_hash_key ON api_key (key_hash);
CREATE INDEX api_key_person_id_idx ON api_key (person_id);

CREATE TABLE recovery_code (
  person_id uuid NOT NULL,
  fingerprint text NOT NULL,
  used_at timestamptz(6),
  CONSTRAINT recovery_code_pkey PRIMARY KEY (person_id, fingerprint)
);

CREATE TABLE passkey (
  id uuid NOT NULL,
  credential_id text NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  site text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[],
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamptz(6),
  CONSTRAINT passkey_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX passkey_credential_id_key ON passkey (credential_id);
CREATE INDEX passkey_person_id_idx ON passkey (person_id);

CREATE TABLE used_challenge (
  hash text NOT NULL,
  expires_at timestamptz(6) NOT NULL,
  CONSTRAINT used_challenge_pkey PRIMARY KEY (hash)
);
CREATE INDEX used_challenge_expires_at_idx ON used_challenge (expires_at);

CREATE TABLE password_link (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  token_hash text NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(6) NOT NULL,
  used_at timestamptz(6),
  ended_at timestamptz(6),
  CONSTRAINT password_link_pkey PRIMARY KEY (id)
);
-- Of two who make a link for the same person at once, one is refused: there is never a second one that still
-- opens.
CREATE UNIQUE INDEX password_link_open ON password_link (person_id)
  WHERE used_at IS NULL AND ended_at IS NULL;
CREATE INDEX password_link_person_id_idx ON password_link (person_id);
CREATE UNIQUE INDEX password_link_token_hash_key ON password_link (token_hash);

CREATE TABLE identity_link (
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id uuid NOT NULL,
  linked_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT identity_link_pkey PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_link_person_id_idx ON identity_link (person_id);

CREATE TABLE single_sign_on (
  id integer NOT NULL,
  mode text NOT NULL,
  name text NOT NULL,
  shape text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  secret_sealed text NOT NULL,
  email_domains text[],
  creates_people boolean NOT NULL,
  group_claims text[],
  group_roles jsonb NOT NULL,
  second_factor_values text[],
  CONSTRAINT single_sign_on_pkey PRIMARY KEY (id),
  CONSTRAINT one_row CHECK (id = 1),
  CONSTRAINT known_mode CHECK (mode IN ('off', 'beside', 'only')),
  CONSTRAINT known_shape CHECK (shape IN ('standard', 'entra', 'google'))
);

-- The firm's rules, its groups, and its mail.
CREATE TABLE firm_rule (
  id integer NOT NULL,
  second_factor_required boolean NOT NULL,
  emergency_access emergency_access_rule NOT NULL DEFAULT 'administrators',
  CONSTRAINT firm_rule_pkey PRIMARY KEY (id)
);

CREATE TABLE person_group (
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT person_group_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX person_group_name_key ON person_group (name);

CREATE TABLE group_member (
  group_id uuid NOT NULL,
  person_id uuid NOT NULL,
  added_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT group_member_pkey PRIMARY KEY (group_id, person_id)
);
CREATE INDEX group_member_person_id_idx ON group_member (person_id);

CREATE TABLE mail_setting (
  id integer NOT NULL,
  host text NOT NULL,
  port integer NOT NULL,
  security mail_security NOT NULL,
  user_name text,
  password_sealed text,
  from_address text NOT NULL,
  CONSTRAINT mail_setting_pkey PRIMARY KEY (id),
  CONSTRAINT mail_setting_is_one CHECK (id = 1),
  -- A password never goes to a server that is spoken to in the clear, whoever wrote the row.
  CONSTRAINT mail_setting_no_plain_password CHECK (security <> 'plain' OR user_name IS NULL)
);

CREATE TABLE outgoing_mail (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  path text NOT NULL,
  made_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  next_try_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT outgoing_mail_pkey PRIMARY KEY (id)
);
CREATE INDEX outgoing_mail_next_try_at_idx ON outgoing_mail (next_try_at);

-- Matters, and who belongs to them.
CREATE TABLE retention_schedule (
  id uuid NOT NULL,
  name text NOT NULL,
  years integer NOT NULL,
  CONSTRAINT retention_schedule_pkey PRIMARY KEY (id),
  CONSTRAINT retention_schedule_years CHECK (years BETWEEN 1 AND 100 AND name <> '')
);
CREATE UNIQUE INDEX retention_schedule_name_key ON retention_schedule (name);

CREATE TABLE matter (
  id uuid NOT NULL,
  client text NOT NULL,
  number text NOT NULL,
  name text NOT NULL,
  access matter_access NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  closed_at timestamptz(6),
  closed_by uuid,
  schedule_id uuid,
  CONSTRAINT matter_pkey PRIMARY KEY (id),
  CONSTRAINT matter_closed
    CHECK ((closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (schedule_id IS NULL))
);
CREATE INDEX matter_created_at_id_idx ON matter (created_at, id);
CREATE INDEX matter_firm ON matter (id) WHERE access = 'firm';
CREATE INDEX matter_number_idx ON matter (number);

CREATE TABLE membership (
  matter_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role membership_role NOT NULL,
  added_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT membership_pkey PRIMARY KEY (matter_id, person_id)
);
CREATE INDEX membership_person_id_idx ON membership (person_id);

CREATE TABLE group_grant (
  matter_id uuid NOT NULL,
  group_id uuid NOT NULL,
  role membership_role NOT NULL,
  added_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT group_grant_pkey PRIMARY KEY (matter_id, group_id)
);
CREATE INDEX group_grant_group_id_idx ON group_grant (group_id);

CREATE TABLE wall (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  person_id uuid,
  group_id uuid,
  reason text NOT NULL,
  starts_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ends_at timestamptz(6),
  raised_by uuid NOT NULL,
  raised_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  lifted_at timestamptz(6),
  lifted_by uuid,
  lifted_because text,
  CONSTRAINT wall_pkey PRIMARY KEY (id),
  CONSTRAINT wall_names_one CHECK ((person_id IS NULL) <> (group_id IS NULL)),
  CONSTRAINT wall_has_reason CHECK (reason <> ''),
  CONSTRAINT wall_lifted CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE INDEX wall_group_id_idx ON wall (group_id);
CREATE INDEX wall_matter_id_idx ON wall (matter_id);
CREATE INDEX wall_person_id_idx ON wall (person_id);

CREATE TABLE emergency_access (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  person_id uuid NOT NULL,
  hours integer NOT NULL,
  reason text NOT NULL,
  begun_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  until timestamptz(6) NOT NULL,
  ended_at timestamptz(6),
  ended_by uuid,
  seen_at timestamptz(6),
  seen_by uuid,
  CONSTRAINT emergency_access_pkey PRIMARY KEY (id),
  CONSTRAINT emergency_access_is_short CHECK (hours IN (1, 4, 8)),
  CONSTRAINT emergency_access_has_reason CHECK (char_length(reason) >= 20),
  CONSTRAINT emergency_access_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX emergency_access_matter_id_idx ON emergency_access (matter_id);
CREATE INDEX emergency_access_person_id_until_idx ON emergency_access (person_id, until);

CREATE TABLE access_request (
  id uuid NOT NULL,
  number text NOT NULL,
  person_id uuid NOT NULL,
  role membership_role NOT NULL,
  reason text NOT NULL,
  asked_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  decision access_decision,
  decided_at timestamptz(6),
  decided_by uuid,
  CONSTRAINT access_request_pkey PRIMARY KEY (id),
  CONSTRAINT access_request_has_reason CHECK (number <> '' AND reason <> ''),
  CONSTRAINT access_request_for CHECK (role IN ('editor', 'viewer')),
  CONSTRAINT access_request_decided
    CHECK ((decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by IS NULL))
);
CREATE INDEX access_request_number_idx ON access_request (number);
CREATE INDEX access_request_person_id_asked_at_idx ON access_request (person_id, asked_at);

-- Documents, their steps, their pages, and what was found in them. One state list, the same as
-- core/documents/journey.ts (test/api/journey.test.ts compares them). The sweep looks only at what is
-- unfinished: a handful of rows among millions.
CREATE TABLE stored_object (
  sha256 text NOT NULL,
  bytes bigint NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  scanned_at timestamptz(6),
  scanned_with text,
  threat text,
  removed_at timestamptz(6),
  removing_at timestamptz(6),
  CONSTRAINT stored_object_pkey PRIMARY KEY (sha256),
  CONSTRAINT stored_object_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT stored_object_removed CHECK (removed_at IS NULL OR removing_at IS NOT NULL)
);
CREATE INDEX stored_object_removing ON stored_object (sha256)
  WHERE removing_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX stored_object_threat ON stored_object (sha256) WHERE threat IS NOT NULL;

CREATE TABLE disposal (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  reason text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  approved_by uuid,
  approved_at timestamptz(6),
  withdrawn_at timestamptz(6),
  withdrawn_because text,
  done_at timestamptz(6),
  CONSTRAINT disposal_pkey PRIMARY KEY (id),
  CONSTRAINT disposal_has_reason CHECK (reason <> ''),
  CONSTRAINT disposal_approved CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
  CONSTRAINT disposal_takes_two CHECK (approved_by <> proposed_by),
  CONSTRAINT disposal_in_order CHECK (done_at IS NULL OR (approved_at IS NOT NULL AND withdrawn_at IS NULL))
);
CREATE INDEX disposal_matter_id_idx ON disposal (matter_id);
CREATE UNIQUE INDEX disposal_open ON disposal (matter_id) WHERE withdrawn_at IS NULL AND done_at IS NULL;

CREATE TABLE document (
  id uuid NOT NULL,
  matter_id uuid NOT NULL,
  parent_id uuid,
  part integer,
  sha256 text NOT NULL,
  filename text NOT NULL,
  media_type text NOT NULL,
  state text NOT NULL DEFAULT 'stored',
  reason text,
  page_count integer,
  uploaded_by uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  changed_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  folder text,
  decrypted_sha256 text,
  failed_redactions integer[] DEFAULT ARRAY[]::integer[],
  kind text,
  kind_reason text,
  language text,
  newest boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  version_of uuid,
  deleted_at timestamptz(6),
  deleted_by uuid,
  purged_at timestamptz(6),
  disposal_id uuid,
  CONSTRAINT document_pkey PRIMARY KEY (id),
  CONSTRAINT document_state
    CHECK (state IN ('stored', 'scanning', 'extracting', 'reading', 'analysing',
    'searchable', 'no-text', 'needs-password', 'quarantined', 'failed')),
  -- The first version points nowhere, every later one to the first; and of all of them one is the newest.
  CONSTRAINT document_version CHECK ((version_of IS NULL) = (version = 1) AND version >= 1),
  CONSTRAINT document_deleted CHECK ((deleted_at IS NULL) = (deleted_by IS NULL)),
  CONSTRAINT document_purged CHECK (purged_at IS NULL OR deleted_at IS NOT NULL)
);
CREATE INDEX document_changed_at_idx ON document (changed_at);
CREATE INDEX document_disposal_id_idx ON document (disposal_id);
CREATE INDEX document_in_bin ON document (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
CREATE INDEX document_matter_id_created_at_id_idx ON document (matter_id, created_at, id);
CREATE UNIQUE INDEX document_newest ON document (coalesce(version_of, id)) WHERE newest;
CREATE UNIQUE INDEX document_parent_id_part_key ON document (parent_id, part);
CREATE INDEX document_purged ON document (purged_at) WHERE purged_at IS NOT NULL;
CREATE INDEX document_sha256_idx ON document (sha256);
CREATE INDEX document_unfinished ON document (created_at)
  WHERE state IN ('stored', 'scanning', 'extracting', 'reading', 'analysing');
CREATE INDEX document_decrypted_sha256_idx ON document (decrypted_sha256);
CREATE INDEX document_uploaded_by_idx ON document (uploaded_by);
CREATE UNIQUE INDEX document_version_of_version_key ON document (version_of, version);

CREATE TABLE document_step (
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  name step_name NOT NULL,
  state step_state NOT NULL DEFAULT 'requested',
  attempts integer NOT NULL DEFAULT 0,
  request_id text NOT NULL,
  reason text,
  requested_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamptz(6),
  ended_at timestamptz(6),
  bulk boolean NOT NULL DEFAULT false,
  closed_at timestamptz(6),
  closed_by uuid,
  closed_note text,
  gave_up_at timestamptz(6),
  CONSTRAINT document_step_pkey PRIMARY KEY (id)
);
CREATE INDEX document_step_dead ON document_step (gave_up_at DESC, id)
  WHERE gave_up_at IS NOT NULL AND closed_at IS NULL;
CREATE INDEX document_step_document_id_requested_at_idx ON document_step (document_id, requested_at);
CREATE INDEX document_step_open ON document_step (requested_at) WHERE state IN ('requested', 'running');

CREATE TABLE page (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  number integer NOT NULL,
  state page_state NOT NULL,
  text text NOT NULL DEFAULT '',
  engine text NOT NULL DEFAULT '',
  confidence double precision NOT NULL DEFAULT 1,
  label text,
  reason text,
  layout json,
  search tsvector,
  exact tsvector,
  alternative text,
  CONSTRAINT page_pkey PRIMARY KEY (document_id, number)
);
CREATE INDEX page_exact_idx ON page USING GIN (exact);
CREATE INDEX page_matter_id_idx ON page (matter_id);
CREATE INDEX page_search_idx ON page USING GIN (search);
CREATE INDEX page_waiting ON page (document_id, number) WHERE state = 'waiting';

CREATE TABLE message (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  message_id text,
  mentions text[],
  thread uuid NOT NULL,
  subject text NOT NULL,
  sender text NOT NULL,
  recipients text NOT NULL,
  sent_at timestamptz(6),
  CONSTRAINT message_pkey PRIMARY KEY (document_id)
);
CREATE INDEX message_matter_id_thread_idx ON message (matter_id, thread);
CREATE INDEX message_mentions_idx ON message USING GIN (mentions);

CREATE TABLE finding (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  number integer NOT NULL,
  page integer NOT NULL,
  kind finding_kind NOT NULL,
  span_start integer NOT NULL,
  span_end integer NOT NULL,
  text text NOT NULL,
  detail jsonb NOT NULL,
  CONSTRAINT finding_pkey PRIMARY KEY (document_id, number)
);
CREATE INDEX finding_document_id_kind_number_idx ON finding (document_id, kind, number);
CREATE INDEX finding_document_id_page_idx ON finding (document_id, page);
CREATE INDEX finding_matter_id_idx ON finding (matter_id);

CREATE TABLE minhash_signature (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT minhash_signature_pkey PRIMARY KEY (document_id)
);

CREATE TABLE lsh_band (
  document_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  band integer NOT NULL,
  hash bigint NOT NULL,
  CONSTRAINT lsh_band_pkey PRIMARY KEY (document_id, band)
);
CREATE INDEX lsh_band_band_hash_idx ON lsh_band (band, hash);

-- A page is mostly these four; lz4 packs them several times faster than the default.
ALTER TABLE page ALTER COLUMN layout SET COMPRESSION lz4, ALTER COLUMN text SET COMPRESSION lz4,
  ALTER COLUMN search SET COMPRESSION lz4, ALTER COLUMN exact SET COMPRESSION lz4;

-- Legal holds.
CREATE TABLE legal_hold (
  id uuid NOT NULL,
  name text NOT NULL,
  reason text NOT NULL,
  issued_by uuid NOT NULL,
  issued_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  released_at timestamptz(6),
  released_by uuid,
  released_because text,
  CONSTRAINT legal_hold_pkey PRIMARY KEY (id),
  CONSTRAINT legal_hold_has_reason CHECK (name <> '' AND reason <> ''),
  CONSTRAINT legal_hold_released CHECK ((released_at IS NULL) = (released_by IS NULL))
);

CREATE TABLE hold_cover (
  id uuid NOT NULL,
  hold_id uuid NOT NULL,
  matter_id uuid NOT NULL,
  document_id uuid,
  CONSTRAINT hold_cover_pkey PRIMARY KEY (id)
);
CREATE INDEX hold_cover_hold_id_idx ON hold_cover (hold_id);
CREATE INDEX hold_cover_matter_id_idx ON hold_cover (matter_id);

-- The audit log.
CREATE TABLE audit_event (
  seq bigint NOT NULL,
  at timestamptz(6) NOT NULL,
  event text NOT NULL,
  person_id uuid,
  matter_id uuid,
  document_id uuid,
  request_id text NOT NULL,
  detail text NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL,
  CONSTRAINT audit_event_pkey PRIMARY KEY (seq)
);
CREATE INDEX audit_event_at_seq_idx ON audit_event (at, seq);
CREATE INDEX audit_event_document_id_seq_idx ON audit_event (document_id, seq);
CREATE INDEX audit_event_event_seq_idx ON audit_event (event, seq);
-- Rows that a program wrote end with the API key it came with (core/audit/record-event.ts). Text in a detail
-- cannot pass for that end: its quotes are escaped. Few rows have one, so the index holds few.
CREATE INDEX audit_event_key ON audit_event (right(detail, 45), seq)
  WHERE left(right(detail, 45), 7) = '"key":"';
CREATE INDEX audit_event_matter_id_seq_idx ON audit_event (matter_id, seq);
CREATE INDEX audit_event_person_id_seq_idx ON audit_event (person_id, seq);

CREATE TABLE audit_head (
  id integer NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  CONSTRAINT audit_head_pkey PRIMARY KEY (id)
);

-- Backups, and what people ask the operator's process to do: it has no address of its own, so it looks here
-- every two seconds. A backup is a whole copy of the database, or what changed in it since the last whole
-- one. A rehearsal is signed by ops, so that a row written by another hand shows. A row of target_run is one
-- act on one target, written when it is over; that many documents in a backup were gone or changed stands
-- there until an administrator says that it was looked at, which is a row of its own.
CREATE TABLE backup_run (
  id uuid NOT NULL,
  state backup_run_state NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamptz(6),
  snapshot text,
  bytes bigint,
  documents integer,
  reason text,
  kind backup_kind NOT NULL DEFAULT 'full',
  CONSTRAINT backup_run_pkey PRIMARY KEY (id)
);
CREATE INDEX backup_run_started_at_idx ON backup_run (started_at);

CREATE TABLE wal_shipment (
  id uuid NOT NULL,
  state backup_run_state NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamptz(6),
  snapshot text,
  reason text,
  target text NOT NULL,
  since timestamptz(6),
  CONSTRAINT wal_shipment_pkey PRIMARY KEY (id)
);
CREATE INDEX wal_shipment_target_started_at_idx ON wal_shipment (target, started_at);

CREATE TABLE rehearsal (
  id uuid NOT NULL,
  state backup_run_state NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamptz(6),
  snapshot text,
  made_at timestamptz(6),
  documents integer,
  objects integer,
  bytes bigint,
  audit_events integer,
  seconds double precision,
  reason text,
  signature text,
  target text,
  CONSTRAINT rehearsal_pkey PRIMARY KEY (id)
);
CREATE INDEX rehearsal_started_at_idx ON rehearsal (started_at);

CREATE TABLE target_run (
  id uuid NOT NULL,
  target text NOT NULL,
  act target_act NOT NULL,
  ok boolean NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  reason text,
  part integer,
  gone integer,
  locked_days integer,
  unusual boolean NOT NULL DEFAULT false,
  kept_by_target boolean NOT NULL DEFAULT false,
  CONSTRAINT target_run_pkey PRIMARY KEY (id)
);
CREATE INDEX target_run_target_act_at_idx ON target_run (target, act, at);

CREATE TABLE backup_target (
  name text NOT NULL,
  location text NOT NULL,
  CONSTRAINT backup_target_pkey PRIMARY KEY (name)
);

CREATE TABLE scheduled_run (
  id uuid NOT NULL,
  job text NOT NULL,
  state scheduled_run_state NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamptz(6),
  reason text,
  CONSTRAINT scheduled_run_pkey PRIMARY KEY (id)
);
CREATE INDEX scheduled_run_job_started_at_idx ON scheduled_run (job, started_at);

CREATE TABLE next_run (
  name text NOT NULL,
  at timestamptz(6) NOT NULL,
  CONSTRAINT next_run_pkey PRIMARY KEY (name)
);

CREATE TABLE ops_request (
  id uuid NOT NULL,
  kind request_kind NOT NULL,
  what jsonb NOT NULL DEFAULT '{}'::jsonb,
  state request_state NOT NULL DEFAULT 'asked',
  asked_by uuid NOT NULL,
  asked_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamptz(6),
  ended_at timestamptz(6),
  attempts integer NOT NULL DEFAULT 0,
  reason text,
  matter_id uuid,
  CONSTRAINT ops_request_pkey PRIMARY KEY (id),
  CONSTRAINT ops_request_of_matter CHECK ((kind = 'backup') = (matter_id IS NULL))
);
CREATE INDEX ops_request_asked_at_idx ON ops_request (asked_at);
CREATE INDEX ops_request_matter_id_idx ON ops_request (matter_id);
-- Whoever asks twice for the same gets it once.
CREATE UNIQUE INDEX ops_request_open ON ops_request (kind, matter_id, what) NULLS NOT DISTINCT
  WHERE state IN ('asked', 'running');

-- What points at what.
ALTER TABLE session ADD CONSTRAINT session_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE api_key ADD CONSTRAINT api_key_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE recovery_code ADD CONSTRAINT recovery_code_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE passkey ADD CONSTRAINT passkey_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE password_link ADD CONSTRAINT password_link_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE identity_link ADD CONSTRAINT identity_link_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE group_member ADD CONSTRAINT group_member_group_id_fkey
  FOREIGN KEY (group_id) REFERENCES person_group(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE group_member ADD CONSTRAINT group_member_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE outgoing_mail ADD CONSTRAINT outgoing_mail_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE matter ADD CONSTRAINT matter_created_by_fkey
  FOREIGN KEY (created_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE matter ADD CONSTRAINT matter_schedule_id_fkey
  FOREIGN KEY (schedule_id) REFERENCES retention_schedule(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE membership ADD CONSTRAINT membership_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE membership ADD CONSTRAINT membership_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE group_grant ADD CONSTRAINT group_grant_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE group_grant ADD CONSTRAINT group_grant_group_id_fkey
  FOREIGN KEY (group_id) REFERENCES person_group(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE wall ADD CONSTRAINT wall_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE wall ADD CONSTRAINT wall_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE wall ADD CONSTRAINT wall_group_id_fkey
  FOREIGN KEY (group_id) REFERENCES person_group(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE emergency_access ADD CONSTRAINT emergency_access_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE access_request ADD CONSTRAINT access_request_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE disposal ADD CONSTRAINT disposal_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE document ADD CONSTRAINT document_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE document ADD CONSTRAINT document_parent_id_fkey
  FOREIGN KEY (parent_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE document ADD CONSTRAINT document_sha256_fkey
  FOREIGN KEY (sha256) REFERENCES stored_object(sha256) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE document ADD CONSTRAINT document_uploaded_by_fkey
  FOREIGN KEY (uploaded_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE document ADD CONSTRAINT document_decrypted_sha256_fkey
  FOREIGN KEY (decrypted_sha256) REFERENCES stored_object(sha256) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE document ADD CONSTRAINT document_version_of_fkey
  FOREIGN KEY (version_of) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE document ADD CONSTRAINT document_disposal_id_fkey
  FOREIGN KEY (disposal_id) REFERENCES disposal(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE document_step ADD CONSTRAINT document_step_document_id_fkey
  FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE page ADD CONSTRAINT page_document_id_fkey
  FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE message ADD CONSTRAINT message_document_id_fkey
  FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE finding ADD CONSTRAINT finding_document_id_fkey
  FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE minhash_signature ADD CONSTRAINT minhash_signature_document_id_fkey
  FOREIGN KEY (document_id) REFERENCES document(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE lsh_band ADD CONSTRAINT lsh_band_document_id_fkey
  FOREIGN KEY (document_id) REFERENCES minhash_signature(document_id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE hold_cover ADD CONSTRAINT hold_cover_hold_id_fkey
  FOREIGN KEY (hold_id) REFERENCES legal_hold(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE hold_cover ADD CONSTRAINT hold_cover_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ops_request ADD CONSTRAINT ops_request_asked_by_fkey
  FOREIGN KEY (asked_by) REFERENCES person(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ops_request ADD CONSTRAINT ops_request_matter_id_fkey
  FOREIGN KEY (matter_id) REFERENCES matter(id) ON UPDATE CASCADE ON DELETE RESTRICT;

-- ===========================================================================================================
-- How is a word found?
-- ===========================================================================================================

-- Postgres tears identifiers apart (ABC-000123, 2:17-cv-00413, 12 U.S.C. 1841(a)): each is kept whole, as one
-- token without its punctuation. Asked of page text and of a query alike.
CREATE FUNCTION identifier_tokens(content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT left(regexp_replace(lower(found[1]), '[^[:alnum:]]', '', 'g'), 200)), '{}')
  FROM regexp_matches(content, '([[:alnum:]]+(?:[-:./_@][[:alnum:]]+)+)', 'g') AS found
$$;

-- The words of a page as search needs them: stemmed, and as written with its identifiers whole. The analysis
-- writes them to the page at the end of a document's journey. Postgres takes "<privilege>" for a tag and
-- "and/or" for a file name, and drops or glues the words (core/search/parse-query.ts does the same).
CREATE FUNCTION page_vectors(content text, OUT search tsvector, OUT exact tsvector)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('english', words), to_tsvector('simple', words) || array_to_tsvector(identifier_tokens(content))
  FROM translate(content, '<>/', '   ') AS words
$$;

-- ===========================================================================================================
-- Who is asking?
-- ===========================================================================================================

-- The person on whose behalf this transaction runs; null when nobody's.
CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('strongroom.person', true), '')::uuid
$$;

-- Administrators run the firm's room, and read no matter by virtue of that. PL/pgSQL keeps the plan for the
-- session: in SQL this was planned anew in every statement, a millisecond each. The same goes for the set
-- functions below.
CREATE FUNCTION is_administrator() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'administrator' AND disabled_at IS NULL);
END $$;

CREATE FUNCTION is_auditor() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'auditor' AND disabled_at IS NULL)
$$;

-- Auditors read the audit log and no document, whatever a membership or a matter that is open to the firm
-- would let them see: the policies named no_auditors stand beside every other policy and beat it. Their
-- sub-select is asked once a statement, not once a row.
CREATE FUNCTION may_read_matters() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM person WHERE id = current_person() AND role = 'auditor');
END $$;

-- ===========================================================================================================
-- Who sees a matter, and who may change it?
-- ===========================================================================================================

-- Two building stones without rights of their own: Postgres folds them into the functions below, which run as
-- the owner of the tables. Asked directly by the application's role, they show what row-level security lets
-- that role see.

-- What stands between the current person and a matter today. Nobody's grant looks past it. By name and by
-- group apart, so that each leads into an index.
CREATE FUNCTION walls_today() RETURNS TABLE (matter_id uuid) LANGUAGE sql STABLE AS $$
  SELECT wall.matter_id FROM wall
  WHERE wall.person_id = current_person()
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
  UNION ALL
  SELECT wall.matter_id FROM group_member AS member JOIN wall ON wall.group_id = member.group_id
  WHERE member.person_id = current_person()
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
$$;

-- Every role the current person was given, by name or by group, before any wall; and a viewer's by emergency
-- access, which ends by itself.
CREATE FUNCTION granted_roles() RETURNS TABLE (matter_id uuid, role membership_role) LANGUAGE sql STABLE AS $$
  SELECT membership.matter_id, membership.role FROM membership WHERE membership.person_id = current_person()
  UNION ALL
  SELECT given.matter_id, given.role FROM group_grant AS given JOIN group_member AS member ON member.group_id = given.group_id
  WHERE member.person_id = current_person()
  UNION ALL
  SELECT access.matter_id, 'viewer'::membership_role FROM emergency_access AS access
  WHERE access.person_id = current_person() AND access.until > now() AND access.ended_at IS NULL
$$;

-- The set functions every policy asks, once a statement (hashed). They read membership as the owner of the
-- tables, or the policy on membership would ask itself.

CREATE FUNCTION visible_matters() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    (SELECT matter_id FROM granted_roles()
     UNION
     SELECT id FROM matter WHERE access = 'firm' AND current_person() IS NOT NULL)
    EXCEPT SELECT matter_id FROM walls_today();
END $$;

CREATE FUNCTION editable_matters() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT matter_id FROM granted_roles() WHERE role IN ('owner', 'editor')
    EXCEPT SELECT matter_id FROM walls_today();
END $$;

-- Its owners manage who belongs to a matter; its creator names the first of them.
CREATE FUNCTION manageable_matters() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT matter_id FROM granted_roles() WHERE role = 'owner'
   UNION
   SELECT id FROM matter WHERE created_by = current_person() AND NOT EXISTS (SELECT FROM membership WHERE matter_id = matter.id))
  EXCEPT SELECT matter_id FROM walls_today()
$$;

-- What the application's own policy judges by (core/access/policy.ts): the best role granted, and whether a
-- wall stands.
CREATE FUNCTION my_role(asked uuid) RETURNS TABLE (role membership_role, walled boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT (SELECT min(given.role) FROM granted_roles() AS given WHERE given.matter_id = asked),
      EXISTS (SELECT FROM walls_today() AS wall WHERE wall.matter_id = asked);
END $$;

-- The same for every matter at once.
CREATE FUNCTION my_roles() RETURNS TABLE (matter_id uuid, role membership_role)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT given.matter_id, min(given.role) FROM granted_roles() AS given GROUP BY given.matter_id;
END $$;

-- Nobody's own policy is enough: every table that hangs from a matter asks the sets above.
ALTER TABLE matter ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE page ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE finding ENABLE ROW LEVEL SECURITY;
ALTER TABLE minhash_signature ENABLE ROW LEVEL SECURITY;
ALTER TABLE lsh_band ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_group ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE group_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE wall ENABLE ROW LEVEL SECURITY;
ALTER TABLE ops_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE hold_cover ENABLE ROW LEVEL SECURITY;
ALTER TABLE disposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE emergency_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_request ENABLE ROW LEVEL SECURITY;

-- Matters and their members.
CREATE POLICY person_sees ON matter FOR SELECT TO strongroom_server USING (id IN (SELECT visible_matters()));
CREATE POLICY person_opens ON matter FOR INSERT TO strongroom_server
  WITH CHECK (created_by = current_person());
CREATE POLICY owner_closes ON matter FOR UPDATE TO strongroom_server
  USING (id IN (SELECT manageable_matters()));
CREATE POLICY no_auditors ON matter AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON membership FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY owner_adds ON membership FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_changes ON membership FOR UPDATE TO strongroom_server
  USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_removes ON membership FOR DELETE TO strongroom_server
  USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY no_auditors ON membership AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON group_grant FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY owner_adds ON group_grant FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_changes ON group_grant FOR UPDATE TO strongroom_server
  USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY owner_removes ON group_grant FOR DELETE TO strongroom_server
  USING (matter_id IN (SELECT manageable_matters()));
CREATE POLICY no_auditors ON group_grant AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));

-- Documents and what hangs from them. What is in the bin: see "What cannot be deleted?". Bands are looked up
-- by equality alone: that operator is leakproof, so their index is used under row-level security too.
CREATE POLICY person_sees ON document FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY editor_files ON document FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT editable_matters()));
CREATE POLICY editor_changes ON document FOR UPDATE TO strongroom_server
  USING (matter_id IN (SELECT editable_matters()));
CREATE POLICY no_auditors ON document AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON document_step FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY editor_requests ON document_step FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT editable_matters()));
CREATE POLICY no_auditors ON document_step AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON page FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY no_auditors ON page AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON message FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY no_auditors ON message AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON finding FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY no_auditors ON finding AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON minhash_signature FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY no_auditors ON minhash_signature AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY person_sees ON lsh_band FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT visible_matters()));
CREATE POLICY no_auditors ON lsh_band AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));

-- ===========================================================================================================
-- Who runs a matter without reading it?
-- ===========================================================================================================

-- Owners administer their matters, administrators any; but nobody administers a matter they are walled from.
CREATE FUNCTION administrable_matters() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT matter_id FROM granted_roles() WHERE role = 'owner'
   UNION
   SELECT id FROM matter WHERE is_administrator())
  EXCEPT SELECT matter_id FROM walls_today()
$$;

-- Administrators name the matter they wall off by its number, and learn nothing else of it.
CREATE FUNCTION administrable_numbers() RETURNS TABLE (id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter.id, matter.number FROM matter WHERE matter.id IN (SELECT administrable_matters())
$$;

-- Which rule decides whether a person sees a matter, for those who administer it: the same facts the policies
-- ask, one by one, for somebody else. Nothing comes back to anybody else, or about a matter they are walled
-- from.
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
    UNION ALL
    SELECT 'glass', 'viewer', NULL, access.until FROM emergency_access AS access
    WHERE access.matter_id = asked AND access.person_id = whom AND access.until > now() AND access.ended_at IS NULL
  ) AS rules WHERE asked IN (SELECT administrable_matters())
$$;

-- A wall is never taken away or rewritten: it is lifted, and stays on record (see the grants).
CREATE POLICY administered ON wall FOR SELECT TO strongroom_server USING (matter_id IN (SELECT administrable_matters()));
CREATE POLICY raised ON wall FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT administrable_matters()) AND raised_by = current_person());
CREATE POLICY lifted ON wall FOR UPDATE TO strongroom_server USING (matter_id IN (SELECT administrable_matters()));
CREATE POLICY no_auditors ON wall AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));

-- An administrator does not put themselves into a group: that would be reading matters by virtue of the role.
-- And nobody steps out of a group by themselves: a wall may name it.
CREATE POLICY colleague_sees ON person_group FOR SELECT TO strongroom_server
  USING ((SELECT current_person()) IS NOT NULL);
CREATE POLICY administrator_makes ON person_group FOR INSERT TO strongroom_server
  WITH CHECK ((SELECT is_administrator()));
CREATE POLICY administrator_sees ON group_member FOR SELECT TO strongroom_server
  USING ((SELECT is_administrator()));
CREATE POLICY administrator_adds ON group_member FOR INSERT TO strongroom_server
  WITH CHECK ((SELECT is_administrator()) AND person_id <> current_person());
CREATE POLICY administrator_removes ON group_member FOR DELETE TO strongroom_server
  USING ((SELECT is_administrator()) AND person_id <> current_person());

-- What is asked of ops about a matter is for those who administer it: its owners, and administrators who are
-- not walled from it.
CREATE POLICY requester_sees ON ops_request FOR SELECT TO strongroom_server
  USING (CASE WHEN matter_id IS NULL THEN asked_by = (SELECT current_person()) OR (SELECT is_administrator())
    ELSE matter_id IN (SELECT administrable_matters()) END);
CREATE POLICY requester_adds ON ops_request FOR INSERT TO strongroom_server
  WITH CHECK (asked_by = (SELECT current_person()) AND state = 'asked'
    AND CASE WHEN matter_id IS NULL THEN (SELECT is_administrator()) ELSE matter_id IN (SELECT administrable_matters()) END);
CREATE POLICY no_auditors ON ops_request AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));

-- ===========================================================================================================
-- Who sees a matter in an emergency, or asks to?
-- ===========================================================================================================

-- Nobody chooses its end but by the hours: the application's role may set neither of the two times.
CREATE FUNCTION emergency_access_runs_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.until := NEW.begun_at + make_interval(hours => NEW.hours);
  RETURN NEW;
END $$;
CREATE TRIGGER emergency_access_runs_out BEFORE INSERT ON emergency_access
  FOR EACH ROW EXECUTE FUNCTION emergency_access_runs_out();

-- The firm's rule, of the person who asks.
CREATE FUNCTION may_take_emergency_access() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM person CROSS JOIN firm_rule
    WHERE person.id = current_person() AND person.disabled_at IS NULL
      AND ((firm_rule.emergency_access = 'administrators' AND person.role = 'administrator')
        OR (firm_rule.emergency_access = 'everybody' AND person.role <> 'auditor')));
END $$;

-- The matters that a wall keeps from the person who asks: nobody takes emergency access to one, and an
-- auditor learns not even that anything was done in it.
CREATE FUNCTION walled_matters() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter_id FROM walls_today()
$$;

-- The matters of a number to which the person may take emergency access. One behind a wall is not among them, and so
-- is like one that is not there.
CREATE FUNCTION matters_for_emergency_access(asked text) RETURNS TABLE (id uuid, seen boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT matter.id, matter.id IN (SELECT visible_matters()) FROM matter
    WHERE matter.number = asked AND may_take_emergency_access() AND matter.id NOT IN (SELECT matter_id FROM walls_today());
END $$;

-- What the person may know of: emergency access to matters they administer, and their own while it runs.
CREATE FUNCTION visible_emergency_access() RETURNS TABLE (id uuid, matter_id uuid, number text, person_id uuid, reason text, begun_at timestamptz,
  until timestamptz, ended_at timestamptz, seen_at timestamptz, owned boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT access.id, access.matter_id, matter.number, access.person_id, access.reason, access.begun_at,
      access.until, access.ended_at, access.seen_at, access.matter_id IN (SELECT manageable_matters())
    FROM emergency_access AS access JOIN matter ON matter.id = access.matter_id
    WHERE may_read_matters() AND access.matter_id NOT IN (SELECT matter_id FROM walls_today())
      AND (access.matter_id IN (SELECT administrable_matters())
        OR (access.person_id = current_person() AND access.until > now() AND access.ended_at IS NULL));
END $$;

-- Ends one that the person may know of. Whose it is, or who administers the matter; again: nothing.
CREATE FUNCTION end_emergency_access(asked uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ended integer;
BEGIN
  UPDATE emergency_access SET ended_at = now(), ended_by = current_person()
    WHERE id = asked AND ended_at IS NULL AND until > now() AND id IN (SELECT shown.id FROM visible_emergency_access() AS shown);
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$;

-- An owner of the matter has taken note.
CREATE FUNCTION acknowledge_emergency_access(asked uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE noted integer;
BEGIN
  UPDATE emergency_access SET seen_at = now(), seen_by = current_person()
    WHERE id = asked AND seen_at IS NULL AND id IN (SELECT shown.id FROM visible_emergency_access() AS shown WHERE shown.owned);
  GET DIAGNOSTICS noted = ROW_COUNT;
  RETURN noted;
END $$;

-- Whom a wall of today keeps from a matter, by name or by group; asked by the functions below alone.
CREATE FUNCTION is_walled(asked_person uuid, asked_matter uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM wall WHERE wall.matter_id = asked_matter
    AND wall.lifted_at IS NULL AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
    AND (wall.person_id = asked_person
      OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = asked_person)))
$$;

-- Whom to notify of an emergency access, for whoever took it: the matter's owners of today, by name or by
-- group. Who is behind a wall hears nothing of what goes on there.
CREATE FUNCTION owners_to_notify(asked uuid) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT person.id FROM person
  WHERE person.disabled_at IS NULL AND person.role <> 'auditor' AND NOT is_walled(person.id, asked)
    AND (person.id IN (SELECT person_id FROM membership WHERE matter_id = asked AND role = 'owner')
      OR person.id IN (SELECT inside.person_id FROM group_grant AS given JOIN group_member AS inside ON inside.group_id = given.group_id
        WHERE given.matter_id = asked AND given.role = 'owner'))
    AND EXISTS (SELECT FROM emergency_access WHERE matter_id = asked AND person_id = current_person() AND until > now() AND ended_at IS NULL)
$$;

-- It is never taken away or rewritten: it ends, and stays on record.
CREATE POLICY administered ON emergency_access FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT administrable_matters()));
CREATE POLICY taken ON emergency_access FOR INSERT TO strongroom_server WITH CHECK (person_id = (SELECT current_person())
    AND (SELECT may_take_emergency_access()) AND matter_id NOT IN (SELECT walled_matters()));
CREATE POLICY no_auditors ON emergency_access AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));

-- A request holds the number as it was typed and no matter: there may be none. Whose it is becomes known when
-- an owner of a matter of that number looks, and never while a wall stands between the asker and the matter.
CREATE FUNCTION access_requests_to_decide() RETURNS TABLE (id uuid, matter_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT request.id, matter.id FROM access_request AS request
    JOIN matter ON matter.number = request.number JOIN person ON person.id = request.person_id
    WHERE matter.id IN (SELECT manageable_matters()) AND may_read_matters()
      AND person.disabled_at IS NULL AND person.role <> 'auditor'
      AND (request.decision IS NOT NULL OR request.asked_at > now() - interval '14 days')
      AND NOT EXISTS (SELECT FROM wall WHERE wall.matter_id = matter.id AND wall.lifted_at IS NULL
        AND wall.starts_at <= now() AND (wall.ends_at IS NULL OR wall.ends_at > now())
        AND (wall.person_id = request.person_id
          OR wall.group_id IN (SELECT member.group_id FROM group_member AS member WHERE member.person_id = request.person_id)));
END $$;

-- What the asker is told. What nobody answered counts as declined after 14 days, whether anybody could have
-- answered or not.
CREATE FUNCTION my_access_requests() RETURNS TABLE (id uuid, number text, role membership_role, reason text, asked_at timestamptz, state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT request.id, request.number, request.role, request.reason, request.asked_at,
      CASE WHEN request.decision IS NOT NULL THEN request.decision::text
           WHEN request.asked_at > now() - interval '14 days' THEN 'open' ELSE 'declined' END
    FROM access_request AS request WHERE request.person_id = current_person();
END $$;

CREATE POLICY owner_sees ON access_request FOR SELECT TO strongroom_server
  USING (id IN (SELECT put.id FROM access_requests_to_decide() AS put));
CREATE POLICY asked ON access_request FOR INSERT TO strongroom_server
  WITH CHECK (person_id = (SELECT current_person()) AND (SELECT may_read_matters()));
CREATE POLICY decided ON access_request FOR UPDATE TO strongroom_server
  USING (decision IS NULL AND id IN (SELECT put.id FROM access_requests_to_decide() AS put))
  WITH CHECK (decided_by = (SELECT current_person()));

-- ===========================================================================================================
-- Who takes a matter over when its owner leaves?
-- ===========================================================================================================

-- The matters that nobody but this person answers for, for administrators: the number of each they are not
-- walled from, the name only where they see the matter anyway.
CREATE FUNCTION matters_owned_only_by(asked uuid) RETURNS TABLE (id uuid, number text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter.id, matter.number, CASE WHEN matter.id IN (SELECT visible_matters()) THEN matter.name END
  FROM membership AS own JOIN matter ON matter.id = own.matter_id
  WHERE own.person_id = asked AND own.role = 'owner' AND is_administrator()
    AND NOT is_walled(current_person(), matter.id)
    AND NOT EXISTS (
      SELECT FROM membership AS other JOIN person ON person.id = other.person_id
      WHERE other.matter_id = matter.id AND other.role = 'owner' AND other.person_id <> asked
        AND person.disabled_at IS NULL AND person.role <> 'auditor')
  ORDER BY matter.number, matter.id
$$;

-- Makes somebody an owner of such matters, after the person they rested on has left. An administrator does
-- not give them to themselves: that would be reading matters by virtue of the role. Who is behind a wall does
-- not get them.
CREATE FUNCTION reassign_matters(from_person uuid, to_person uuid, asked uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF to_person = current_person() OR NOT EXISTS (SELECT FROM person WHERE id = from_person AND disabled_at IS NOT NULL)
    OR NOT EXISTS (SELECT FROM person WHERE id = to_person AND disabled_at IS NULL AND role <> 'auditor') THEN RETURN; END IF;
  RETURN QUERY
    INSERT INTO membership (matter_id, person_id, role)
    SELECT resting.id, to_person, 'owner'::membership_role FROM matters_owned_only_by(from_person) AS resting
    WHERE resting.id = ANY (asked) AND NOT is_walled(to_person, resting.id)
    ON CONFLICT (matter_id, person_id) DO UPDATE SET role = 'owner'
    RETURNING matter_id;
END $$;

-- ===========================================================================================================
-- What cannot be deleted?
-- ===========================================================================================================

-- The bin: what is deleted is gone for everybody but who looks there.

-- True in a transaction that was opened to look into the bin; everywhere else what is deleted is gone for
-- everybody.
CREATE FUNCTION looks_in_bin() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('strongroom.bin', true), '') = 'open'
$$;

-- What has been purged has nothing left that could be shown.
CREATE FUNCTION deleted_documents() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT id FROM document WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
END $$;

-- These stand beside every other policy and beat it. The sub-selects are asked once a statement, not once a
-- row.
CREATE POLICY not_deleted ON document AS RESTRICTIVE FOR ALL TO strongroom_server
  USING (deleted_at IS NULL OR (SELECT looks_in_bin()));
CREATE POLICY not_deleted ON document_step AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING (document_id NOT IN (SELECT deleted_documents()));
CREATE POLICY not_deleted ON page AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING (document_id NOT IN (SELECT deleted_documents()));
CREATE POLICY not_deleted ON message AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING (document_id NOT IN (SELECT deleted_documents()));
CREATE POLICY not_deleted ON finding AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING (document_id NOT IN (SELECT deleted_documents()));
CREATE POLICY not_deleted ON minhash_signature AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING (document_id NOT IN (SELECT deleted_documents()));
CREATE POLICY not_deleted ON lsh_band AS RESTRICTIVE FOR SELECT TO strongroom_server
  USING (document_id NOT IN (SELECT deleted_documents()));

-- A part goes with its whole: later versions with the first, what came in a message or an archive with it.
-- And what is purged loses its pages and all that was read in them; its row stays as the tombstone (what,
-- when, by whom, hash).
CREATE FUNCTION document_goes_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE document SET deleted_at = NEW.deleted_at, deleted_by = NEW.deleted_by, purged_at = NEW.purged_at, disposal_id = NEW.disposal_id
  WHERE (parent_id = NEW.id OR version_of = NEW.id)
    AND (deleted_at IS DISTINCT FROM NEW.deleted_at OR purged_at IS DISTINCT FROM NEW.purged_at);
  IF NEW.purged_at IS NOT NULL THEN
    DELETE FROM finding WHERE document_id = NEW.id;
    DELETE FROM page WHERE document_id = NEW.id;
    DELETE FROM minhash_signature WHERE document_id = NEW.id;
    DELETE FROM message WHERE document_id = NEW.id;
    DELETE FROM document_step WHERE document_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER document_goes_whole AFTER UPDATE OF deleted_at, purged_at ON document FOR EACH ROW
  WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.purged_at IS DISTINCT FROM NEW.purged_at)
  EXECUTE FUNCTION document_goes_whole();

-- What is purged stays purged, and what is said of it was read in it. The tombstone keeps the name of the
-- copy without a password: only so can that be held, and removed with the rest.
CREATE FUNCTION document_stays_purged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.purged_at IS NOT NULL THEN RAISE EXCEPTION 'this document has been purged for good'; END IF;
  IF NEW.purged_at IS NOT NULL THEN
    NEW.reason := NULL; NEW.kind := NULL; NEW.kind_reason := NULL; NEW.language := NULL; NEW.failed_redactions := '{}';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_stays_purged BEFORE UPDATE OF deleted_at, purged_at ON document FOR EACH ROW
  WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.purged_at IS DISTINCT FROM NEW.purged_at)
  EXECUTE FUNCTION document_stays_purged();

-- What the worker takes out of a message that was deleted meanwhile goes to the bin with it. The lock makes
-- it wait for a deletion under way.
CREATE FUNCTION document_joins_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT deleted_at, deleted_by, purged_at INTO NEW.deleted_at, NEW.deleted_by, NEW.purged_at
  FROM document WHERE id = coalesce(NEW.version_of, NEW.parent_id) FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER document_joins_whole BEFORE INSERT ON document FOR EACH ROW
  WHEN (NEW.version_of IS NOT NULL OR NEW.parent_id IS NOT NULL) EXECUTE FUNCTION document_joins_whole();

-- Legal holds: a hold beats a deletion.

-- What a document stands for: the first version of the outermost message or archive it came in. That goes as
-- one, so it is held as one.
CREATE FUNCTION whole_of(asked uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE climb AS (
    SELECT coalesce(version_of, id) AS first_id, parent_id FROM document WHERE id = asked
    UNION ALL
    SELECT coalesce(document.version_of, document.id), document.parent_id FROM climb JOIN document ON document.id = climb.parent_id)
  SELECT first_id FROM climb WHERE parent_id IS NULL
$$;

-- The holds of today over a document; without one, over anything at all in the matter.
CREATE FUNCTION holds_today(asked_matter uuid, asked_document uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT legal_hold.id FROM hold_cover JOIN legal_hold ON legal_hold.id = hold_cover.hold_id
  WHERE legal_hold.released_at IS NULL AND hold_cover.matter_id = asked_matter
    AND (asked_document IS NULL OR hold_cover.document_id IS NULL OR hold_cover.document_id = whole_of(asked_document))
$$;

-- For the sentence a person is told: which holds, by name for those who administer the matter, without for others
-- who see it.
CREATE FUNCTION holds_over(asked_matter uuid, asked_document uuid) RETURNS TABLE (id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT legal_hold.id, CASE WHEN asked_matter IN (SELECT administrable_matters()) THEN legal_hold.name END
  FROM legal_hold WHERE legal_hold.id IN (SELECT holds_today(asked_matter, asked_document))
    AND asked_matter IN (SELECT visible_matters() UNION SELECT administrable_matters())
  ORDER BY legal_hold.issued_at
$$;

-- Hold beats delete, whichever comes first and whoever asks: a check that was forgotten, the worker, the
-- owner of the tables. Placing a hold and taking something away both lock the matter's row first, so one of
-- the two has happened before the other begins.
CREATE FUNCTION hold_beats_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM matter WHERE id = OLD.matter_id FOR SHARE;
  IF EXISTS (SELECT FROM holds_today(OLD.matter_id, OLD.id)) THEN
    RAISE EXCEPTION 'a legal hold covers this document' USING ERRCODE = 'SRH01';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_hold_beats_delete BEFORE DELETE ON document
  FOR EACH ROW EXECUTE FUNCTION hold_beats_delete();
CREATE TRIGGER a_hold_beats_change BEFORE UPDATE OF deleted_at, purged_at, newest, sha256, matter_id ON document
  FOR EACH ROW
  WHEN ((OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) OR (OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL)
    OR (OLD.newest AND NOT NEW.newest) OR OLD.sha256 <> NEW.sha256 OR OLD.matter_id <> NEW.matter_id)
  EXECUTE FUNCTION hold_beats_delete();

-- A hold that names any version or part covers the whole. What has been purged cannot be held any more, and
-- saying so beats a hold over nothing.
CREATE FUNCTION hold_waits_for_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM matter WHERE id = NEW.matter_id FOR NO KEY UPDATE;
  IF NEW.document_id IS NOT NULL THEN
    SELECT whole_of(id) INTO NEW.document_id FROM document WHERE id = NEW.document_id AND matter_id = NEW.matter_id AND purged_at IS NULL;
    IF NEW.document_id IS NULL THEN RAISE EXCEPTION 'there is no such document in this matter' USING ERRCODE = 'SRH02'; END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hold_waits_for_delete BEFORE INSERT ON hold_cover
  FOR EACH ROW EXECUTE FUNCTION hold_waits_for_delete();

-- The holds of which the person administers all that they cover; a hold that reaches further is for others to release.
CREATE FUNCTION administrable_holds() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM legal_hold WHERE (issued_by = current_person() OR is_administrator())
    AND NOT EXISTS (SELECT FROM hold_cover WHERE hold_id = legal_hold.id AND matter_id NOT IN (SELECT administrable_matters()))
$$;

-- A hold is never taken away or rewritten: it is released, and stays on record.
CREATE POLICY administered ON hold_cover FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT administrable_matters()));
CREATE POLICY placed ON hold_cover FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT administrable_matters()));
CREATE POLICY no_auditors ON hold_cover AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));
CREATE POLICY administered ON legal_hold FOR SELECT TO strongroom_server
  USING (id IN (SELECT hold_id FROM hold_cover));
CREATE POLICY placed ON legal_hold FOR INSERT TO strongroom_server
  WITH CHECK (issued_by = (SELECT current_person()));
CREATE POLICY released ON legal_hold FOR UPDATE TO strongroom_server USING (id IN (SELECT administrable_holds()));
CREATE POLICY no_auditors ON legal_hold AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));

-- Disposal of closed matters, by two people. The one rule that no code may get around is a constraint of its
-- table, disposal_takes_two: nobody approves what they proposed.

-- Closed matters whose time is over, of those the person administers; number and dates, nothing else.
CREATE FUNCTION expired_matters() RETURNS TABLE (id uuid, number text, schedule text, closed_at timestamptz, expired_at timestamptz, held boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT matter.id, matter.number, schedule.name, matter.closed_at, matter.closed_at + make_interval(years => schedule.years),
      EXISTS (SELECT FROM holds_today(matter.id, NULL))
    FROM matter JOIN retention_schedule AS schedule ON schedule.id = matter.schedule_id
    WHERE matter.closed_at + make_interval(years => schedule.years) <= now() AND matter.id IN (SELECT administrable_matters())
      AND NOT EXISTS (SELECT FROM disposal WHERE disposal.matter_id = matter.id AND disposal.done_at IS NOT NULL);
END $$;

-- Who approves says so for themselves; and what is decided is decided.
CREATE FUNCTION disposal_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.done_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR (OLD.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by)
    OR (OLD.approved_by IS NULL AND NEW.approved_by IS DISTINCT FROM current_person() AND NEW.approved_by IS NOT NULL) THEN
    RAISE EXCEPTION 'this disposal is decided, or signed for somebody else';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER disposal_is_signed BEFORE UPDATE ON disposal
  FOR EACH ROW EXECUTE FUNCTION disposal_is_signed();

-- A hold that comes, and a matter that is opened again, withdraw a disposal under way: it must be proposed
-- anew.
CREATE FUNCTION hold_withdraws_disposal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE disposal SET withdrawn_at = now(), withdrawn_because = 'A legal hold was placed.'
  WHERE matter_id = NEW.matter_id AND withdrawn_at IS NULL AND done_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER hold_withdraws_disposal AFTER INSERT ON hold_cover
  FOR EACH ROW EXECUTE FUNCTION hold_withdraws_disposal();

CREATE FUNCTION reopening_withdraws_disposal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE disposal SET withdrawn_at = now(), withdrawn_because = 'The matter was opened again.'
  WHERE matter_id = NEW.id AND withdrawn_at IS NULL AND done_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER reopening_withdraws_disposal AFTER UPDATE OF closed_at ON matter FOR EACH ROW
  WHEN (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) EXECUTE FUNCTION reopening_withdraws_disposal();

-- What a disposal took and when the bytes themselves went, for those who administer the matter: the
-- certificate's lines.
CREATE FUNCTION disposed_documents(asked uuid) RETURNS TABLE (id uuid, filename text, sha256 text, bytes bigint, filed_at timestamptz,
  purged_at timestamptz, removed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT document.id, document.filename, document.sha256, stored_object.bytes, document.created_at, document.purged_at, stored_object.removed_at
  FROM document JOIN stored_object ON stored_object.sha256 = document.sha256
  WHERE document.disposal_id = asked AND document.purged_at IS NOT NULL AND document.matter_id IN (SELECT administrable_matters())
    AND may_read_matters()
  ORDER BY document.created_at, document.id
$$;

CREATE POLICY administered ON disposal FOR SELECT TO strongroom_server
  USING (matter_id IN (SELECT administrable_matters()));
CREATE POLICY proposed ON disposal FOR INSERT TO strongroom_server
  WITH CHECK (matter_id IN (SELECT administrable_matters()) AND proposed_by = (SELECT current_person()) AND approved_by IS NULL AND done_at IS NULL);
CREATE POLICY decided ON disposal FOR UPDATE TO strongroom_server
  USING (matter_id IN (SELECT administrable_matters()));
CREATE POLICY no_auditors ON disposal AS RESTRICTIVE FOR ALL TO strongroom_server
  USING ((SELECT may_read_matters()));

-- ===========================================================================================================
-- When are stored bytes removed?
-- ===========================================================================================================

-- Whether any document needs these bytes: it is not purged, or was not before `since`, or a legal hold of
-- today covers its tombstone.
CREATE FUNCTION object_is_needed(asked text, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM (SELECT id, matter_id, purged_at FROM document WHERE sha256 = asked
      UNION ALL SELECT id, matter_id, purged_at FROM document WHERE decrypted_sha256 = asked) AS named
    WHERE purged_at IS NULL OR purged_at > since OR EXISTS (SELECT FROM holds_today(matter_id, id)))
$$;

-- Bytes that are needed are neither marked nor removed, whoever asks: such a row is passed over. As
-- everywhere, the matter's row decides between this and a hold that is being placed.
CREATE FUNCTION needed_object_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM matter WHERE id IN (SELECT matter_id FROM document WHERE sha256 = NEW.sha256
    UNION SELECT matter_id FROM document WHERE decrypted_sha256 = NEW.sha256) FOR SHARE;
  IF object_is_needed(NEW.sha256, 'infinity') THEN RETURN NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER needed_object_stays BEFORE UPDATE OF removing_at, removed_at ON stored_object FOR EACH ROW
  WHEN ((OLD.removing_at IS NULL AND NEW.removing_at IS NOT NULL) OR (OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL))
  EXECUTE FUNCTION needed_object_stays();

-- Notes bytes that somebody is about to file. True when they are marked for removal: they may be gone. Until
-- the transaction ends nothing removes them.
CREATE FUNCTION claim_object(asked text, size bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE marked boolean;
BEGIN
  INSERT INTO stored_object (sha256, bytes) VALUES (asked, size) ON CONFLICT DO NOTHING;
  SELECT removing_at IS NOT NULL INTO marked FROM stored_object WHERE sha256 = asked FOR KEY SHARE;
  RETURN marked;
END $$;

-- They were seen to be there, and stay: as new as any, so that the next shipment of the log takes them along.
CREATE FUNCTION retain_object(asked text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE stored_object SET removing_at = NULL, removed_at = NULL, created_at = now() WHERE sha256 = asked AND removing_at IS NOT NULL;
  RETURN true;
END $$;

-- ===========================================================================================================
-- How is the audit log chained, and who reads it?
-- ===========================================================================================================

-- hash = SHA-256 of these lines joined by newlines; the free text comes last, so nothing in it can pass for
-- another field.
CREATE FUNCTION audit_hash(e audit_event) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n', e.previous_hash, e.seq::text,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.event, coalesce(e.person_id::text, ''),
    coalesce(e.matter_id::text, ''), coalesce(e.document_id::text, ''), e.request_id, e.detail), 'UTF8')), 'hex')
$$;

-- A row gets its number, its time and its link to the row before here, whoever inserts it. A row about a
-- document names its matter as well, also where whoever asked could not see it: auditors behind the matter's
-- wall are shown none of its rows, and those who ask for a matter's rows find the denials on its documents.
CREATE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_head%ROWTYPE;
BEGIN
  IF NEW.matter_id IS NULL AND NEW.document_id IS NOT NULL THEN
    NEW.matter_id := (SELECT document.matter_id FROM document WHERE document.id = NEW.document_id);
  END IF;
  SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.at := clock_timestamp();
  NEW.request_id := translate(NEW.request_id, E'\n', ' ');
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Auditors know a matter by its number, and learn neither its name nor its client.
CREATE FUNCTION audited_matters() RETURNS TABLE (id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT matter.id, matter.number FROM matter
  WHERE (SELECT is_auditor()) AND matter.id NOT IN (SELECT matter_id FROM walls_today())
$$;

-- The last row of each of so many days (UTC) up to `until`, newest day first: a number and a hash, which tell
-- nothing of any matter.
CREATE FUNCTION audit_day_heads(until date, days integer) RETURNS TABLE (day date, seq bigint, hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT asked.day, last.seq, last.hash
  FROM (SELECT until - back AS day FROM generate_series(0, least(days, 400) - 1) AS back) AS asked
  CROSS JOIN LATERAL (
    SELECT e.seq, e.hash FROM audit_event AS e
    WHERE e.at >= asked.day::timestamp AT TIME ZONE 'UTC' AND e.at < (asked.day + 1)::timestamp AT TIME ZONE 'UTC'
    ORDER BY e.at DESC, e.seq DESC LIMIT 1) AS last
  WHERE (SELECT is_auditor()) ORDER BY asked.day DESC
$$;

CREATE POLICY appended ON audit_event FOR INSERT TO strongroom_server, strongroom_worker, strongroom_ops
  WITH CHECK (true);
CREATE POLICY auditor_reads ON audit_event FOR SELECT TO strongroom_server
  USING ((SELECT is_auditor()) AND (matter_id IS NULL OR matter_id NOT IN (SELECT walled_matters())));

-- ===========================================================================================================
-- What do administrators learn of work in all matters?
-- ===========================================================================================================

-- How many documents stand in each state, over all matters and without what is deleted: figures for
-- administrators, who see no more matters than others. Row-level security would count only their own, so the
-- owner of the tables counts, and tells nothing else.
CREATE FUNCTION document_counts() RETURNS TABLE (state text, documents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT document.state, count(*) FROM document WHERE deleted_at IS NULL GROUP BY document.state
$$;

-- Administrators look after work that failed in every matter, and read none of them by virtue of their role:
-- these functions show and do exactly that, no name and no word of a document. A step that somebody had tried
-- again meanwhile, or whose document is deleted, is no longer on the list.
CREATE FUNCTION dead_letters() RETURNS TABLE (id uuid, document_id uuid, step step_name, attempts integer, reason text,
  requested_at timestamptz, gave_up_at timestamptz, bulk boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT dead.id, dead.document_id, dead.name, dead.attempts, dead.reason, dead.requested_at, dead.gave_up_at, dead.bulk
  FROM document_step AS dead
  WHERE dead.gave_up_at IS NOT NULL AND dead.closed_at IS NULL AND is_administrator()
    AND NOT EXISTS (SELECT FROM document_step AS later WHERE later.document_id = dead.document_id AND later.requested_at > dead.requested_at)
    AND dead.document_id NOT IN (SELECT deleted_documents())
$$;

CREATE FUNCTION close_dead_letter(letter uuid, note text) RETURNS TABLE (document_id uuid, matter_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE document_step SET closed_at = now(), closed_by = current_person(), closed_note = note
  WHERE id IN (SELECT dead.id FROM dead_letters() AS dead WHERE dead.id = letter)
  RETURNING document_step.document_id, document_step.matter_id
$$;

-- The step again, in the words of core/documents/enqueue-step.ts: a row that is open. `during` is the state
-- the document is then in.
CREATE FUNCTION requeue_dead_letter(letter uuid, new_step uuid, request text, during text) RETURNS TABLE (document_id uuid, matter_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH moved AS (
    UPDATE document SET state = during, reason = NULL, changed_at = now()
    FROM dead_letters() AS dead
    WHERE dead.id = letter AND document.id = dead.document_id AND document.state IN ('failed', 'searchable', 'no-text')
    RETURNING document.id, document.matter_id, dead.step, dead.bulk),
  asked AS (
    INSERT INTO document_step (id, document_id, matter_id, name, request_id, bulk)
    SELECT new_step, moved.id, moved.matter_id, moved.step, request, moved.bulk FROM moved
    RETURNING document_step.document_id, document_step.matter_id),
  closed AS (
    UPDATE document_step SET closed_at = now(), closed_by = current_person(), closed_note = 'tried again'
    FROM moved WHERE document_step.id = letter RETURNING 1)
  SELECT asked.document_id, asked.matter_id FROM asked;
END $$;

-- ===========================================================================================================
-- What may the product's own processes see?
-- ===========================================================================================================

-- The worker moves every document on; ops counts and compares them. Neither answers people.
CREATE POLICY process_reads ON matter FOR SELECT TO strongroom_worker, strongroom_ops USING (true);
CREATE POLICY process_reads ON membership FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON document FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON document FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON document_step FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON document_step FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON page FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON page FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON message FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON message FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON finding FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON finding FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON minhash_signature FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON minhash_signature FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY worker_works ON lsh_band FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON lsh_band FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON person_group FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON group_member FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON group_grant FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON wall FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON emergency_access FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON access_request FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON legal_hold FOR SELECT TO strongroom_worker, strongroom_ops USING (true);
CREATE POLICY process_reads ON hold_cover FOR SELECT TO strongroom_worker, strongroom_ops USING (true);
CREATE POLICY worker_works ON disposal FOR ALL TO strongroom_worker USING (true) WITH CHECK (true);
CREATE POLICY process_reads ON disposal FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_reads ON ops_request FOR SELECT TO strongroom_ops USING (true);
CREATE POLICY process_writes ON ops_request FOR UPDATE TO strongroom_ops USING (true);
CREATE POLICY process_reads ON audit_event FOR SELECT TO strongroom_ops USING (true);

-- After a restore without what was damaged in the backup, ops marks the documents whose originals are lost.
CREATE POLICY process_marks ON document FOR UPDATE TO strongroom_ops USING (true);

-- `strongroom restore-matter` files what it brought out of a backup as a new matter of its owners, behind the
-- walls of the one it was.
CREATE POLICY ops_restores ON matter FOR INSERT TO strongroom_ops WITH CHECK (true);
CREATE POLICY ops_restores ON membership FOR INSERT TO strongroom_ops WITH CHECK (true);
CREATE POLICY ops_restores ON wall FOR INSERT TO strongroom_ops WITH CHECK (true);
CREATE POLICY ops_restores ON document FOR INSERT TO strongroom_ops WITH CHECK (true);
CREATE POLICY ops_restores ON document_step FOR INSERT TO strongroom_ops WITH CHECK (true);

-- ===========================================================================================================
-- What may each role touch?
-- ===========================================================================================================

-- Row-level security decides which rows; here stands which tables, columns and functions. strongroom_owner
-- owns everything, and no running process signs in as it. Whoever files bytes claims them (claim_object):
-- nobody inserts into stored_object.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO strongroom_server, strongroom_worker, strongroom_ops;
REVOKE ALL ON FUNCTION
  audit_day_heads(date,integer), audited_matters(), matters_for_emergency_access(text), object_is_needed(text,timestamp
  with time zone), claim_object(text,bigint), close_dead_letter(uuid,text), dead_letters(),
  deleted_documents(), disposed_documents(uuid), document_counts(), end_emergency_access(uuid), expired_matters(),
  reassign_matters(uuid,uuid,uuid[]), visible_emergency_access(), holds_over(uuid,uuid), administrable_holds(),
  holds_today(uuid,uuid), is_administrator(), is_auditor(), is_walled(uuid,uuid), retain_object(text),
  matters_owned_only_by(uuid), may_take_emergency_access(), may_read_matters(), my_access_requests(), my_role(uuid),
  my_roles(), acknowledge_emergency_access(uuid), owners_to_notify(uuid), access_requests_to_decide(),
  requeue_dead_letter(uuid,uuid,text,text), administrable_matters(), administrable_numbers(), walled_matters(),
  whole_of(uuid), why_visible(uuid,uuid)
  FROM PUBLIC;

-- The server, which answers people.
GRANT SELECT ON
  _prisma_migrations, stored_object, page, audit_event, backup_run, message, finding, minhash_signature, lsh_band,
  wal_shipment, rehearsal, target_run, scheduled_run, next_run, backup_target, emergency_access, access_request
  TO strongroom_server;
GRANT SELECT, INSERT ON
  matter, document, document_step, person_group, wall, ops_request, legal_hold, hold_cover,
  retention_schedule, disposal, password_link
  TO strongroom_server;
GRANT SELECT, UPDATE ON firm_rule TO strongroom_server;
GRANT SELECT, INSERT, DELETE ON group_member, used_challenge, identity_link TO strongroom_server;
GRANT SELECT, INSERT, UPDATE ON person, api_key, single_sign_on TO strongroom_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  session, membership, recovery_code, group_grant, passkey, mail_setting, outgoing_mail
  TO strongroom_server;
GRANT UPDATE (closed_at, closed_by, schedule_id) ON matter TO strongroom_server;
GRANT UPDATE (state, reason, changed_at, newest, deleted_at, deleted_by) ON document TO strongroom_server;
GRANT INSERT (event, person_id, matter_id, document_id, request_id, detail) ON audit_event TO strongroom_server;
GRANT UPDATE (lifted_at, lifted_by, lifted_because) ON wall TO strongroom_server;
GRANT UPDATE (released_at, released_by, released_because) ON legal_hold TO strongroom_server;
GRANT UPDATE (name, years) ON retention_schedule TO strongroom_server;
GRANT UPDATE (approved_by, approved_at, withdrawn_at, withdrawn_because) ON disposal TO strongroom_server;
GRANT UPDATE (used_at, ended_at) ON password_link TO strongroom_server;
GRANT INSERT (id, matter_id, person_id, hours, reason) ON emergency_access TO strongroom_server;
GRANT INSERT (id, number, person_id, role, reason) ON access_request TO strongroom_server;
GRANT UPDATE (decision, decided_at, decided_by) ON access_request TO strongroom_server;
GRANT EXECUTE ON FUNCTION
  audit_day_heads(date,integer), audited_matters(), matters_for_emergency_access(text), claim_object(text,bigint),
  close_dead_letter(uuid,text), dead_letters(), deleted_documents(), disposed_documents(uuid),
  document_counts(), end_emergency_access(uuid), expired_matters(), reassign_matters(uuid,uuid,uuid[]), visible_emergency_access(),
  holds_over(uuid,uuid), administrable_holds(), is_administrator(), is_auditor(), retain_object(text),
  matters_owned_only_by(uuid), may_take_emergency_access(), may_read_matters(), my_access_requests(), my_role(uuid),
  my_roles(), acknowledge_emergency_access(uuid), owners_to_notify(uuid), access_requests_to_decide(),
  requeue_dead_letter(uuid,uuid,text,text), administrable_matters(), administrable_numbers(), walled_matters(),
  why_visible(uuid,uuid)
  TO strongroom_server;

-- The worker, which reads documents.
GRANT SELECT ON
  _prisma_migrations, matter, stored_object, legal_hold, hold_cover, disposal
  TO strongroom_worker;
GRANT SELECT, INSERT, DELETE ON finding TO strongroom_worker;
GRANT SELECT, INSERT, UPDATE ON document, document_step, message TO strongroom_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON page, minhash_signature, lsh_band TO strongroom_worker;
GRANT UPDATE (scanned_at, scanned_with, threat) ON stored_object TO strongroom_worker;
GRANT INSERT (event, person_id, matter_id, document_id, request_id, detail) ON audit_event TO strongroom_worker;
GRANT UPDATE (done_at) ON disposal TO strongroom_worker;
GRANT EXECUTE ON FUNCTION
  claim_object(text,bigint), holds_today(uuid,uuid), retain_object(text)
  TO strongroom_worker;

-- Ops: backups, the scheduled jobs, the commands of `strongroom`. It ends sessions and open password links
-- when it resets a password.
GRANT SELECT ON
  _prisma_migrations, api_key, stored_object, page, audit_event, audit_head, message, finding, minhash_signature,
  lsh_band, firm_rule, person_group, group_member, group_grant, legal_hold, hold_cover, retention_schedule,
  disposal, used_challenge, single_sign_on, identity_link, password_link, emergency_access, access_request
  TO strongroom_ops;
GRANT SELECT, DELETE ON session, recovery_code, passkey TO strongroom_ops;
GRANT SELECT, INSERT ON
  matter, membership, document, document_step, target_run, wall
  TO strongroom_ops;
GRANT SELECT, UPDATE ON ops_request TO strongroom_ops;
GRANT SELECT, INSERT, UPDATE ON person, backup_run, rehearsal TO strongroom_ops;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  wal_shipment, scheduled_run, next_run, backup_target
  TO strongroom_ops;
GRANT UPDATE (removed_at, removing_at) ON stored_object TO strongroom_ops;
GRANT UPDATE (state, reason, changed_at) ON document TO strongroom_ops;
GRANT INSERT (event, person_id, matter_id, document_id, request_id, detail) ON audit_event TO strongroom_ops;
GRANT UPDATE (ended_at) ON password_link TO strongroom_ops;
GRANT EXECUTE ON FUNCTION
  object_is_needed(text,timestamp with time zone), claim_object(text,bigint), retain_object(text)
  TO strongroom_ops;

-- ===========================================================================================================
-- What is there from the start?
-- ===========================================================================================================

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, repeat('0', 64));
INSERT INTO firm_rule (id, second_factor_required) VALUES (1, false);
INSERT INTO retention_schedule (id, name, years) VALUES
  ('5ced0000-0000-4000-8000-000000000007', 'Seven years', 7),
  ('5ced0000-0000-4000-8000-000000000010', 'Ten years', 10);
