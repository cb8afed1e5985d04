import { commonTrigrams } from './common-trigrams.ts';
import { countCommonPairs } from './count-common-pairs.ts';
import { dropCodes } from './drop-codes.ts';

/**
 * English has 0.93 common pairs of letters in a line, Polish and Czech down to 0.4, letters that stand for others
 * 0.07 to 0.6: below this a line is looked at closely.
 */
const minCommonShare = 0.64;
/** A line with fewer pairs says nothing by itself and goes with its neighbours. */
const minLinePairs = 8;
const minPairs = 22;
/** Nothing but capitals may be a list of codes. */
const minCapitalPairs = 120;
/** What a shifted text is when it is read rightly. */
const shiftedShare = 0.8;
const shiftedTrigramShare = 0.5;
const maxShift = 40;
const maxSample = 400;
/**
 * The share of commonTrigrams in 90 characters of a language of the Latin script is 0.44 to 0.8, of names 0.45, of
 * letters that stand for others 0.2, and 0.41 in one of a hundred.
 */
const minTrigramShare = 0.42;
/** A short text scatters more. */
const minShortTrigramShare = 0.36;
const shortTrigrams = 60;
/** One accented letter of so many is a language, whichever. */
const maxPlainLetters = 60;
/** More than this part of a line is characters without a meaning, and more than so many. */
const unreadableShare = 0.3;
const minUnreadable = 8;
/**
 * Counts the letters that stand in lines whose letters are in no order of any language, as a font draws them that
 * does not say which they are: a single paragraph or line of a page too.
 */
export function countGarbledLetters(text: string): number {
  let garbled = 0;
  let run: string[] = [];
  const endRun = () => {
    if (run.length > 0) garbled += countInRun(run.join('\n'));
    run = [];
  };
  for (const line of text.split('\n')) {
    if (isUnreadable(line)) garbled += line.length;
    const { pairs, common } = countCommonPairs(line);
    if (pairs >= minLinePairs && common < pairs * minCommonShare) run.push(line);
    else if (pairs >= minLinePairs || line === '') endRun();
    else if (run.length > 0) run.push(line);
  }
  endRun();
  return garbled;
}

function isUnreadable(line: string): boolean {
  const count = line.match(/[\uFFFD\uE000-\uF8FF]/g)?.length ?? 0;
  return count >= minUnreadable && count > line.length * unreadableShare;
}

function countInRun(run: string): number {
  const letters = run.match(/\p{L}/gu)?.length ?? 0;
  if (isShifted(run)) return letters;
  const text = dropCodes(run);
  const { pairs, common } = countCommonPairs(text);
  const isCapitals = text === text.toUpperCase();
  if (pairs < (isCapitals ? minCapitalPairs : minPairs) || common >= pairs * minCommonShare) return 0;
  const accented = text.match(/[\u00C0-\u024F\u1E00-\u1EFF]/g)?.length ?? 0;
  if (accented * maxPlainLetters > letters) return 0;
  const { share, count } = shareOfTrigrams(text);
  return share < (count < shortTrigrams ? minShortTrigramShare : minTrigramShare) ? letters : 0;
}

/**
 * Whether a text becomes a language when each of its characters is read as one so many places further: the fonts of
 * most programs count their letters from another number.
 */
function isShifted(text: string): boolean {
  const sample = text.slice(0, maxSample);
  for (let shift = -maxShift; shift <= maxShift; shift += 1) {
    if (shift === 0) continue;
    const { pairs, common } = countCommonPairs(sample, shift);
    if (pairs < minPairs || common < pairs * shiftedShare) continue;
    const read = sample.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + shift));
    if (shareOfTrigrams(read).share > shiftedTrigramShare) return true;
  }
  return false;
}

function shareOfTrigrams(text: string): { share: number; count: number } {
  const letters = `_${text.toLowerCase().replace(/[^\p{L}’]+/gu, '_')}_`.replace(/_+/g, '_');
  let common = 0;
  for (let at = 3; at <= letters.length; at += 1)
    if (commonTrigrams.has(letters.slice(at - 3, at))) common += 1;
  const count = Math.max(letters.length - 2, 1);
  return { share: common / count, count };
}
