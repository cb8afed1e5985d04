import { withoutOverlaps, type Finding } from './finding.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month =
  '(Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?\\.?|July?\\.?|Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)';
const day = '(\\d{1,2})(?:st|nd|rd|th)?';
const year = '(\\d{4})';
const gap = '[ \\t\\n\\u00a0]{1,12}';
/** Each with the places of year, month and day among its groups. */
const datePatterns: [RegExp, [number, number, number]][] = [
  [new RegExp(`\\b${month}${gap}${day},?${gap}${year}\\b`, 'gi'), [3, 1, 2]],
  [new RegExp(`\\b${day}${gap}(?:day${gap}of${gap})?${month},?${gap}${year}\\b`, 'gi'), [3, 2, 1]],
  [/(?<![\d/.-])(\d{4})-(\d{2})-(\d{2})(?![\d/-])/g, [1, 2, 3]],
  [/(?<![\d/.-])(\d{1,2})[/](\d{1,2})[/](\d{4}|\d{2})(?![\d/])/g, [3, 1, 2]],
  [/(?<![\d/.-])(\d{1,2})-(\d{1,2})-(\d{4})(?![\d/-])/g, [3, 1, 2]],
];

/**
 * Dates with day, month and year, and what they are in ISO 8601. Numbers alone are read the American way
 * where both are possible.
 */
export function findDates(text: string): Finding[] {
  const found = datePatterns.flatMap(([form, places]) =>
    [...text.matchAll(form)].flatMap((found) => {
      const [y, m, d] = places.map((place) => found[place] ?? '');
      const value = isoDate(y ?? '', m ?? '', d ?? '');
      if (value === undefined) return [];
      const start = found.index;
      return [
        { kind: 'date' as const, start, end: start + found[0].length, text: found[0], detail: { value } },
      ];
    }),
  );
  return withoutOverlaps(found);
}

function isoDate(writtenYear: string, writtenMonth: string, writtenDay: string): string | undefined {
  const yearNumber = fullYear(Number(writtenYear), writtenYear.length);
  const named = months.indexOf(writtenMonth.slice(0, 3).toLowerCase()) + 1;
  let [monthNumber, dayNumber] = [named > 0 ? named : Number(writtenMonth), Number(writtenDay)];
  // 25/12/2020 can only be meant the European way.
  if (monthNumber > 12 && dayNumber <= 12) [monthNumber, dayNumber] = [dayNumber, monthNumber];
  const date = new Date(Date.UTC(yearNumber, monthNumber - 1, dayNumber));
  const isReal = date.getUTCMonth() === monthNumber - 1 && date.getUTCDate() === dayNumber;
  return isReal && yearNumber >= 1500 && yearNumber <= 2200 ? date.toISOString().slice(0, 10) : undefined;
}

/** '24 is 2024 and '65 is 1965. */
function fullYear(number: number, digits: number): number {
  if (digits > 2) return number;
  return number < 50 ? 2000 + number : 1900 + number;
}
