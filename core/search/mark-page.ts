import { findMatches } from './find-matches.ts';
import { readSpans } from './read-spans.ts';
import { countTerms, maxTerms, parseQuery } from './parse-query.ts';

/** Places of a page's text in UTF-16 units, in order; they do not overlap. */
export type PageMarks = [start: number, end: number][];

type PageText = { text: string; spans: unknown };

/** What a search for `typed` found on this page, by the tokens that it was found by. `next`: the page after it. */
export function markPage(page: PageText, next: PageText | undefined, typed: string): PageMarks {
  const query = parseQuery(typed);
  // No search has led here with so many.
  if (countTerms(query) > maxTerms) return [];
  const following = next && { text: next.text, spans: readSpans(next.spans) };
  const { matches } = findMatches({ text: page.text, spans: readSpans(page.spans) }, query, following);
  return matches.map(({ start, end }) => [start, end]);
}
