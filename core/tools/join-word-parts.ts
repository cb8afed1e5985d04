import { bottomOf, joinBoxes, rightOf } from './compare-boxes.ts';
import type { WordBox } from './extraction.ts';
import type { DrawnLine } from './group-into-lines.ts';
import type { SpanKind } from './text-spans.ts';

/** "12", "3,4", "[7]", "*", "††". */
const noteMark = /^[[(]?(?:\d{1,3}(?:[,–-]\d{1,3})*|[*†‡§]{1,4})[\])]?$/;
const power = /(?:^|\D)10$/;
/** Parts of a word's height. */
const raisedBy = 0.15;
const smallerThan = 0.82;
const maxMarkGap = 0.6;
const noGap = 0.08;
const maxOverlap = 0.3;

/**
 * Marks raised small figures in a line as marks of notes, and joins what poppler parted where the size of the
 * letters changes within a word: capitals of two sizes, "1st", "10" and its power. Where they stay the same size it
 * was a space that parted them, however narrow.
 */
export function joinWordParts(line: DrawnLine, kinds: Map<WordBox, SpanKind>): DrawnLine {
  if (line.direction !== 'right' || line.words.length < 2) return line;
  const words: WordBox[] = [];
  for (const [index, word] of line.words.entries()) {
    const before = words.at(-1);
    const beside = before ?? line.words[index + 1];
    if (beside && isNoteMark(word, beside, before)) kinds.set(word, 'note-mark');
    else if (before && !kinds.has(before) && isSameWord(before, word)) {
      words[words.length - 1] = joinBoxes(before, word);
      continue;
    }
    words.push(word);
  }
  return { ...line, words };
}

function isNoteMark(word: WordBox, beside: WordBox, before: WordBox | undefined): boolean {
  if (!noteMark.test(word[4]) || word[3] > beside[3] * smallerThan) return false;
  if (bottomOf(word) > bottomOf(beside) - beside[3] * raisedBy) return false;
  if (before && power.test(before[4])) return false;
  const gap = before ? word[0] - rightOf(before) : beside[0] - rightOf(word);
  return gap < beside[3] * maxMarkGap;
}

function isSameWord(before: WordBox, word: WordBox): boolean {
  const gap = word[0] - rightOf(before);
  const isOtherwiseDrawn = Math.abs(word[3] - before[3]) > 0.3 || Math.abs(word[1] - before[1]) > 0.3;
  const height = Math.max(word[3], before[3]);
  return isOtherwiseDrawn && gap < height * noGap && gap > -height * maxOverlap && !before[4].endsWith('_');
}
