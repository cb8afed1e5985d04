-- How the audit log was last found, by the processes that prove it; and which auditors were mailed the head of which day.

CREATE TYPE audit_check_act AS ENUM ('chain', 'heads', 'accepted');

CREATE TABLE audit_check (
  id uuid NOT NULL,
  act audit_check_act NOT NULL,
  ok boolean NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  reason text,
  CONSTRAINT audit_check_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_check_act_at_idx ON audit_check (act, at);

CREATE TABLE day_head_mail (
  person_id uuid NOT NULL,
  day date NOT NULL,
  CONSTRAINT day_head_mail_pkey PRIMARY KEY (person_id, day)
);
ALTER TABLE day_head_mail ADD CONSTRAINT day_head_mail_person_id_fkey
  FOREIGN KEY (person_id) REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE;

GRANT SELECT, INSERT ON audit_check TO strongroom_ops;
GRANT SELECT, INSERT ON day_head_mail TO strongroom_server;
