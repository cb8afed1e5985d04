import { rightOf } from './compare-boxes.ts';
import type { Line } from './compose-page.ts';
import type { WordBox } from './extraction.ts';

/** A line of fewer gaps does not say how wide they are. */
const minGaps = 3;
/** Wider than the usual gap of its line, and not a place left free. */
const wider = { least: 1.5, most: 6 };
const minWideGaps = 1;
const endsLow = /\p{Ll}$/u;
const startsLow = /^\p{Ll}/u;

/**
 * Whether lines of a page have gaps, amid words of small letters, in which a letter may stand that the file gives no
 * meaning: "con ict" for "conflict". It only says where to look closely: spaces may be wide for other reasons.
 */
export function hasLetterGaps(lines: readonly Line[]): boolean {
  let wide = 0;
  for (const { words } of lines) {
    if (words.length <= minGaps) continue;
    wide += countWideGaps(words);
    if (wide >= minWideGaps) return true;
  }
  return false;
}

function countWideGaps(words: readonly WordBox[]): number {
  const gaps = words.slice(1).map((word, index) => word[0] - rightOf(words[index] ?? word));
  // Where letters are missing most gaps of a line may be too wide.
  const usual = gaps.toSorted((one, other) => one - other)[Math.floor((gaps.length - 1) / 3)] ?? 0;
  if (usual <= 0) return 0;
  return gaps.filter((gap, index) => {
    const [before, after] = [words[index], words[index + 1]];
    const isWide = gap > usual * wider.least && gap < usual * wider.most;
    return isWide && before && after && endsLow.test(before[4]) && startsLow.test(after[4]);
  }).length;
}
