import type { Client } from 'pg';
import { describeColumn, ownedAs, statementsFor } from './repair-statements.ts';
import { describeChange, isHarmful, keyOf, kinds, type Change, type Structure } from './structure.ts';

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
      const reason = await tryRepair(client, statementsFor(change, expected));
      if (reason === undefined) restored.push(describeChange(change));
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

/** @returns why it could not be done, if it could not. */
async function tryRepair(client: Client, statements: string): Promise<string | undefined> {
  if (statements === '') return 'this cannot be done without looking at the data';
  try {
    await client.query(
      `BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL check_function_bodies = off; ${statements}; COMMIT`,
    );
    return undefined;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    return (error as Error).message;
  }
}

function describeFailure(change: Change, expected: Structure, reason = ''): string {
  const statements = statementsFor(change, expected) || describeColumn(change);
  const [, owned] = /^must be owner of (\w+)/.exec(reason) ?? [];
  if (owned !== undefined)
    return `${describeChange(change)} and could not be made again (${reason}). Type, as PostgreSQL's superuser: ALTER ${ownedAs(change.item)} OWNER TO strongroom_owner; then: strongroom migrate`;
  const typed =
    statements.length > 0 && statements.length <= 200 && !statements.includes('\n')
      ? `Type, as PostgreSQL's superuser: ${statements}`
      : `Its statement stands in prisma/current.sql, below "--- ${keyOf(change.item)}"`;
  return `${describeChange(change)} and could not be made again (${reason}). ${typed}`;
}
