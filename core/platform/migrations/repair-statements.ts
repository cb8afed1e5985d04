import type { Change, Kind, Structure, StructureItem } from './structure.ts';

const productRoles = 'PUBLIC, strongroom_server, strongroom_worker, strongroom_ops';

type Makes = (change: Change, parts: { short: string; expected: Structure }) => string;

const asItStands: Makes = ({ item }) => item.sql;
const never: Makes = () => '';

/** For each kind the statements that bring one back to what is expected; none where people must decide about the data. */
const statements: Record<Kind, Makes> = {
  type: ({ what, item }) => (what === 'missing' ? item.sql : ''),
  table: ({ what, item }, { expected }) =>
    what === 'missing'
      ? createTable(item.name, expected)
      : `ALTER TABLE ${item.name} OWNER TO strongroom_owner; GRANT ALL ON ${item.name} TO strongroom_owner; ALTER TABLE ${item.name} SET LOGGED;`,
  column: ({ what, item }) => (what === 'missing' ? `ALTER TABLE ${item.tbl} ADD COLUMN ${item.sql};` : ''),
  function: makeFunction,
  constraint: ({ item }, { short }) =>
    `ALTER TABLE ${item.tbl} DROP CONSTRAINT IF EXISTS ${short}; ${item.sql}`,
  index: ({ item }) => `DROP INDEX IF EXISTS ${item.name}; ${item.sql}`,
  'row-level security': ({ item }) => `ALTER TABLE ${item.tbl} NO FORCE ROW LEVEL SECURITY; ${item.sql}`,
  policy: ({ what, item }, { short }) =>
    `DROP POLICY IF EXISTS ${short} ON ${item.tbl}; ${what === 'added' ? '' : item.sql}`,
  trigger: ({ item }, { short }) => `DROP TRIGGER IF EXISTS ${short} ON ${item.tbl}; ${item.sql}`,
  rights: ({ what, item }) =>
    `REVOKE ALL ON ${holderOf(item)} FROM ${productRoles} CASCADE; ${what === 'added' ? '' : item.sql}`,
  role: asItStands,
  membership: ({ what, item }) =>
    what === 'added' ? item.sql.replace(/^GRANT (.*) TO (\w+);$/s, 'REVOKE $1 FROM $2;') : item.sql,
  aggregate: never,
  'foreign right': never,
  'foreign table': never,
  rule: never,
  sequence: never,
  view: never,
  schema: never,
  extension: never,
  'event trigger': never,
  setting: asItStands,
};

/** PostgreSQL lets everybody run a function that is new: the rights come after it, and some functions have none. */
function makeFunction({ what, item }: Change): string {
  const rights =
    what === 'missing'
      ? `REVOKE ALL ON FUNCTION ${item.name} FROM PUBLIC;`
      : `GRANT EXECUTE ON FUNCTION ${item.name} TO strongroom_owner;`;
  return `${item.sql}\n${rights}`;
}

/** For a function that gives back something else than it should: it can only be dropped, where nothing uses it, and made. */
export function makeFunctionAfresh({ item }: Change): string {
  return `DROP ROUTINE ${item.name}; ${makeFunction({ what: 'missing', item })}`;
}

/** Empty for what no statement can do without a decision about the data. */
export function statementsFor(change: Change, expected: Structure): string {
  return statements[change.item.kind](change, { short: shortName(change.item), expected });
}

const noDrop = (): string => '';

/** For each kind the statement that drops one; none for what goes with the thing it belongs to, or is nobody's to drop. */
const drops: Record<Kind, (item: StructureItem, short: string) => string> = {
  type: ({ name }) => `DROP TYPE ${name}`,
  table: ({ name }) => `DROP TABLE ${name}`,
  column: ({ tbl }, short) => `ALTER TABLE ${tbl} DROP COLUMN ${short}`,
  function: ({ name }) => `DROP ROUTINE ${name}`,
  constraint: ({ tbl }, short) => `ALTER TABLE ${tbl} DROP CONSTRAINT ${short}`,
  index: ({ name }) => `DROP INDEX ${name}`,
  'row-level security': ({ tbl }) =>
    `ALTER TABLE ${tbl} NO FORCE ROW LEVEL SECURITY; ALTER TABLE ${tbl} DISABLE ROW LEVEL SECURITY`,
  policy: ({ tbl }, short) => `DROP POLICY ${short} ON ${tbl}`,
  trigger: ({ tbl }, short) => `DROP TRIGGER ${short} ON ${tbl}`,
  rights: (item) => `REVOKE ALL ON ${holderOf(item)} FROM ${productRoles} CASCADE`,
  role: noDrop,
  membership: noDrop,
  aggregate: noDrop,
  'foreign right': noDrop,
  'foreign table': noDrop,
  rule: noDrop,
  sequence: noDrop,
  view: noDrop,
  schema: noDrop,
  extension: noDrop,
  'event trigger': noDrop,
  setting: noDrop,
};

/** Drops what a newer version added. */
export function dropStatement(item: StructureItem): string {
  return drops[item.kind](item, shortName(item));
}

/**
 * What to type for a column that is of another type, or may be empty or not: only people know whether the data fits. For
 * one that is missing and may not be empty: only a backup knows what belongs into it.
 */
export function describeColumn({ what, item }: Change): string {
  if (item.kind !== 'column') return '';
  const short = shortName(item);
  const [, type = '', filled, value] = /^\S+ (.*?)( NOT NULL)?(?: DEFAULT (.*))?$/.exec(item.sql) ?? [];
  if (what === 'missing' && (filled === undefined || value !== undefined))
    return `ALTER TABLE ${item.tbl} ADD COLUMN ${item.sql};`;
  if (what === 'missing')
    return `ALTER TABLE ${item.tbl} ADD COLUMN ${short} ${type}; then fill it with what an older backup has; then: ALTER TABLE ${item.tbl} ALTER COLUMN ${short} SET NOT NULL;`;
  return [
    `ALTER TABLE ${item.tbl} ALTER COLUMN ${short} TYPE ${type.replace(/ COMPRESSION \w+/, '')}`,
    `ALTER COLUMN ${short} ${filled === undefined ? 'DROP' : 'SET'} NOT NULL`,
    `ALTER COLUMN ${short} ${value === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${value}`};`,
  ].join(', ');
}

/** The thing whose owner decides about this one, as ALTER names it. */
export function ownedAs({ kind, tbl, name }: StructureItem): string {
  return kind === 'function' || (kind === 'rights' && tbl === '') ? `FUNCTION ${name}` : `TABLE ${tbl}`;
}

function holderOf({ tbl, name }: StructureItem): string {
  if (name === 'schema public') return 'SCHEMA public';
  return tbl === '' ? `FUNCTION ${name}` : name;
}

/** Without the table before it. */
function shortName({ name }: StructureItem): string {
  return name.slice(name.indexOf('.') + 1);
}

function createTable(name: string, expected: Structure): string {
  const columns = expected.filter(({ kind, tbl }) => kind === 'column' && tbl === name);
  return `CREATE TABLE ${name} (${columns.map(({ sql }) => sql).join(', ')});`;
}
