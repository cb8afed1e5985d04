import { readAt } from './citation.ts';
import { citableNames, knownNames } from './names.ts';

const maxInside = 160;
const opening = /(?:<\/?\w{1,8}>|[,\s]){0,10}\(/y;
/** The year ends the parenthesis; Texas adds the writ's history ("1965, no writ"). */
const yearAtEnd = /(?:^|[^\d])(1[5-9]\d\d|20\d\d)(?:, [a-z. ]{2,30})?$/;
const month =
  /\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|August|September|October|November|December)\b/;

export type CourtAndYear = { court: string | null; year: number | null; end: number };

/** "(9th Cir. Mar. 15, 2020)" after a citation: which court, which year. */
export function readCourtAndYear(text: string, at: number): CourtAndYear | undefined {
  const found = readAt(opening, text, at);
  if (!found) return undefined;
  const begin = at + found[0].length;
  const end = closing(text, begin);
  if (end === undefined) return undefined;
  const inside = text.slice(begin, end).replace(/\s+/g, ' ');
  if (isReport(inside)) return undefined;
  const year = yearAtEnd.exec(inside)?.[1];
  if (year === undefined) return undefined;
  return { court: courtIn(inside, year), year: Number(year), end: end + 1 };
}

/** The closing parenthesis, which may come after others inside ("(Tex. App.—Houston [14th Dist.] 2019)"). */
function closing(text: string, from: number): number | undefined {
  let depth = 0;
  const last = Math.min(text.length, from + maxInside);
  for (let index = from; index < last; index += 1) {
    const character = text[index];
    if (character === '(') depth += 1;
    else if (character === ')' && depth === 0) return index;
    else if (character === ')') depth -= 1;
  }
  return undefined;
}

/** "(497 SE2d 1802)": a parallel citation whose page looks like a year. "(4 Cir. 1902)" is a court. */
function isReport(inside: string): boolean {
  const volume = /^\d{1,4} (?=[A-Z])/.exec(inside)?.[0].length;
  if (volume === undefined) return false;
  return citableNames
    .match(inside, volume)
    .some(({ value, end }) => knownNames[value]?.kind === 'case' && /^ \d{4}$/.test(inside.slice(end)));
}

function courtIn(inside: string, year: string): string | null {
  const before = inside.slice(0, inside.lastIndexOf(year));
  const day = month.exec(before);
  const court = (day ? before.slice(0, day.index) : before)
    .replace(/\b(?:filed|decided|argued)\s*$/, '')
    .replace(/[,\s]+$/, '')
    .trim();
  return court === '' || /^\d+$/.test(court) ? null : court;
}
