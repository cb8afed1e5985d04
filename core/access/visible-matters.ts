import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): function visible_matters().

/** More would make the condition dearer than what it saves. */
const maxVisibleIds = 500;

/**
 * The matters somebody sees who sees few, in their own transaction; undefined when they see many. To be named in the condition of
 * what lists or searches over all matters: it leads Postgres into an index, where row-level security alone, which decides all the
 * same, is asked of every row there is.
 */
export async function listVisibleMatterIdsIfFew(tx: Transaction): Promise<string[] | undefined> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM visible_matters() AS id LIMIT ${maxVisibleIds + 1}`;
  return rows.length > maxVisibleIds ? undefined : rows.map((row) => row.id);
}
