import { joinBoxes, rightOf } from './compare-boxes.ts';
import type { WordBox } from './extraction.ts';
import type { DrawnLine } from './group-into-lines.ts';

/** A line of fewer pieces says nothing about its gaps. */
const minPieces = 5;
const maxMeanLetters = 1.7;
/** The gaps between words are this many times those between letters. */
const wordGapRatio = 1.6;
/** Parts of a letter's height. */
const maxLetterGap = 0.9;
const maxEvenGap = 0.5;
/** One word in spaced capitals has no gaps between words to go by. */
const spacedCapitals = /^\p{P}?\p{Lu}{4,20}\p{P}{0,2}$/u;
const evenness = 1.35;

/**
 * Joins the letters of a line that is set with wide spaces between them ("S C H E D U L E  T W O"), where its wider
 * gaps tell where a word ends.
 */
export function joinSpacedLetters(line: DrawnLine): DrawnLine {
  const { words, direction } = line;
  if (direction !== 'right' || words.length < minPieces) return line;
  const letters = words.reduce((sum, word) => sum + word[4].length, 0);
  if (letters > words.length * maxMeanLetters) return line;
  const gaps = words.slice(1).map((word, index) => word[0] - rightOf(words[index] ?? word));
  const letterGap = findLetterGap(words, gaps);
  if (letterGap === undefined) return line;
  const joined: WordBox[] = [];
  for (const [index, word] of words.entries()) {
    const before = joined.at(-1);
    if (before && (gaps[index - 1] ?? 0) <= letterGap) joined[joined.length - 1] = joinBoxes(before, word);
    else joined.push(word);
  }
  return { ...line, words: joined };
}

/** The widest gap between letters of one word; undefined where the gaps do not tell. */
function findLetterGap(words: readonly WordBox[], gaps: readonly number[]): number | undefined {
  const height = Math.max(...words.slice(0, minPieces).map((word) => word[3]));
  const sorted = gaps.map((gap) => Math.max(gap, 0.1)).toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  for (let at = middle; at < sorted.length; at += 1) {
    const gap = sorted[at] ?? 0;
    if (gap > height * maxLetterGap) return undefined;
    if ((sorted[at + 1] ?? gap) > gap * wordGapRatio) return gap;
  }
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
  const isEven = most <= least * evenness && most <= height * maxEvenGap;
  return isEven && spacedCapitals.test(words.map((word) => word[4]).join('')) ? most : undefined;
}
