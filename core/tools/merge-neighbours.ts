import { rightOf, sharedHeight } from './compare-boxes.ts';
import type { WordBox } from './extraction.ts';
import type { DrawnLine } from './group-into-lines.ts';

/** A page with more lines is a drawing. */
const maxLines = 3_000;
/** Parts of a word's height. */
const maxGap = 0.5;
const overlapAllowed = 0.2;

/**
 * Puts words that were drawn apart into the line in whose gap, or at whose end, they stand as one of its words. The
 * line stays where most of its words were drawn.
 */
export function mergeNeighbours(lines: readonly DrawnLine[]): DrawnLine[] {
  if (lines.length < 2 || lines.length > maxLines) return [...lines];
  const merged = new Map<DrawnLine, DrawnLine>();
  const byTop = lines.filter(isAcross).toSorted((one, other) => topOf(one) - topOf(other));
  const find = (line: DrawnLine): DrawnLine => {
    const into = merged.get(line);
    return into ? find(into) : line;
  };
  for (const [index, upper] of byTop.entries()) {
    const reach = topOf(upper) + (upper.words[0]?.[3] ?? 0);
    for (let next = index + 1; next < byTop.length; next += 1) {
      const lower = byTop[next];
      if (!lower || topOf(lower) > reach) break;
      const [one, other] = [find(upper), find(lower)];
      if (one === other) continue;
      const words = interlace(one.words, other.words);
      if (!words) continue;
      const [larger, smaller] = one.words.length >= other.words.length ? [one, other] : [other, one];
      larger.words = words;
      merged.set(smaller, larger);
    }
  }
  return lines.filter((line) => !merged.has(line));
}

function isAcross({ direction }: DrawnLine): boolean {
  return direction === 'right';
}

function topOf({ words }: DrawnLine): number {
  return words[0]?.[1] ?? 0;
}

/**
 * The words of two pieces of a line from left to right, where none stands on another and one is the neighbour of
 * one of the other piece; else undefined.
 */
function interlace(one: readonly WordBox[], other: readonly WordBox[]): WordBox[] | undefined {
  const [first, second] = [one[0], other[0]];
  if (!first || !second || sharedHeight(first, second) < 0.5) return undefined;
  const mine = new Set(one);
  const words = [...one, ...other].toSorted((left, right) => left[0] - right[0]);
  let areNeighbours = false;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (!next || mine.has(word) === mine.has(next)) continue;
    const height = Math.min(word[3], next[3]);
    const gap = next[0] - rightOf(word);
    if (gap < -height * overlapAllowed || sharedHeight(word, next) < 0.5) return undefined;
    if (gap <= Math.max(word[3], next[3]) * maxGap) areNeighbours = true;
  }
  return areNeighbours ? words : undefined;
}
