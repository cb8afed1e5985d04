import { createHash } from 'node:crypto';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';

/** What stands in the catalog, as `kind name` -> short hash of its definition. */
export type Structure = ReadonlyMap<string, string>;

/**
 * Everything a migration can make and Prisma's schema cannot say: policies, triggers, functions, constraints, partial
 * indexes, rights. Somebody who switches row-level security off by hand must not go unnoticed.
 */
const catalog = `
WITH own AS (
  SELECT c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S', 'm')
)
SELECT 'table ' || relname AS item, concat_ws(' ', relkind, relrowsecurity, relforcerowsecurity) AS definition FROM own
UNION ALL
SELECT 'column ' || own.relname || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attgenerated,
  pg_get_expr(adbin, adrelid))
FROM pg_attribute JOIN own ON attrelid = own.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'right on ' || own.relname, string_agg(concat_ws(' ', privilege_type, pg_get_userbyid(grantee)), ',' ORDER BY privilege_type, grantee::regrole::text)
FROM own, aclexplode(relacl) GROUP BY own.relname
UNION ALL
SELECT 'right on ' || own.relname || '.' || attname, string_agg(concat_ws(' ', privilege_type, pg_get_userbyid(grantee)), ',' ORDER BY privilege_type, grantee::regrole::text)
FROM own JOIN pg_attribute ON attrelid = own.oid, aclexplode(attacl) GROUP BY own.relname, attname
UNION ALL
SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint ' || own.relname || '.' || conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint JOIN own ON conrelid = own.oid
UNION ALL
SELECT 'policy ' || tablename || '.' || policyname, concat_ws(' ', permissive, roles::text, cmd, qual, with_check)
FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger ' || own.relname || '.' || tgname, tgenabled::text || pg_get_triggerdef(pg_trigger.oid)
FROM pg_trigger JOIN own ON tgrelid = own.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'function ' || p.oid::regprocedure, concat_ws(' ', pg_get_functiondef(p.oid), p.proacl::text) FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'type ' || t.typname, string_agg(enumlabel, ',' ORDER BY enumsortorder)
FROM pg_type t JOIN pg_enum ON enumtypid = t.oid WHERE t.typnamespace = 'public'::regnamespace GROUP BY t.typname`;

/** Reads the structure as it stands now. */
export async function readStructure(database: SqlDriverAdapter): Promise<Structure> {
  const { rows } = await database.queryRaw({ sql: catalog, args: [], argTypes: [] });
  return new Map(rows.map(([item, definition]) => [String(item), digest(String(definition))]));
}

/** Keeps the structure with the database itself, as the comment on its table of migrations. */
export async function rememberStructure(database: SqlDriverAdapter): Promise<void> {
  const text = [...(await readStructure(database))]
    .map(([item, hash]) => `${hash} ${item}`)
    .sort()
    .join('\n');
  const sql = `COMMENT ON TABLE _prisma_migrations IS '${text.replaceAll("'", "''")}'`;
  await database.executeRaw({ sql, args: [], argTypes: [] });
}

/** What was added, changed or removed since `rememberStructure`, one phrase each; nothing where nothing was remembered. */
export async function findStructureChanges(database: SqlDriverAdapter): Promise<string[]> {
  const sql = `SELECT obj_description('public._prisma_migrations'::regclass, 'pg_class')`;
  const kept = (await database.queryRaw({ sql, args: [], argTypes: [] })).rows[0]?.[0];
  if (typeof kept !== 'string') return [];
  const before = new Map(
    kept.split('\n').map((line) => [line.slice(digestLength + 1), line.slice(0, digestLength)]),
  );
  const now = await readStructure(database);
  return [
    ...[...now].filter(([item]) => !before.has(item)).map(([item]) => `${item} was added`),
    ...[...before].filter(([item]) => !now.has(item)).map(([item]) => `${item} was removed`),
    ...[...now]
      .filter(([item, hash]) => before.has(item) && before.get(item) !== hash)
      .map(([item]) => `${item} was changed`),
  ].sort();
}

const digestLength = 16;

function digest(definition: string): string {
  return createHash('sha256').update(definition).digest('hex').slice(0, digestLength);
}
