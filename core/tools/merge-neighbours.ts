import { rightOf, sharedHeight } from './compare-boxes.ts';
import type { WordBox } from './extraction.ts';
import type { DrawnLine } from './group-into-lines.ts';

/** A page with more lines is a drawing. */
const maxLines = 3_000;
/** Parts of a word's height. */
const maxGap = 0.5;
const overlapAllowed = 0.2;
const maxLineStep = 3;

/**
 * Puts words that were drawn apart into the line in whose gap, or at whose end, they stand as one of its words. The
 * line stays where the lines drawn before and after it stand beside it.
 */
export function mergeNeighbours(lines: readonly DrawnLine[]): DrawnLine[] {
  if (lines.length < 2 || lines.length > maxLines) return [...lines];
  const merged = new Map<DrawnLine, DrawnLine>();
  const compare = comparePlaces(lines);
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
      const isFirst = compare(one, other) <= 0;
      const [kept, moved] = isFirst ? [one, other] : [other, one];
      kept.words = words;
      merged.set(moved, kept);
    }
  }
  return lines.filter((line) => !merged.has(line));
}

/** Which of two pieces of a line is drawn among its neighbours; of two that are, the one drawn first. */
function comparePlaces(lines: readonly DrawnLine[]): (one: DrawnLine, other: DrawnLine) => number {
  const boxes = lines.map(({ words: [word] }) => word);
  const ranks = new Map(lines.map((line, index) => [line, { index, near: countNear(boxes, index) }]));
  return (one, other) => {
    const [mine, its] = [ranks.get(one), ranks.get(other)];
    return mine && its ? its.near - mine.near || mine.index - its.index : 0;
  };
}

function countNear(boxes: readonly (WordBox | undefined)[], index: number): number {
  const word = boxes[index];
  const isNear = (other: WordBox | undefined) =>
    word && other && Math.abs(other[1] - word[1]) < maxLineStep * Math.max(other[3], word[3]);
  return [boxes[index - 1], boxes[index + 1]].filter(isNear).length;
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
