-- Roles and database of the product; run by the superuser at every start, so a changed secret file takes effect.
\set ON_ERROR_STOP on
\set owner_password `cat /run/secrets/database_owner_password`
\set server_password `cat /run/secrets/database_server_password`
\set worker_password `cat /run/secrets/database_worker_password`
\set ops_password `cat /run/secrets/database_ops_password`
\set exporter_password `cat /run/secrets/database_exporter_password`

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['strongroom_owner', 'strongroom_server', 'strongroom_worker', 'strongroom_ops', 'strongroom_exporter']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE strongroom_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE strongroom_server LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'server_password';
ALTER ROLE strongroom_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'worker_password';
ALTER ROLE strongroom_ops LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS PASSWORD :'ops_password';
ALTER ROLE strongroom_exporter LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'exporter_password';
GRANT pg_monitor TO strongroom_ops, strongroom_exporter;

-- A role may change its own password and settings; both end here. The product itself stores no setting of a role or a database.
SELECT concat('ALTER ', CASE WHEN setrole = 0 AND setdatabase <> 0 THEN format('DATABASE %I', datname)
  ELSE concat('ROLE ', coalesce(quote_ident(rolname), 'ALL'), CASE WHEN setdatabase <> 0 THEN format(' IN DATABASE %I', datname) END) END, ' RESET ALL')
FROM pg_db_role_setting LEFT JOIN pg_roles ON pg_roles.oid = setrole LEFT JOIN pg_database ON pg_database.oid = setdatabase
\gexec

SELECT 'CREATE DATABASE strongroom OWNER strongroom_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'strongroom')
\gexec

REVOKE ALL ON DATABASE strongroom FROM PUBLIC;
GRANT CONNECT ON DATABASE strongroom TO strongroom_server, strongroom_worker, strongroom_ops, strongroom_exporter;

\connect strongroom
-- Row-level security hides a row before any function may look at it, unless that function is known not to leak.
-- Without this the full-text operator could not use its index on a protected table.
ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
ALTER FUNCTION pg_catalog.ts_match_qv(tsquery, tsvector) LEAKPROOF;

-- Nothing of the product is a large object, which anybody could make, as large as the disk and outside of every rule of the tables.
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure)
FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(lo_|lowrite$|loread$)'
\gexec
