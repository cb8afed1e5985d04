import type { Structure, StructureItem } from './structure.ts';

/** One statement to the catalog, by whichever connection is at hand. */
export type AskCatalog = (sql: string) => Promise<unknown[]>;

/** What another role than these was granted is the firm's own affair. */
const productRoles = `('PUBLIC', 'strongroom_server', 'strongroom_worker', 'strongroom_ops')`;
const processRoles = `('strongroom_owner', 'strongroom_server', 'strongroom_worker', 'strongroom_ops')`;

const grantee = `CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END`;
const withOption = `CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END`;

/** Rights as GRANT statements, those of the product's roles as one item and those of every other role as one each. */
const rights = (grants: string) => `
  SELECT CASE WHEN who IN ${productRoles} THEN 'rights' ELSE 'foreign right' END AS kind, tbl,
    CASE WHEN who IN ${productRoles} THEN name ELSE name || ' of ' || who END AS name,
    string_agg('GRANT ' || what || ' TO ' || who || ';', E'\\n' ORDER BY who, what) AS sql
  FROM (${grants}) AS granted GROUP BY 1, 2, 3`;

/**
 * Everything that makes up the database, as the statement that would make it. Where it belongs to somebody else than it
 * should, that is part of the statement.
 */
const catalog = `
WITH own AS (
  SELECT c.oid, c.relname, quote_ident(c.relname) AS q, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.relowner
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S', 'm', 'f')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), held AS (SELECT * FROM own WHERE relkind IN ('r', 'p')
), routine AS (
  SELECT p.oid, p.oid::regprocedure::text AS q, p.prokind, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
), item AS (
  SELECT 'type' AS kind, '' AS tbl, quote_ident(typname) AS name, 'CREATE TYPE ' || quote_ident(typname) || ' AS ENUM ('
    || string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) || ');' AS sql, 0 AS place
  FROM pg_type t JOIN pg_enum ON enumtypid = t.oid WHERE t.typnamespace = 'public'::regnamespace GROUP BY typname
  UNION ALL
  SELECT 'type', '', quote_ident(typname), '', 0 FROM pg_type t LEFT JOIN pg_class c ON c.oid = typrelid
  WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('d', 'r') OR relkind = 'c')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 'schema', '', quote_ident(nspname), '', 0 FROM pg_namespace
  WHERE nspname NOT IN ('public', 'information_schema') AND left(nspname, 3) <> 'pg_'
  UNION ALL
  SELECT 'extension', '', quote_ident(extname), '', 0 FROM pg_extension WHERE extname <> 'plpgsql'
  UNION ALL
  SELECT 'event trigger', '', quote_ident(evtname), '', 0 FROM pg_event_trigger
  UNION ALL
  SELECT 'setting', '', concat(split_part(one, '=', 1), ' of ', CASE WHEN setrole <> 0 THEN rolname WHEN setdatabase = 0 THEN 'every role' ELSE 'the database' END),
    concat('ALTER ', CASE WHEN setrole <> 0 THEN 'ROLE ' || rolname WHEN setdatabase = 0 THEN 'ROLE ALL' ELSE 'DATABASE ' || quote_ident(current_database()) END,
      CASE WHEN setrole <> 0 AND setdatabase <> 0 THEN ' IN DATABASE ' || quote_ident(current_database()) END, ' RESET ', split_part(one, '=', 1), ';'), 0
  FROM pg_db_role_setting LEFT JOIN pg_roles ON pg_roles.oid = setrole CROSS JOIN unnest(setconfig) AS one
  WHERE (setrole = 0 OR rolname IN ${processRoles}) AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  UNION ALL
  SELECT 'role', '', rolname, concat('ALTER ROLE ', rolname, CASE WHEN rolsuper THEN ' SUPERUSER' ELSE ' NOSUPERUSER' END,
    CASE WHEN rolcreatedb THEN ' CREATEDB' ELSE ' NOCREATEDB' END, CASE WHEN rolcreaterole THEN ' CREATEROLE' ELSE ' NOCREATEROLE' END,
    CASE WHEN rolreplication THEN ' REPLICATION' ELSE ' NOREPLICATION' END, CASE WHEN rolbypassrls THEN ' BYPASSRLS' ELSE ' NOBYPASSRLS' END, ';'), 0
  FROM pg_roles WHERE rolname IN ${processRoles}
  UNION ALL
  SELECT 'membership', '', of.rolname || ' of ' || member.rolname, concat('GRANT ', quote_ident(of.rolname), ' TO ', member.rolname, ';'), 0
  FROM pg_auth_members JOIN pg_roles AS of ON of.oid = roleid JOIN pg_roles AS member ON member.oid = pg_auth_members.member
  WHERE member.rolname IN ${processRoles}
  UNION ALL
  SELECT 'foreign right', '', of.rolname || ' of ' || quote_ident(member.rolname), '', 0
  FROM pg_auth_members JOIN pg_roles AS of ON of.oid = roleid JOIN pg_roles AS member ON member.oid = pg_auth_members.member
  WHERE of.rolname IN ${processRoles} AND member.rolname NOT IN ${processRoles}
  UNION ALL
  SELECT CASE WHEN prokind = 'a' THEN 'aggregate' ELSE 'function' END, '', q,
    CASE WHEN prokind = 'a' THEN '' ELSE rtrim(pg_get_functiondef(oid), E'\\n') || ';' END
    || CASE WHEN pg_get_userbyid(proowner) = 'strongroom_owner' THEN '' ELSE E'\\nALTER FUNCTION ' || q || ' OWNER TO ' || quote_ident(pg_get_userbyid(proowner)) || ';' END
    || CASE WHEN EXISTS (SELECT FROM aclexplode(acl) WHERE grantee = proowner) THEN '' ELSE E'\\nREVOKE ALL ON FUNCTION ' || q || ' FROM strongroom_owner;' END, 0
  FROM routine
  UNION ALL
  SELECT CASE relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'f' THEN 'foreign table' ELSE 'table' END, relname, q,
    CASE WHEN pg_get_userbyid(relowner) = 'strongroom_owner' THEN '' ELSE 'ALTER TABLE ' || q || ' OWNER TO ' || quote_ident(pg_get_userbyid(relowner)) || ';' END
    || CASE WHEN relpersistence = 'u' THEN E'\\nALTER TABLE ' || q || ' SET UNLOGGED;' ELSE '' END
    || CASE WHEN relkind IN ('r', 'p') AND relacl IS NOT NULL AND (SELECT count(*) FROM aclexplode(relacl) WHERE grantee = relowner)
      < (SELECT count(*) FROM aclexplode(acldefault('r', relowner))) THEN E'\\nREVOKE ALL ON ' || q || ' FROM strongroom_owner;' ELSE '' END, 0
  FROM own
  UNION ALL
  SELECT 'column', relname, q || '.' || quote_ident(attname), concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
    CASE attcompression WHEN 'l' THEN 'COMPRESSION lz4' WHEN 'p' THEN 'COMPRESSION pglz' END,
    CASE WHEN attnotnull THEN 'NOT NULL' END,
    CASE WHEN attgenerated <> '' THEN 'GENERATED ALWAYS AS (' || pg_get_expr(adbin, adrelid) || ') STORED'
      WHEN attidentity <> '' THEN 'GENERATED BY DEFAULT AS IDENTITY' ELSE 'DEFAULT ' || pg_get_expr(adbin, adrelid) END), attnum
  FROM pg_attribute JOIN held ON attrelid = held.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT 'constraint', relname, q || '.' || quote_ident(conname),
    'ALTER TABLE ' || q || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(c.oid) || ';'
    || CASE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgconstraint = c.oid AND tgisinternal AND tgenabled <> 'O') THEN ' -- its triggers are disabled' ELSE '' END, position(contype IN 'pucxf')
  FROM pg_constraint c JOIN held ON conrelid = held.oid WHERE contype IN ('p', 'u', 'c', 'x', 'f')
  UNION ALL
  SELECT 'index', relname, indexrelid::regclass::text, pg_get_indexdef(indexrelid) || ';' || CASE WHEN indisvalid THEN '' ELSE ' -- not valid' END, 0
  FROM pg_index JOIN held ON indrelid = held.oid WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
  UNION ALL
  SELECT 'row-level security', relname, q, 'ALTER TABLE ' || q || CASE WHEN relrowsecurity THEN ' ENABLE' ELSE ' DISABLE' END || ' ROW LEVEL SECURITY;'
    || CASE WHEN relforcerowsecurity THEN E'\\nALTER TABLE ' || q || ' FORCE ROW LEVEL SECURITY;' ELSE '' END, 0
  FROM held
  UNION ALL
  SELECT 'policy', relname, q || '.' || quote_ident(polname), concat('CREATE POLICY ', quote_ident(polname), ' ON ', q,
    CASE WHEN NOT polpermissive THEN ' AS RESTRICTIVE' END,
    ' FOR ' || CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    ' TO ' || (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ' ORDER BY pg_get_userbyid(r)) FROM unnest(polroles) AS r),
    E'\\n  USING (' || pg_get_expr(polqual, polrelid) || ')', E'\\n  WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')', ';'), 0
  FROM pg_policy JOIN held ON polrelid = held.oid
  UNION ALL
  SELECT 'trigger', relname, q || '.' || quote_ident(tgname), pg_get_triggerdef(t.oid) || ';' || CASE tgenabled WHEN 'O' THEN ''
    ELSE E'\\nALTER TABLE ' || q || CASE tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END || ' TRIGGER ' || quote_ident(tgname) || ';' END, 0
  FROM pg_trigger t JOIN held ON tgrelid = held.oid WHERE NOT tgisinternal
  UNION ALL
  SELECT 'rule', relname, q || '.' || quote_ident(rulename), pg_get_ruledef(r.oid), 0
  FROM pg_rewrite r JOIN held ON ev_class = held.oid
  UNION ALL
  SELECT granted.*, 0 FROM (${rights(`
    SELECT relname AS tbl, q AS name, ${grantee} AS who,
      string_agg(privilege_type, ', ' ORDER BY privilege_type) || ' ON ' || q || ${withOption} AS what
    FROM own, aclexplode(relacl) WHERE grantee <> relowner GROUP BY relname, q, grantee, is_grantable
    UNION ALL
    SELECT relname, q, ${grantee}, privilege_type || ' (' || string_agg(quote_ident(attname), ', ' ORDER BY attnum) || ') ON ' || q || ${withOption}
    FROM own JOIN pg_attribute ON attrelid = own.oid, aclexplode(attacl) WHERE grantee <> relowner
    GROUP BY relname, q, grantee, privilege_type, is_grantable
    UNION ALL
    SELECT '', q, ${grantee}, 'EXECUTE ON FUNCTION ' || q || ${withOption}
    FROM routine, aclexplode(acl) WHERE grantee <> proowner AND prokind <> 'a'
    UNION ALL
    SELECT '', 'schema public', ${grantee}, privilege_type || ' ON SCHEMA public' || ${withOption}
    FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee <> nspowner`)}) AS granted
)
SELECT kind, tbl, name, sql FROM item ORDER BY tbl COLLATE "C", place, kind COLLATE "C", name COLLATE "C"`;

/** Reads what the database is made of now. */
export async function readStructure(ask: AskCatalog): Promise<Structure> {
  // What an expression looks like depends on which names need no schema before them.
  await ask(`SELECT set_config('search_path', 'public', true)`);
  return (await ask(catalog)) as StructureItem[];
}
