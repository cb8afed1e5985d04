import { countCommonPairs } from './count-common-pairs.ts';
import { countGarbledLetters } from './count-garbled-letters.ts';
import { dropCodes } from './drop-codes.ts';
import { hasWrongSpaces } from './has-wrong-spaces.ts';

/** Below this share of common pairs a page is no language. */
const minCommonShare = 0.35;
/** Fewer pairs say nothing: part numbers, initials, a table of numbers. */
const minPairs = 60;
const minLetters = 40;
/** Signs that stand for "fi" and "fl" in fonts that do not say so: "conÞict", "bene®ciary". */
const signInWord = /[a-z][®¯±²³¼½¾¤¦¨©¶×÷¿¡Þ{}~^`"!$][a-z]/g;
const minSignsInWords = 3;
/** More than this part of characters without a meaning: the fonts do not say which letters they draw. */
const maxUnreadableShare = 0.2;

/** A reading whose words cannot be found is worth this part of one whose words can. */
const wrongSpacesWorth = 0.25;

/** How many letters and digits a text has. */
export function countLetters(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/**
 * Whether a text layer is garbage, or a part of it is: characters without a meaning, letters in no order of any
 * language, the wrong charset, spaces between letters or none between words.
 */
export function isGarbled(text: string): boolean {
  if (readability(text) < 0.5 || countGarbledLetters(text) > 0 || hasWrongSpaces(text)) return true;
  return (text.match(signInWord)?.length ?? 0) >= minSignsInWords;
}

/**
 * How much of a page a reading of it gives: its letters, little where they make no sense. Of two readings the
 * higher is the better.
 */
export function scoreReading(text: string): number {
  const letters = Math.max(0, countLetters(text) - countGarbledLetters(text));
  return letters * readability(text) ** 2 * (hasWrongSpaces(text) ? wrongSpacesWorth : 1);
}

/** 0 to 1; half marks the border of garbage for each fault by itself. */
function readability(text: string): number {
  const length = Math.max(text.length, 1);
  const unreadable = (text.match(/[\uFFFD\uE000-\uF8FF]/g)?.length ?? 0) / length;
  return Math.max(
    0,
    Math.min(
      1,
      1 - (unreadable / maxUnreadableShare) * 0.501,
      1 - (wrongCharsetShare(text) / 0.5) * 0.501,
      (commonPairShare(text) / minCommonShare) * 0.5,
    ),
  );
}

/** The share of common pairs among all pairs of letters; 1 where there are too few, as in other scripts. */
function commonPairShare(text: string): number {
  const all = countCommonPairs(text);
  if (all.pairs < minPairs || all.common >= all.pairs * minCommonShare)
    return all.pairs < minPairs ? 1 : all.common / all.pairs;
  const { pairs, common } = countCommonPairs(dropCodes(text));
  return pairs < minPairs ? 1 : common / pairs;
}

/**
 * The part of the letters that bytes of one charset make when read as another: accented ones, far more than
 * any language has.
 */
function wrongCharsetShare(text: string): number {
  const accented = text.match(/[\u00C0-\u00FF]/g)?.length ?? 0;
  if (accented === 0) return 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters < minLetters ? 0 : accented / letters;
}
