import { readAt } from './citation.ts';

/** "§", "§§", "Sec.", "section", "part", "pt.", and the sign as HTML writes it. */
const marker =
  /[,\s]{0,20}(?:§{1,3}|&sect;|[Ss]ections?\b|[Ss]ecs?\.|[Ss]s\.|[Pp]arts?\b|[Pp]ts?\.|[Aa]rt(?:icles?\b|s?\.)|¶{1,2})\s{0,20}/y;
const gap = /,?\s{1,20}/y;
/** 1983, 78j, 2000e-5, 122.26, 76-5-302, 2A:10-1, 5/2-1001, 12-3.05, 1396r-8. */
const number =
  /\d{1,6}[A-Za-z]{0,3}(?:[.:/\u2013-](?:\d{1,6}[A-Za-z]{0,2}|[A-Za-z]{1,2}(?![A-Za-z.]))){0,6}(?![A-Za-z])/y;
const subsections = /(?:\([A-Za-z0-9]{1,5}\)){1,10}/y;
const following = /,?\s{1,20}et\s{1,20}seq\b\.?/y;
const another = /(?:,\s{0,20}(?:and\s{1,20}|&\s{0,20})?|\s{1,20}(?:and|&|or|to|through)\s{1,20})(?=\d)/y;

export type StatuteSection = {
  start: number;
  end: number;
  section: string;
  subsection: string | null;
  andFollowing: boolean;
};

/** The place after the section sign and its space, or undefined. */
export function afterMarker(text: string, at: number): number | undefined {
  const found = readAt(marker, text, at);
  return found ? at + found[0].length : undefined;
}

/** The place after a space. */
export function afterGap(text: string, at: number): number | undefined {
  const found = readAt(gap, text, at);
  return found ? at + found[0].length : undefined;
}

/** Reads the number of a section with its subsections, or undefined. */
export function readSection(text: string, at: number): StatuteSection | undefined {
  const found = readAt(number, text, at);
  if (!found) return undefined;
  let end = at + found[0].length;
  const inner = readAt(subsections, text, end);
  if (inner) end += inner[0].length;
  const more = readAt(following, text, end);
  if (more) end += more[0].length;
  return {
    start: at,
    end,
    section: found[0],
    subsection: inner ? inner[0] : null,
    andFollowing: more !== null,
  };
}

/** "§§ 2, 1956(a), and 1958": the sections after the first, where a second § announced them. */
export function readFurtherSections(text: string, at: number): StatuteSection[] {
  const found: StatuteSection[] = [];
  for (let place = at; found.length < 30;) {
    const comma = readAt(another, text, place);
    const section = comma ? readSection(text, place + comma[0].length) : undefined;
    // "§§ 1, 42 U.S.C. § 2": what is followed by a name is the title of the next citation.
    if (!section || /^\s{1,20}[A-Z]/.test(text.slice(section.end, section.end + 24))) break;
    found.push(section);
    place = section.end;
  }
  return found;
}
