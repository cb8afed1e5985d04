import { bottomOf, rightOf } from './compare-boxes.ts';
import type { Line } from './compose-page.ts';
import type { WordBox } from './extraction.ts';
import type { SpanKind } from './text-spans.ts';

/** Transcripts have 25 lines a page, pleading paper 28; a short last page or an excerpt has fewer. */
const minNumbers = 7;
/** A page of nothing but numbers has no numbered lines. */
const maxNumbers = 2_000;
const lineNumber = /^\d{1,4}$/;
/** Numbers of a column end (or begin) at the same place, give or take this part of their height. */
const alignment = 0.4;
/** Their distances are alike, give or take this part. */
const evenness = 0.35;

/**
 * Marks the numbers of a page's lines: a column of even distances at the edge of what stands beside it, counting up
 * by one. "1." of a list is no such number, nor are those of a table whose rows differ in height.
 */
export function markLineNumbers(lines: readonly Line[], kinds: Map<WordBox, SpanKind>): void {
  const edges = lines.flatMap(({ words }) => (words.length === 1 ? words : edgesOf(words)));
  const numbers = edges
    .filter((word) => lineNumber.test(word[4]))
    .toSorted((one, other) => one[1] - other[1]);
  if (numbers.length < minNumbers || numbers.length > maxNumbers) return;
  const runs = groupIntoColumns(numbers).flatMap(findCountingRuns);
  for (const run of runs.filter((one) => one.length >= minNumbers && isEven(one)))
    for (const word of run) kinds.set(word, 'line-number');
}

/** The first and the last word, where they stand apart from the rest. */
function edgesOf(words: readonly WordBox[]): WordBox[] {
  const [first, second, beforeLast, last] = [words[0], words[1], words.at(-2), words.at(-1)];
  if (!first || !second || !beforeLast || !last) return [];
  const isApart = (left: WordBox, right: WordBox) => right[0] - rightOf(left) > right[3] * 0.6;
  return [...(isApart(first, second) ? [first] : []), ...(isApart(beforeLast, last) ? [last] : [])];
}

function groupIntoColumns(numbers: readonly WordBox[]): WordBox[][] {
  const columns: WordBox[][] = [];
  for (const word of numbers) {
    const column = columns.find(([first]) => first !== undefined && isAligned(first, word));
    if (column) column.push(word);
    else columns.push([word]);
  }
  return columns;
}

function isAligned(one: WordBox, other: WordBox): boolean {
  const slack = Math.max(one[3], other[3]) * alignment;
  return Math.abs(rightOf(one) - rightOf(other)) <= slack || Math.abs(one[0] - other[0]) <= slack;
}

function findCountingRuns(column: readonly WordBox[]): WordBox[][] {
  const runs: WordBox[][] = [];
  for (const word of column) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && Number(word[4]) === Number(last[4]) + 1 && word[1] >= bottomOf(last) - last[3] / 2)
      run.push(word);
    else runs.push([word]);
  }
  return runs;
}

function isEven(run: readonly WordBox[]): boolean {
  const steps = run.slice(1).map((word, index) => word[1] - (run[index]?.[1] ?? 0));
  const middle = steps.toSorted((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 0;
  const even = steps.filter((step) => Math.abs(step - middle) <= middle * evenness);
  return middle > 0 && even.length >= steps.length * 0.8;
}
