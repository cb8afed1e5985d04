import assert from 'node:assert/strict';
import type { TextSpan } from '../../core/reading/text-spans.ts';
import { findMatches } from '../../core/search/find-matches.ts';
import { parseQuery } from '../../core/search/parse-query.ts';

/** What of a text a query marks; null where it does not find the text. */
export function find(text: string, typed: string, spans?: TextSpan[]): string[] | null {
  const query = parseQuery(typed);
  const { matches } = findMatches({ text, spans: spans ?? [] }, query);
  const terms = query.groups.flat().filter(({ isNegated }) => !isNegated).length;
  const met = new Set(matches.map(({ term }) => term)).size;
  return terms > 0 && (met === terms || (query.groups.length > 1 && met > 0))
    ? matches.map(({ start, end }) => text.slice(start, end))
    : null;
}

/** Fails where one of the queries does not find the text. */
export function findsAll(text: string, queries: readonly string[], spans?: TextSpan[]): void {
  for (const typed of queries) assert.ok(find(text, typed, spans), `${typed} in ${text}`);
}

/** Fails where one of the queries finds the text. */
export function findsNone(text: string, queries: readonly string[], spans?: TextSpan[]): void {
  for (const typed of queries) assert.equal(find(text, typed, spans), null, `${typed} in ${text}`);
}
