import { bottomOf, rightOf } from './compare-boxes.ts';
import type { ArrangedLines, Line } from './compose-page.ts';
import type { WordBox } from './extraction.ts';
import { groupIntoLines, type DrawnLine } from './group-into-lines.ts';
import { joinSpacedLetters } from './join-spaced-letters.ts';
import { joinWordParts } from './join-word-parts.ts';
import { markLineNumbers } from './mark-line-numbers.ts';
import { mergeNeighbours } from './merge-neighbours.ts';
import { sortLines } from './sort-lines.ts';
import type { SpanKind } from './text-spans.ts';

/** A step down that is this many times the usual one begins a paragraph. */
const paragraphStep = 1.4;

/**
 * Puts the words of a page, given in the order in which they are drawn, into the lines in which they are read, and
 * says which of them are marks of notes and numbers of lines.
 *
 * Programs draw a text in the order in which it was written, column by column; that order is kept. Two things are
 * put right: words that were drawn apart from the line in which they stand (what was filled into a form, words in
 * bold), and pages whose lines are drawn in no order.
 */
export function arrangeLines(words: readonly WordBox[]): ArrangedLines {
  const kinds = new Map<WordBox, SpanKind>();
  const drawn = sortLines(mergeNeighbours(groupIntoLines(words)));
  const joined = drawn.map((line) => joinWordParts(joinSpacedLetters(line), kinds));
  const lines = startParagraphs(joined);
  markLineNumbers(lines, kinds);
  return { lines, kinds };
}

function startParagraphs(drawn: readonly DrawnLine[]): Line[] {
  const steps = drawn.map((line, index) => stepDown(drawn[index - 1], line));
  const downwards = steps.filter((step) => step > 0).toSorted((one, other) => one - other);
  const usual = downwards[Math.floor(downwards.length / 2)] ?? 0;
  return drawn.map(({ words }, index) => {
    const step = steps[index] ?? 0;
    return { words, startsParagraph: step < 0 || step > usual * paragraphStep };
  });
}

/** From a line down to the next; less than nothing where it stands elsewhere, or above. */
function stepDown(before: DrawnLine | undefined, { words: [first], direction }: DrawnLine): number {
  const last = before?.words[0];
  if (!before || !last || !first) return 0;
  if (before.direction !== direction) return -1;
  if (direction === 'up') return first[0] - last[0];
  if (direction === 'down') return rightOf(last) - rightOf(first);
  return bottomOf(first) - bottomOf(last);
}
