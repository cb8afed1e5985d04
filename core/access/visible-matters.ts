import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): function visible_matters().

/** More ids would make the condition dearer than what it saves. */
const maxVisibleIds = 500;

/**
 * The ids of the matters that the actor of the transaction sees; undefined when they are many. A query that
 * lists or searches over all matters names them in its condition: that leads Postgres into an index, where
 * row-level security alone, which decides all the same, is asked of every row there is.
 */
export async function listVisibleMatterIdsIfFew(tx: Transaction): Promise<string[] | undefined> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM visible_matters() AS id LIMIT ${maxVisibleIds + 1}`;
  return rows.length > maxVisibleIds ? undefined : rows.map((row) => row.id);
}
