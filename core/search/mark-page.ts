import type { Transaction } from '../platform/database.ts';
import { findMatches } from './find-matches.ts';
import { readSpans } from './read-spans.ts';
import { countTerms, maxTerms, parseQuery } from './parse-query.ts';

/** Places of a page's text in UTF-16 units, in order; they do not overlap. */
export type PageMarks = [start: number, end: number][];

/** What a search for `typed` found on this page, by the tokens that it was found by. */
export async function markPage(
  tx: Transaction,
  page: { documentId: string; number: number; text: string; spans: unknown },
  typed: string,
): Promise<PageMarks> {
  const query = parseQuery(typed);
  // No search has led here with so many.
  if (countTerms(query) > maxTerms) return [];
  const next = await readNextPage(tx, page);
  const { matches } = findMatches({ text: page.text, spans: readSpans(page.spans) }, query, next);
  return matches.map(({ start, end }) => [start, end]);
}

async function readNextPage(tx: Transaction, { documentId, number }: { documentId: string; number: number }) {
  const row = await tx.page.findUnique({
    where: { documentId_number: { documentId, number: number + 1 } },
    select: { text: true, spans: true },
  });
  return row ? { text: row.text, spans: readSpans(row.spans) } : undefined;
}
