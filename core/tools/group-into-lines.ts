import { bottomOf, rightOf, sharedHeight, sharedWidth } from './compare-boxes.ts';
import type { WordBox } from './extraction.ts';

/** How the words of a line follow each other: to the right, to the left, up the page or down. */
export type Direction = 'right' | 'left' | 'up' | 'down';
export type DrawnLine = { words: WordBox[]; direction: Direction };

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** Parts of a word's height. */
const overlapAllowed = 0.3;
const wordGap = 1.2;
/** As many earlier words of the same letters are looked at for one drawn twice. */
const maxTwins = 20;

/**
 * Puts words together that are drawn one after the other on one line, whichever way it runs. A word drawn a second
 * time a hair beside the first, as a shadow or for boldness, is left out.
 */
export function groupIntoLines(words: readonly WordBox[]): DrawnLine[] {
  const lines = group(words, 'right');
  // Of short words alone nobody sees that they stand on their side; the other lines of the page tell.
  const longest = lines.reduce<DrawnLine | undefined>(
    (most, line) => (line.words.length > (most?.words.length ?? 1) ? line : most),
    undefined,
  );
  const isUpright = longest?.direction === 'up' || longest?.direction === 'down';
  const found = isUpright ? group(words, longest.direction) : lines;
  for (const line of found) orderRightToLeft(line);
  return found;
}

function group(words: readonly WordBox[], usual: Direction): DrawnLine[] {
  const lines: DrawnLine[] = [];
  const twins = new Twins();
  for (const word of words) {
    if (twins.hasBefore(word)) continue;
    const line = lines.at(-1);
    const direction = line && findDirection(line, word);
    if (line && direction) {
      line.words.push(word);
      line.direction = direction;
    } else lines.push({ words: [word], direction: word[2] > word[3] * 1.5 ? 'right' : usual });
  }
  return lines;
}

/** Which way a line goes on to a word; undefined where the word stands elsewhere. */
function findDirection({ words, direction }: DrawnLine, word: WordBox): Direction | undefined {
  const last = words.at(-1);
  if (!last) return undefined;
  const isBegun = words.length > 1;
  const isUpright = direction === 'up' || direction === 'down';
  const found = findSideways(last, word) ?? findUpright(last, word, isUpright);
  return !isBegun || found === direction ? found : undefined;
}

function findSideways(last: WordBox, word: WordBox): Direction | undefined {
  if (sharedHeight(last, word) < 0.5) return undefined;
  const height = Math.min(last[3], word[3]);
  const slack = height * overlapAllowed;
  if (word[0] >= rightOf(last) - slack) return 'right';
  const gap = last[0] - rightOf(word);
  if (gap < -slack) return undefined;
  const isTurned = gap < height * wordGap && Math.abs(last[3] - word[3]) < height * 0.1;
  return isTurned || rightToLeft.test(word[4]) ? 'left' : undefined;
}

/** Words of a line that runs up or down the page are high and narrow, and as wide as each other. */
function findUpright(last: WordBox, word: WordBox, isUpright: boolean): Direction | undefined {
  const width = Math.min(last[2], word[2]);
  if (sharedWidth(last, word) < 0.7 || Math.max(last[2], word[2]) > width * 1.5) return undefined;
  if (!isUpright && !isHigh(last) && !isHigh(word)) return undefined;
  const isNear = (gap: number) => gap >= -width * overlapAllowed && gap <= width * wordGap;
  if (isNear(last[1] - bottomOf(word))) return 'up';
  return isNear(word[1] - bottomOf(last)) ? 'down' : undefined;
}

/** Higher than any word of so many letters that lies on its line: "III" is twice as high as wide. */
function isHigh([, , width, height, text]: WordBox): boolean {
  return text.length >= 4 ? height > width * 1.5 : text.length === 3 && height > width * 2.2;
}

/** Words of a script that runs to the left are at times drawn in the order in which they stand. */
function orderRightToLeft(line: DrawnLine): void {
  if (line.words.length < 2 || line.direction !== 'right') return;
  const count = line.words.filter((word) => rightToLeft.test(word[4])).length;
  if (count * 2 <= line.words.length) return;
  line.words.reverse();
  line.direction = 'left';
}

class Twins {
  readonly #seen = new Map<string, WordBox[]>();

  /** Whether the same word stands at this place already; remembers it where not. */
  hasBefore(word: WordBox): boolean {
    const [left, top, width, height, text] = word;
    const same = this.#seen.get(text);
    if (!same) {
      this.#seen.set(text, [word]);
      return false;
    }
    const slack = Math.min(width, height) * 0.2;
    for (let at = same.length - 1; at >= Math.max(same.length - maxTwins, 0); at -= 1) {
      const one = same[at] ?? word;
      if (Math.abs(one[0] - left) <= slack && Math.abs(one[1] - top) <= slack) return true;
    }
    same.push(word);
    return false;
  }
}
