/** What a database is made of, in the order in which it can be made: each needs only what stands before it. */
export const kinds = [
  'type',
  'table',
  'column',
  'function',
  'constraint',
  'index',
  'row-level security',
  'policy',
  'trigger',
  'rights',
  'role',
  'membership',
  // The product makes none of these: they are only ever what somebody added.
  'aggregate',
  'foreign right',
  'foreign table',
  'rule',
  'sequence',
  'view',
  'schema',
  'extension',
  'event trigger',
  'setting',
] as const;
export type Kind = (typeof kinds)[number];

/** One thing that the database is made of, and the statement that makes it (of a column: its line in CREATE TABLE). */
export type StructureItem = {
  kind: Kind;
  /** The table it belongs to; empty for types, functions and the schema. */
  tbl: string;
  /** As SQL writes it: `document.person_sees` for a policy, `visible_matters()` for a function. */
  name: string;
  sql: string;
};
export type Structure = readonly StructureItem[];

/** How a database differs from what the software expects: `item` is what is expected, or what is there too much. */
export type Change = { what: 'missing' | 'changed' | 'added'; item: StructureItem };

/**
 * Compares a database with what this software expects. Of a table or a function that somebody added only itself is
 * named, not what hangs from it.
 */
export function compareStructures(expected: Structure, actual: Structure): Change[] {
  const now = new Map(actual.map((item) => [keyOf(item), item]));
  const wanted = new Set(expected.map(keyOf));
  const owners = new Set(expected.filter(standsAlone).map(({ name }) => name));
  const lacking = expected.flatMap((item): Change[] => {
    const found = now.get(keyOf(item));
    if (!found) return [{ what: 'missing', item }];
    return found.sql === item.sql ? [] : [{ what: 'changed', item }];
  });
  const added = actual
    .filter((item) => !wanted.has(keyOf(item)))
    .filter((item) => standsAlone(item) || isOwned(item, owners))
    .map((item): Change => ({ what: 'added', item }));
  return [...lacking, ...added];
}

/** True for what the product needs or what lets its roles do more than they should; the rest is the firm's own affair. */
export function isHarmful({ what, item }: Change): boolean {
  return what !== 'added' || widensAccess(item);
}

/** Settings with which a session is not bound by what the product relies on, or cannot write at all. */
const harmfulSettings =
  /^(search_path|row_security|session_replication_role|role|default_transaction_read_only|(session|local)_preload_libraries) of /;

/** A right of a role of the product, or a policy that shows one of them more than the product's own policies do. */
function widensAccess({ kind, name, sql }: StructureItem): boolean {
  if (kind === 'rights' || kind === 'membership') return true;
  if (kind === 'setting') return harmfulSettings.test(name);
  if (kind !== 'policy') return false;
  // Whoever names a policy or a role may write anything into the name: only what stands outside of names counts.
  const [table, short] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
  const rest = sql.slice(`CREATE POLICY ${short} ON ${table}`.length).replaceAll(/"(?:[^"]|"")*"/g, '""');
  return /^ FOR \w+ TO [^\n;]*(PUBLIC|strongroom_)/.test(rest);
}

/** One phrase for each change, for people; a table that is missing stands for everything that hangs from it. */
export function describeChanges(changes: readonly Change[]): string[] {
  const gone = new Set(
    changes
      .filter(({ what, item }) => what === 'missing' && item.kind === 'table')
      .map(({ item }) => item.tbl),
  );
  return changes
    .filter(({ item }) => item.kind === 'table' || !gone.has(item.tbl))
    .map(describeChange)
    .sort();
}

/** Such as `the policy document.person_sees is missing`. */
export function describeChange({ what, item }: Change): string {
  const { kind, sql } = item;
  const name = toOneLine(item.name);
  if (kind === 'row-level security')
    return `row-level security of ${name} was switched ${sql.includes(' ENABLE ') ? 'off' : 'on'}`;
  if (kind === 'rights') return `the rights on ${name} were changed`;
  const of = kind === 'foreign right' ? `a right on ${name}` : `the ${kind} ${name}`;
  return what === 'missing' ? `${of} is missing` : `${of} was ${what}`;
}

/** What came out of the database, as a part of one line: a name may hold line breaks, or what a terminal obeys. */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** The name of an item among all kinds. */
export function keyOf({ kind, name }: Pick<StructureItem, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function standsAlone({ kind }: StructureItem): boolean {
  return (
    !['column', 'constraint', 'index', 'row-level security', 'policy', 'trigger', 'rule'].includes(kind) &&
    !isRight(kind)
  );
}

function isRight(kind: Kind): boolean {
  return kind === 'rights' || kind === 'foreign right';
}

/** What hangs from a table, function or schema that the product made. */
function isOwned({ kind, tbl, name }: StructureItem, owners: ReadonlySet<string>): boolean {
  if (tbl !== '') return owners.has(tbl);
  const holders = ['schema public', ...owners];
  return holders.some((of) => (kind === 'foreign right' ? name.startsWith(`${of} of `) : name === of));
}
