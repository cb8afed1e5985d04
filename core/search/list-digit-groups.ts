import type { Joint } from './read-compounds.ts';

type JoinedWord = { word: string; joint: Joint | null };

/** A number written in groups of digits: the places of its first and last group. */
export type DigitGroups = { from: number; to: number; joint: Joint | null };

const groups = /^[1-9]\d{0,2}(?: \d{3}){1,4}$|^[1-9]\d?(?: \d{2}){1,4} \d{3}$/;
const signs: readonly (Joint | null)[] = ['comma', 'stop', 'apostrophe', 'space'];

/**
 * Finds numbers whose thousands are parted, as 1,250,000, 1.250.000, 1'250'000, 1 250 000 and 12,50,000 are. A number
 * with decimals ends before them.
 */
export function listDigitGroups(places: readonly JoinedWord[]): DigitGroups[] {
  const found: DigitGroups[] = [];
  for (let from = 0; from < places.length - 1; from += 1) {
    const joint = places[from + 1]?.joint ?? null;
    if (!signs.includes(joint)) continue;
    let to = from;
    while (places[to + 1]?.joint === joint) to += 1;
    const words = places.slice(from, to + 1).map(({ word }) => word);
    if (groups.test(words.join(' '))) found.push({ from, to, joint });
    from = to - 1;
  }
  return found;
}

/** "1250000-00": how a number in groups is looked up with its cents, `null` where it has none. */
export function writeWithCents(places: readonly JoinedWord[], { from, to }: DigitGroups): string | null {
  const cents = places[to + 1];
  if (!cents || !/^\d{1,2}$/.test(cents.word) || (cents.joint !== 'stop' && cents.joint !== 'comma'))
    return null;
  const whole = places.slice(from, to + 1).map(({ word }) => word);
  return `${whole.join('')}-${cents.word}`;
}

/** Blanks part columns as well as thousands: only a whole number may go over them. */
function crossesBlank(
  places: readonly JoinedWord[],
  numbers: readonly DigitGroups[],
  [first, last]: [number, number],
): boolean {
  for (let at = first + 1; at <= last; at += 1) {
    if (places[at]?.joint !== 'space') continue;
    if (!numbers.some(({ from, to }) => from < at && at <= to && first <= from && last >= to)) return true;
  }
  return false;
}

/** Whether a run of places begins or ends within a number: 250,000 is no part of 1,250,000. */
export function cutsNumber(
  places: readonly JoinedWord[],
  numbers: readonly DigitGroups[],
  [first, last]: [number, number],
): boolean {
  const cuts = numbers.some(
    ({ from, to, joint }) => (first > from && first <= to) || (joint !== 'stop' && last >= from && last < to),
  );
  return cuts || crossesBlank(places, numbers, [first, last]);
}
