import { countCommonPairs } from './count-common-pairs.ts';

/** As little says nothing. */
const minLetters = 40;
/** More than this part of the letters stand alone, or in twos: in English a fifth. */
const apartShare = 0.6;
/** What is joined is a language: a table of single letters is none. */
const minCommonShare = 0.5;
const minTwosShare = 0.65;
const minPairs = 20;
/** Words this long are rare in every language that puts spaces between words; in German 1 of 100. */
const longWord = 18;
/** More than this part of the words is so long. */
const longShare = 0.4;
const minLongLetters = 60;
/** In most other scripts spaces stand elsewhere, if at all. */
const spacedScript =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]+$/u;
/** Two or three words are often joined: then one in so many holds a short English word amid its letters. */
const shortWordInside = /[a-z]{2}(?:the|and|that|with|from|shall|this|which|have|been)[a-z]{2}/i;
const minHolding = 4;
const holdingShare = 0.15;
const minHoldingLetters = 9;
/** A word, and not a number, an address, the name of a file or a key. */
const wordOnly = /^[\p{L}\p{M}\p{P}]+$/u;
const noWord = /[/@_\\]|www\./;
/** Nearly every word of a page: the other patterns need not be asked. */
const plainWord = /^[A-Za-z]+[.,;:]?$/;

/**
 * Whether the spaces of a text are not where its words end: between all of its letters, or hardly anywhere. Neither
 * tables of single letters nor languages with long words are so.
 */
export function hasWrongSpaces(text: string): boolean {
  const words: string[] = [];
  const lengths: number[] = [];
  let letters = 0;
  let isSpaced = true;
  for (const word of text.split(/\s+/)) {
    const isPlain = plainWord.test(word);
    if (!isPlain && (!wordOnly.test(word) || noWord.test(word))) continue;
    const length = isPlain ? countPlainLetters(word) : (word.match(/\p{L}/gu)?.length ?? 0);
    if (length === 0) continue;
    words.push(word);
    lengths.push(length);
    letters += length;
    isSpaced &&= isPlain || spacedScript.test(word);
  }
  if (letters < minLetters || !isSpaced) return false;
  return isApart(words, lengths, letters) || isTogether(lengths) || holdsShortWords(words);
}

function countPlainLetters(word: string): number {
  return /[A-Za-z]$/.test(word) ? word.length : word.length - 1;
}

function isApart(words: readonly string[], lengths: readonly number[], letters: number): boolean {
  const alone = lengths.filter((length) => length === 1).length;
  const inTwos = lengths.filter((length) => length === 2).length * 2;
  if (alone + inTwos <= letters * apartShare) return false;
  const joined = words.filter((_, index) => (lengths[index] ?? 0) <= 2).join('');
  const { pairs, common } = countCommonPairs(joined);
  // Of a script without ASCII letters only so much can be said: nearly every letter stands alone.
  if (pairs < minPairs) return !/[a-z]/i.test(joined) && alone > letters * 0.8;
  // Abbreviations of two letters are mostly capitals.
  const isCapitals = alone * 4 < letters && (joined.match(/[a-z]/g)?.length ?? 0) * 2 < letters;
  return !isCapitals && common >= pairs * (alone * 4 < letters ? minTwosShare : minCommonShare);
}

function isTogether(lengths: readonly number[]): boolean {
  const long = lengths.filter((length) => length >= longWord);
  const letters = long.reduce((sum, length) => sum + length, 0);
  return letters >= minLongLetters && long.length > lengths.length * longShare;
}

function holdsShortWords(words: readonly string[]): boolean {
  const holding = words.filter(
    (word) => word.length >= minHoldingLetters && shortWordInside.test(word),
  ).length;
  return holding >= minHolding && holding > words.length * holdingShare;
}
