-- Roles and database of the product; run by the superuser at every start, so a changed secret file takes effect.
\set ON_ERROR_STOP on
\set owner_password `cat /run/secrets/database_owner_password`
\set server_password `cat /run/secrets/database_server_password`
\set worker_password `cat /run/secrets/database_worker_password`
\set ops_password `cat /run/secrets/database_ops_password`

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['strongroom_owner', 'strongroom_server', 'strongroom_worker', 'strongroom_ops']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE strongroom_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE strongroom_server LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'server_password';
ALTER ROLE strongroom_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'worker_password';
ALTER ROLE strongroom_ops LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS PASSWORD :'ops_password';
GRANT pg_monitor TO strongroom_ops;

SELECT 'CREATE DATABASE strongroom OWNER strongroom_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'strongroom')
\gexec

REVOKE ALL ON DATABASE strongroom FROM PUBLIC;
GRANT CONNECT ON DATABASE strongroom TO strongroom_server, strongroom_worker, strongroom_ops;

\connect strongroom
-- Row-level security hides a row before any function may look at it, unless that function is known not to leak.
-- Without this the full-text operator could not use its index on a protected table.
ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
ALTER FUNCTION pg_catalog.ts_match_qv(tsquery, tsvector) LEAKPROOF;
