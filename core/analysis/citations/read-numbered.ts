import { readAt, type Citation, type CitationDetail } from './citation.ts';
import { findCaseNameBefore } from './case-name.ts';
import { citableNames, jurisdictionOfCode, knownNames, stateAbbreviations, type KnownName } from './names.ts';
import { readCourtAndYear, type CourtAndYear } from './parenthetical.ts';
import { isListedName, isOldReporter } from './old-reporters.ts';
import { readCitedPage, readParagraph, readPincite } from './pages.ts';
import { afterGap, afterMarker, readFurtherSections, readSection, type StatuteSection } from './sections.ts';

const laterPage = /,?\s{0,20}at\s{1,20}(?:\*|pp?\.\s{0,3}|¶{1,2}\s{0,3}|n\.\s{0,3})?(\d{1,6})/y;
/** What makes an address, a measure or a verse of it. */
const noPage = /\s{1,3}(?:St\.|Street|Ave|Avenue|Road|Rd\.|Blvd|Suite|Floor|[Mm]iles|[Pp]ercent|%)|:\d/y;
const compiled = /\s{0,10}(\d{1,4})\s?\/\s?/y;
/** One word: "Day", "Wall.", "Edw.", "A", but not "U.S." or "F.2d". */
const oneWord = /^(?:[A-Z]{1,2}|[A-Z]?[a-z]+\.?|[A-Z][a-z]{2,}\.?)$/;

/** What a number begins: a volume with its reporter and page, or a title with its code and section. */
export function readNumbered(text: string, volume: { start: number; end: number }): Citation[] | undefined {
  const nameAt = startOfName(text, volume.end);
  // "07-CR-159-B.3", "EPA-88FR36654": a number inside a longer one is no volume.
  if (nameAt === undefined || /[-:\u2013/]/.test(text[volume.start - 1] ?? '')) return undefined;
  for (const hit of citableNames.match(text, nameAt)) {
    const known = knownNames[hit.value];
    if (!known) continue;
    const place: NumberedCandidate = { text, volume, nameAt, nameEnd: hit.end, known };
    if (isMisprinted(place)) continue;
    const found = isByCode(known) ? readCode(place) : readReported(place);
    if (found) return found;
  }
  return undefined;
}

type NumberedCandidate = {
  text: string;
  volume: { start: number; end: number };
  nameAt: number;
  nameEnd: number;
  known: KnownName;
};

/** A comma inside a name is one of its own, or a stop that was read for one; else two things stand here. */
function isMisprinted({ text, nameAt, nameEnd, known }: NumberedCandidate): boolean {
  const written = text.slice(nameAt, nameEnd);
  if (!written.includes(',')) return false;
  return !isListedName(text[nameEnd] === ',' ? `${written},` : written, known.written);
}

function isByCode({ kind }: KnownName): boolean {
  return kind === 'statute' || kind === 'regulation' || kind === 'compiled';
}

/** A capital letter after the number, at most some spaces away: everything else is no name. */
function startOfName(text: string, from: number): number | undefined {
  for (let at = from; at < from + 40; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 65 && code <= 90) return at;
    if (code === 45 && at > from) return undefined;
    if (code !== 32 && code !== 10 && code !== 9 && code !== 13 && code !== 45 && code !== 160)
      return undefined;
  }
  return undefined;
}

function readReported(place: NumberedCandidate): Citation[] | undefined {
  const { text, known, nameEnd } = place;
  const later = known.kind === 'case' ? readAt(laterPage, text, nameEnd) : null;
  if (later) return [toShortCitation(place, nameEnd + later[0].length, later[1] ?? '')];
  const byParagraph = readParagraph(text, nameEnd, known.isByParagraph);
  const paged = byParagraph ?? readCitedPage(text, nameEnd, known.kind === 'case');
  // Only a loose-leaf service has volumes such as "57-2".
  if (!paged || (!byParagraph && isDouble(place))) return undefined;
  if (readAt(noPage, text, paged.end)) return undefined;
  const pin = readPincite(text, paged.end);
  const court = readCourtAndYear(text, pin.end);
  const found = { page: paged.page, pincite: pin.pincite, court };
  if (!isPlausible(place, found)) return undefined;
  return [
    {
      start: place.volume.start,
      end: court?.end ?? pin.end,
      detail: toReportedDetail(place, found) as CitationDetail,
    },
  ];
}

type FoundPlace = { page: string | null; pincite: string | null; court: CourtAndYear | undefined };

const unknownCase = { name: null, docket: null, court: null, year: null };

function toReportedDetail(place: NumberedCandidate, found: FoundPlace) {
  const { text, volume, known } = place;
  const before = findCaseNameBefore(text, volume.start) ?? unknownCase;
  const behind = found.court ?? unknownCase;
  const kind = kindOf(place);
  const isDecision = kind === 'case' || kind === 'neutral';
  return {
    type: kind,
    volume: text.slice(volume.start, volume.end),
    reporter: known.canonical,
    page: found.page,
    pincite: found.pincite,
    year: behind.year ?? before.year ?? (kind === 'neutral' && isYear(place) ? volumeNumber(place) : null),
    name: isDecision ? before.name : null,
    ...(kind === 'case' && { court: behind.court, docket: before.docket }),
  };
}

function toShortCitation({ text, volume, known }: NumberedCandidate, end: number, at: string): Citation {
  return {
    start: volume.start,
    end,
    detail: {
      type: 'short',
      volume: text.slice(volume.start, volume.end),
      reporter: known.canonical,
      page: null,
      pincite: at,
      name: null,
      court: null,
      year: null,
      docket: null,
    },
  };
}

/** Nobody prints a code's blank page; a neutral citation begins with a year, or counts on ("148 T.C. No. 7"). */
function isPlausible(place: NumberedCandidate, found: FoundPlace): boolean {
  const number = volumeNumber(place);
  const kind = kindOf(place);
  if (kind === 'neutral' && !isYear(place) && !place.known.canonical.endsWith(' No.')) return false;
  if (kind !== 'case' && place.known.kind !== 'case') return found.page !== null;
  return number > 0 && (found.court !== undefined || isPlausibleCase(place, found));
}

/**
 * Without a year, names that are also ordinary words or initials ("12 Day 3", "5 A 10") count only where a
 * case's name came before.
 */
function isPlausibleCase(place: NumberedCandidate, found: FoundPlace): boolean {
  const { text, volume } = place;
  const written = writtenName(place);
  const number = volumeNumber(place);
  if (written.length === 1 && place.nameAt === volume.end) return false;
  if (number >= 1900 && number < 2100 && found.page === null) return false;
  const isOld = number < 200 && isOldReporter(written, place.known.written);
  const isSure = isOld || !oneWord.test(written) || written === 'US' || stateAbbreviations.has(written);
  return isSure || findCaseNameBefore(text, volume.start) !== null;
}

/**
 * "2008 SD 48", "2003-Ohio-723": a year and no full stop, in the manner of courts that publish their own.
 * Arkansas calls both kinds "Ark.": "2009 Ark. 189", "298 Ark. 20".
 */
function kindOf(place: NumberedCandidate): KnownName['kind'] {
  const { known } = place;
  const number = volumeNumber(place);
  const isNew = number >= 1990 && number <= 2100 && !writtenName(place).includes('.');
  if (known.kind === 'neutral')
    return isYear(place) || !stateAbbreviations.has(known.canonical) ? 'neutral' : 'case';
  return isNew && !known.isByParagraph ? 'neutral' : known.kind;
}

function isYear(place: NumberedCandidate): boolean {
  const number = volumeNumber(place);
  return number >= 1790 && number <= 2100;
}

/** "57-2", but not "1984-1": a number of two digits with another behind it. */
function isDouble({ text, volume }: NumberedCandidate): boolean {
  return /^\d\d-/.test(text.slice(volume.start, volume.end));
}

function writtenName({ text, nameAt, nameEnd }: NumberedCandidate): string {
  return text.slice(nameAt, nameEnd);
}

function volumeNumber({ text, volume }: NumberedCandidate): number {
  return Number.parseInt(text.slice(volume.start, volume.end), 10);
}

function readCode(place: NumberedCandidate): Citation[] | undefined {
  const { text, nameEnd, known, volume } = place;
  const title = text.slice(volume.start, volume.end);
  if (known.kind === 'compiled') return readCompiled(place, title);
  const marked = afterMarker(text, nameEnd);
  const at = marked ?? afterGap(text, nameEnd);
  const first = at === undefined ? undefined : readSection(text, at);
  if (!first) return undefined;
  const isMany = marked !== undefined && /§§|ections|ecs/.test(text.slice(nameEnd, marked));
  const sections = isMany ? [first, ...readFurtherSections(text, first.end)] : [first];
  return sections.map((section, index) => ({
    start: index === 0 ? volume.start : section.start,
    end: section.end,
    detail: toCodeDetail(known.kind === 'regulation' ? 'regulation' : 'statute', known.canonical, {
      title,
      section,
    }),
  }));
}

/** "735 ILCS 5/2-1001": chapter, act and section. */
function readCompiled(
  { text, nameEnd, known, volume }: NumberedCandidate,
  title: string,
): Citation[] | undefined {
  const act = readAt(compiled, text, nameEnd);
  const section = act ? readSection(text, nameEnd + act[0].length) : undefined;
  if (!act || !section) return undefined;
  const detail = toCodeDetail('statute', known.canonical, { title, section });
  return [{ start: volume.start, end: section.end, detail: { ...detail, code: act[1] ?? '' } }];
}

function toCodeDetail(
  type: 'statute' | 'regulation',
  code: string,
  { title, section }: { title: string; section: StatuteSection },
) {
  return {
    type,
    title,
    code,
    section: section.section,
    subsection: section.subsection,
    andFollowing: section.andFollowing,
    jurisdiction: jurisdictionOfCode[code] ?? 'US',
  };
}
