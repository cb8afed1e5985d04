import { Prisma, type Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): index document_not_fully_read.

/**
 * Which documents are not fully searchable: those of which something is unread, those without words, locked ones,
 * failed ones, and those that are still being read; of each document the newest version. The index
 * document_not_fully_read has the same condition.
 */
export const countsAsNotFullyRead = Prisma.sql`document.newest
  AND (document.state <> 'searchable' OR document.unread <> '[]'::jsonb)`;

/** Counted no further: "10,000 or more" says as much. */
export const maxCountedNotFullyRead = 10_000;

/** How many documents are not fully searchable among those that the actor of the transaction may see; at most 10,000. */
export async function countNotFullyRead(tx: Transaction, matterIds?: readonly string[]): Promise<number> {
  const scope = matterIds
    ? Prisma.sql`document.matter_id = ANY(${[...matterIds]}::uuid[])`
    : Prisma.sql`true`;
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM document WHERE ${countsAsNotFullyRead} AND ${scope} LIMIT ${maxCountedNotFullyRead}) AS found`;
  return row?.count ?? 0;
}
