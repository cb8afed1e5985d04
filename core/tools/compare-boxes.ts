import type { WordBox } from './extraction.ts';

/** The right edge of a word. */
export const rightOf = (word: WordBox): number => word[0] + word[2];

/** The lower edge of a word; places are counted from the top. */
export const bottomOf = (word: WordBox): number => word[1] + word[3];

/** How much of the lower of two words stands beside the other, 0 to 1. */
export function sharedHeight(one: WordBox, other: WordBox): number {
  const shared = Math.min(bottomOf(one), bottomOf(other)) - Math.max(one[1], other[1]);
  return shared / Math.max(Math.min(one[3], other[3]), 0.1);
}

/** How much of the narrower of two words stands above or below the other, 0 to 1. */
export function sharedWidth(one: WordBox, other: WordBox): number {
  const shared = Math.min(rightOf(one), rightOf(other)) - Math.max(one[0], other[0]);
  return shared / Math.max(Math.min(one[2], other[2]), 0.1);
}

/** One word of two parts, with the box around both. */
export function joinBoxes(one: WordBox, other: WordBox): WordBox {
  const [left, top] = [Math.min(one[0], other[0]), Math.min(one[1], other[1])];
  const width = Math.max(rightOf(one), rightOf(other)) - left;
  const height = Math.max(bottomOf(one), bottomOf(other)) - top;
  const tenth = (number: number) => Math.round(number * 10) / 10;
  return [left, top, tenth(width), tenth(height), one[4] + other[4]];
}
