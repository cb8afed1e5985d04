import type { Client } from 'pg';
import { describeColumn, makeFunctionAfresh, ownedAs, statementsFor } from './repair-statements.ts';
import {
  describeChange,
  isHarmful,
  keyOf,
  kinds,
  toOneLine,
  type Change,
  type Structure,
} from './structure.ts';

/** What became of the changes that somebody made by hand; one phrase each. */
export type Repair = {
  /** Made again as this software expects it. */
  restored: string[];
  /** What the product needs and could not be made again, with why, and what to type. */
  failed: string[];
  /** There too much, and left. */
  left: string[];
};

/** Lines for people; none when nobody changed anything. */
export function describeRepair({ restored, failed, left }: Repair): string[] {
  return [
    ...restored.map((what) => `Changed by hand, and put back: ${what}.`),
    ...failed.map((what) => `Changed by hand, and NOT put back: ${what}`),
    ...left.map((what) => `Added by hand, and left: ${what}.`),
  ];
}

/**
 * Makes again what the product needs and lacks, and takes back what lets its roles do more than they should; what else
 * is there too much stays. Each in a transaction of its own. One that needs another is tried again after it.
 */
export async function repairStructure(
  client: Client,
  expected: Structure,
  changes: readonly Change[],
): Promise<Repair> {
  const left = changes.filter((change) => !isHarmful(change)).map(describeChange);
  const missing = new Set(changes.filter(({ what }) => what === 'missing').map(({ item }) => keyOf(item)));
  // A table that is made again brings its columns along.
  let open = changes
    .filter(isHarmful)
    .filter(({ item }) => item.kind !== 'column' || !missing.has(`table ${item.tbl}`))
    .sort((a, b) => kinds.indexOf(a.item.kind) - kinds.indexOf(b.item.kind));
  const restored: string[] = [];
  const reasons = new Map<Change, string>();
  for (let before = Infinity; open.length < before;) {
    before = open.length;
    const still: Change[] = [];
    for (const change of open) {
      const reason = await tryRepair(client, change, expected);
      if (reason === undefined) restored.push(describeRestored(change));
      else still.push(change);
      if (reason !== undefined) reasons.set(change, reason);
    }
    open = still;
  }
  return {
    restored,
    left,
    failed: open.map((change) => describeFailure(change, expected, reasons.get(change))),
  };
}

/** What must be said about changes that are there again after they were put back. */
export function describeReturned(changes: readonly Change[]): string[] {
  return changes
    .filter(isHarmful)
    .map(
      (change) =>
        `${describeChange(change)}, and again after it was put back: another role granted it, or something in the database changes it. As PostgreSQL's superuser, find it with \\dp (after each slash: who granted it) and \\dy, and take it back; then type: strongroom migrate`,
    );
}

/** The data does not come back with a table or a column. */
function describeRestored(change: Change): string {
  const isEmptied = change.what === 'missing' && ['table', 'column'].includes(change.item.kind);
  return `${describeChange(change)}${isEmptied ? ' (it is empty now: what it held is in older backups)' : ''}`;
}

/** It is another kind of routine, or gives back something else: it cannot be replaced. */
const notReplaceable = new Set(['42P13', '42809']);

/** @returns why it could not be done, if it could not. */
async function tryRepair(client: Client, change: Change, expected: Structure): Promise<string | undefined> {
  const statements = statementsFor(change, expected);
  if (statements === '') return 'this cannot be done without looking at the data';
  const failure = await runAlone(client, statements);
  if (change.item.kind !== 'function' || !notReplaceable.has(failure?.code ?? '')) return failure?.message;
  return (await runAlone(client, makeFunctionAfresh(change)))?.message;
}

/** Runs statements in a transaction of their own. @returns the failure, if there was one. */
async function runAlone(
  client: Client,
  statements: string,
): Promise<(Error & { code?: string }) | undefined> {
  try {
    await client.query(
      `BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL check_function_bodies = off; ${statements}; COMMIT`,
    );
    return undefined;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    return error as Error & { code?: string };
  }
}

function describeFailure(change: Change, expected: Structure, why = ''): string {
  const reason = toOneLine(why);
  const { kind, tbl, name } = change.item;
  const isColumn = kind === 'column';
  const statements = isColumn ? describeColumn(change) : statementsFor(change, expected);
  const [, owned] = /^must be owner of (\w+)/.exec(reason) ?? [];
  if (owned !== undefined)
    return `${describeChange(change)} and could not be put back (${reason}). Type, as PostgreSQL's superuser: ALTER ${ownedAs(change.item)} OWNER TO strongroom_owner; then: strongroom migrate`;
  if (reason.includes('lock timeout'))
    return `${describeChange(change)} and could not be put back yet: another session holds it. Type once more: strongroom migrate`;
  if (reason.startsWith('cannot drop') && kind === 'function')
    return `${describeChange(change)} and could not be put back (${reason}). Type, as PostgreSQL's superuser: ALTER ROUTINE ${name} RENAME TO ${name.slice(0, name.indexOf('('))}_by_hand; then: strongroom migrate`;
  const place = isColumn ? `table ${tbl}` : keyOf(change.item);
  const typed =
    statements.length > 0 && statements.length <= 300 && toOneLine(statements) === statements
      ? `Type, as PostgreSQL's superuser: ${statements}`
      : `Its statement stands in prisma/current.sql, below "--- ${toOneLine(place)}"`;
  return `${describeChange(change)} and could not be put back (${reason}). ${typed}`;
}
