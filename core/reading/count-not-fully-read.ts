import { Prisma } from '../platform/database.ts';
import { sql, type Statement } from '../platform/readers.ts';

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

/**
 * How many documents are not fully searchable among those that the person may see, of all matters or of one; at most 10,000.
 */
export function notFullyReadStatement(matterId?: string): Statement<{ count: number }> {
  // The condition leads PostgreSQL into the index of the matters, where row-level security alone is asked of every row.
  const scope =
    matterId === undefined
      ? sql`document.matter_id = ANY(ARRAY(SELECT visible_matters()))`
      : sql`document.matter_id = ${matterId}::uuid`;
  return sql`
    SELECT count(*)::int AS count FROM (
      SELECT FROM document WHERE ${countsAsNotFullyRead} AND ${scope} LIMIT ${maxCountedNotFullyRead}) AS found`;
}
