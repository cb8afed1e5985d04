import type { SpanKind, TextSpan } from '../reading/text-spans.ts';
import { findLineNumbers } from './find-line-numbers.ts';
import { mergeRanges, type TextRange } from './merge-ranges.ts';

/** One way to read a page: its text without what takes no place in it, and where each character stands on the page. */
export type Reading = {
  text: string;
  /** Where the pieces begin, in the reading and on the page; one piece for a page without spans. */
  pieces: { reading: number; page: number }[];
  /** A second reading differs from the first only near these places of the page; null for the first. */
  near: TextRange[] | null;
};

const neverFound: readonly SpanKind[] = ['frame', 'note-mark', 'line-number'];

/**
 * The readings of a page. First the text with all changes, then each comment or note by itself, then what the text
 * says without the changes, and with the numbers that were taken for line numbers: a guess must hide nothing.
 */
export function buildReadings(text: string, spans: readonly TextSpan[] = []): Reading[] {
  const numbers = findLineNumbers(text);
  if (spans.length === 0 && numbers.length === 0)
    return [{ text, pieces: [{ reading: 0, page: 0 }], near: null }];
  const rangesOf = (...kinds: readonly SpanKind[]): TextRange[] =>
    spans.filter(([, , kind]) => kinds.includes(kind)).map(([start, end]) => [start, end]);
  const asides = mergeRanges(rangesOf('aside'));
  const hidden = rangesOf(...neverFound);
  const inserted = rangesOf('inserted');
  const deleted = rangesOf('deleted');
  const read = (dropped: TextRange[], near: TextRange[] | null, within: TextRange = [0, text.length]) =>
    dropRanges(text, { dropped: mergeRanges(dropped), near, within });
  const readings = [read([...hidden, ...asides, ...deleted, ...numbers], null)];
  for (const aside of asides) readings.push(read([...hidden, ...deleted], null, aside));
  const changes = [...inserted, ...deleted];
  if (changes.length > 0) readings.push(read([...hidden, ...asides, ...inserted, ...numbers], changes));
  if (numbers.length > 0) readings.push(read([...hidden, ...asides, ...deleted], numbers));
  for (const aside of asides) {
    const within = changes.filter(([start, end]) => start < aside[1] && end > aside[0]);
    if (within.length > 0) readings.push(read([...hidden, ...inserted], within, aside));
  }
  return readings;
}

/** Where a place of the reading stands on the page. */
export function placeOnPage({ pieces }: Reading, place: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.reading ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low] ?? { reading: 0, page: 0 };
  return piece.page + place - piece.reading;
}

type Dropping = { dropped: TextRange[]; near: TextRange[] | null; within: TextRange };

function dropRanges(text: string, { dropped, near, within: [from, to] }: Dropping): Reading {
  const pieces: Reading['pieces'] = [];
  let reading = '';
  const keep = (start: number, end: number) => {
    if (end <= start) return;
    pieces.push({ reading: reading.length, page: start });
    reading += text.slice(start, end);
  };
  let at = from;
  for (const [start, end] of dropped) {
    if (end <= from || start >= to) continue;
    keep(at, Math.min(start, to));
    at = Math.max(at, end);
  }
  keep(at, to);
  return { text: reading, pieces, near };
}
