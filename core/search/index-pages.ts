import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): function page_vectors(text).

/**
 * Pages in one statement: bounds the time of a statement, not what is seen; nothing is found before the
 * commit.
 */
const batchPages = 500;

/**
 * Indexes a document's pages for search, all in the caller's transaction: its pages are found together or not
 * at all. May be repeated.
 */
export async function indexPages(tx: Transaction, documentId: string): Promise<void> {
  const last = await tx.page.aggregate({ where: { documentId }, _max: { number: true } });
  for (let from = 1; from <= (last._max.number ?? 0); from += batchPages) {
    await tx.$executeRaw`
      UPDATE page SET (search, exact) = (SELECT made.search, made.exact FROM page_vectors(page.text) AS made)
      WHERE document_id = ${documentId}::uuid AND number BETWEEN ${from}::int AND ${from + batchPages - 1}::int`;
  }
}
