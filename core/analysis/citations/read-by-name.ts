import { findCaseNameBefore } from './case-name.ts';
import type { Citation, CitationDetail, CitedSpan } from './citation.ts';
import { knownNames, type KnownName } from './names.ts';
import { readParagraph, readPincite, readYearAndNumber } from './pages.ts';
import { readCourtAndYear } from './parenthetical.ts';

/** Loose-leaf services and the Tax Court's memoranda: cited without a number before the name. */
export const namesAtStart: KnownName[] = knownNames.filter(
  (known) => known.isByParagraph || isNumberedByYear(known),
);

function isNumberedByYear({ canonical }: KnownName): boolean {
  return ['T.C.M.', 'T.C. Memo.', 'T.C. Summary Opinion'].includes(canonical);
}

/** "Fed. Sec. L. Rep. (CCH) ¶ 98,456", "T.C. Memo. 2019-44": a citation that begins with its name. */
export function readByName(text: string, name: CitedSpan, known: KnownName): Citation[] | undefined {
  const paragraph = readParagraph(text, name.end, known.isByParagraph);
  if (paragraph) return [toCitation(text, { ...name, end: paragraph.end }, { known, ...paragraph })];
  const numbered = isNumberedByYear(known) ? readYearAndNumber(text, name.end) : undefined;
  return numbered && [toCitation(text, { ...name, end: numbered.end }, { known, ...numbered })];
}

const noName = { name: null, docket: null, year: null };
type Cited = { known: KnownName; page: string | null; year?: string };

function toCitation(text: string, place: CitedSpan, { known, page, year }: Cited): Citation {
  const pin = readPincite(text, place.end);
  const court = readCourtAndYear(text, pin.end);
  const {
    name,
    docket,
    year: before,
  } = findCaseNameBefore(text, endOfNameBefore(text, place.start)) ?? noName;
  const shared = { reporter: known.canonical, pincite: pin.pincite, name };
  const decided = court?.year ?? before;
  const unknown = { volume: null, court: court?.court ?? null, docket };
  const detail: CitationDetail =
    year === undefined
      ? { type: 'case', page, year: decided, ...unknown, ...shared }
      : { type: 'neutral', volume: year, page: page ?? '', year: decided ?? Number(year), ...shared };
  return { start: place.start, end: court?.end ?? pin.end, detail };
}

/** "[1994-1995 Transfer Binder] Fed. Sec. L. Rep.": the binder stands between the case's name and the service. */
function endOfNameBefore(text: string, start: number): number {
  const binder = /\[\d{4}[^\][]{0,40}\]\s{1,5}$/.exec(text.slice(Math.max(0, start - 60), start));
  return binder ? start - binder[0].length : start;
}
