import type { Client } from 'pg';
import { toOneLine, compareStructures, describeChange, isHarmful, keyOf, kinds } from './structure.ts';
import type { Change, Structure, StructureItem } from './structure.ts';
import { dropStatement, statementsFor } from './repair-statements.ts';
import { migrationLock, SchemaDrift } from './apply-migrations.ts';
import { withOwner, type OwnerSettings } from './owner-connection.ts';
import { readStructure } from './read-structure.ts';
import { parseStructure, type ExpectedStructure } from './structure-file.ts';

/** What would go with the migrations that are taken back, and cannot be had again: rows of a table, values of a column. */
export type Cost = { what: string; count: number };

export type MigratedBack = {
  /** The migrations taken back, newest first. */
  undone: string[];
  /** What went with them; where nothing was done, what would go. */
  cost: Cost[];
};

/** Going back would remove what was written since. Nothing was changed. */
export class WouldLose extends Error {
  override name = 'WouldLose';
  readonly cost: readonly Cost[];
  constructor(cost: readonly Cost[]) {
    super(`Going back would remove what was written since: ${describeCost(cost)}.`);
    this.cost = cost;
  }
}

/** For people, as the rest of a sentence. */
export function describeCost(cost: readonly Cost[]): string {
  return cost.map(({ what, count }) => `${count} ${what}`).join(', ');
}

/**
 * Takes back every migration after `to`, so that the version whose newest migration that is runs again. What those
 * migrations added is dropped; what they changed is made again as that version's own structure file says, which the
 * history holds. What a firm added by hand stays. All of it, or nothing: one transaction. May be repeated. With `isLook`
 * it only counts.
 *
 * A column that was changed, or was there and is not, is data: nothing puts it back, so a migration never does that
 * (test/ops/migrations-back.test.ts), and here it ends everything.
 * @throws SchemaDrift when the history does not hold what it takes; WouldLose when something was written into what would
 * be dropped, unless `isLossAccepted`; Error naming what stands in the way. In each case nothing was changed.
 */
export async function migrateBack(
  settings: OwnerSettings,
  to: string,
  { isLossAccepted = false, isLook = false }: { isLossAccepted?: boolean; isLook?: boolean } = {},
): Promise<MigratedBack> {
  return withOwner(settings, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const history = await readHistory(client, to);
    if (history === undefined) return { undone: [], cost: [] };
    const { undone, before, after } = history;
    const brought = listBrought(before, after);
    const cost = await countCost(client, brought);
    if (cost.length > 0 && !isLossAccepted) throw new WouldLose(cost);
    if (isLook) return { undone, cost };
    await client.query(`BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL check_function_bodies = off`);
    try {
      await takeBack(client, before.items, brought);
      await client.query(
        `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name > $1 AND rolled_back_at IS NULL`,
        [to],
      );
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    return { undone, cost };
  });
}

type History = { undone: string[]; before: ExpectedStructure; after: ExpectedStructure };

/** @returns nothing when the database has had no migration after `to`. */
async function readHistory(client: Client, to: string): Promise<History | undefined> {
  const { rows } = await client.query<{ name: string; logs: string | null }>(
    `SELECT migration_name AS name, logs FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL AND migration_name >= $1 ORDER BY migration_name DESC`,
    [to],
  );
  const kept = rows.at(-1);
  const newest = rows[0];
  if (newest === undefined || kept?.name !== to)
    throw new SchemaDrift(
      `This database has not had the migration ${toOneLine(to)}: it cannot go back to it.`,
    );
  if (newest === kept) return undefined;
  const [before, after] = [kept, newest].map(({ name, logs }) => readKept(name, logs));
  if (before === undefined || after === undefined) throw new Error('Two structures were expected.');
  return { undone: rows.slice(0, -1).map(({ name }) => name), before, after };
}

function readKept(name: string, logs: string | null): ExpectedStructure {
  try {
    return parseStructure(logs ?? '');
  } catch (error) {
    throw new SchemaDrift(
      `The history does not hold what this database was after ${toOneLine(name)}, so nobody can say what to take back. Restore the backup that was made before the upgrade.`,
      { cause: error },
    );
  }
}

/** What the newer version has and the older does not know; last what the others need. */
function listBrought(before: ExpectedStructure, after: ExpectedStructure): StructureItem[] {
  const known = new Set(before.items.map(keyOf));
  return after.items
    .filter((item) => !known.has(keyOf(item)))
    .sort((a, b) => kinds.indexOf(b.kind) - kinds.indexOf(a.kind));
}

/** A row of a table, or a value that is not the column's default, is something that somebody or something wrote. */
async function countCost(client: Client, brought: readonly StructureItem[]): Promise<Cost[]> {
  const tables = brought.filter(({ kind }) => kind === 'table').map(({ name }) => name);
  const columns = brought.filter(({ kind, tbl }) => kind === 'column' && !tables.includes(tbl));
  const questions = [
    ...tables.map((table) => ({ what: `rows of ${table}`, from: table, where: 'true' })),
    ...columns.map(({ tbl, name, sql }) => ({
      what: `values of ${name}`,
      from: tbl,
      where: `${name.slice(name.indexOf('.') + 1)} IS DISTINCT FROM (${/ DEFAULT (.*)$/.exec(sql)?.[1] ?? 'NULL'})`,
    })),
  ];
  const cost: Cost[] = [];
  for (const { what, from, where } of questions) {
    const { rows } = await client.query<{ count: string }>(
      `SELECT count(*) AS count FROM ${from} WHERE ${where}`,
    );
    const count = Number(rows[0]?.count);
    if (count > 0) cost.push({ what, count });
  }
  return cost;
}

/** What one thing needs is dropped or made in an earlier round than that thing: rounds go on while any of them helps. */
async function takeBack(client: Client, before: Structure, brought: readonly StructureItem[]): Promise<void> {
  let reasons = new Map<string, string>();
  let open = await findOpen(client, before, brought);
  for (let count = Infinity; open.length > 0 && open.length < count;) {
    count = open.length;
    reasons = new Map();
    for (const { name, statement } of open) {
      const reason = statement === '' ? 'it holds data' : await trySafely(client, statement);
      if (reason !== undefined) reasons.set(name, reason);
    }
    open = await findOpen(client, before, brought);
  }
  const [first] = open;
  if (first === undefined) return;
  const reason = toOneLine(reasons.get(first.name) ?? 'it is there again');
  throw new Error(
    `The database cannot go back, and nothing was changed: ${first.name} (${reason}). Restore the backup that was made before the upgrade.`,
  );
}

type Open = { name: string; statement: string };

/** What is still to be done: what the older version does not know is there, or what it needs is not as it needs it. */
async function findOpen(
  client: Client,
  before: Structure,
  brought: readonly StructureItem[],
): Promise<Open[]> {
  const actual = await readStructure(async (sql) => (await client.query(sql)).rows as unknown[]);
  const there = new Set(actual.map(keyOf));
  const drops = brought.flatMap((item): Open[] => {
    const statement = dropStatement(item);
    // What has no statement goes with what it belongs to.
    return there.has(keyOf(item)) && statement !== ''
      ? [{ name: describeChange({ what: 'added', item }), statement }]
      : [];
  });
  const isBrought = new Set(brought.map(keyOf));
  const changes = compareStructures(before, actual).filter(
    (change) => isHarmful(change) && !isBrought.has(keyOf(change.item)) && !isWider(change, actual),
  );
  const repairs = changes
    .sort((a, b) => kinds.indexOf(a.item.kind) - kinds.indexOf(b.item.kind))
    .map((change) => ({ name: describeChange(change), statement: statementsFor(change, before) }));
  return [...repairs, ...drops];
}

/** A list of values that only grew holds no value that the older version does not find: PostgreSQL cannot shorten it. */
function isWider({ what, item }: Change, actual: Structure): boolean {
  if (item.kind !== 'type' || what !== 'changed') return false;
  const now = actual.find((other) => keyOf(other) === keyOf(item))?.sql ?? '';
  const values = (sql: string) => sql.match(/'(?:[^']|'')*'/g) ?? [];
  const has = new Set(values(now));
  return values(item.sql).every((value) => has.has(value));
}

/** @returns why it could not be done, if it could not; the transaction then goes on as if it had not been tried. */
async function trySafely(client: Client, statement: string): Promise<string | undefined> {
  try {
    await client.query(`SAVEPOINT one; ${statement}; RELEASE SAVEPOINT one`);
    return undefined;
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT one; RELEASE SAVEPOINT one');
    return (error as Error).message;
  }
}
