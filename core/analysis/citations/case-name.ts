/** A caption is rarely longer; what lies further back belongs to something else. */
const maxBack = 220;
/** The last of these before the citation ends what came before the name. */
const boundary =
  /(?:[;\n]\s*\n|[;:]\s|\(|\)[.,;]?\s|\d{3,4}\)|["\u201c]|<\/?\w{1,8}>|\b(?:[Ss]ee|[Cc]f\.|[Aa]ccord|[Cc]ompare|[Cc]iting|[Qq]uoting|[Ii]n|[Ww]ith|[Bb]y|[Uu]nder|[Ff]rom|e\.g\.|[Aa]lso|generally|and in|that|overruling|against),?\s)/g;
const versus = /^(.{1,150}?)\s(?:v\.|vs\.?|versus|v)\s(.{1,150})$/s;
const single = /(?:In\s+(?:the\s+)?(?:re|Matter\s+of)|Matter\s+of|Ex\s+parte|Estate\s+of)\s[^;]{1,120}$/;

const citationInside = /\d{1,4}\s{1,9}[A-Z][\w.]*\s{1,9}(?:[A-Z\d][\w.]*\s{1,9})?\d|\d\/\d{1,2}\/\d{2,4}\)/;
const numbered =
  /,?\s{1,10}(?:MDL\s|Case\s|Docket\s|Civ(?:il|\.)\s(?:Action\s)?|Crim\.\s)?Nos?\.\s{0,5}([\w:.-]{2,30})$/;

/** California puts the year behind the name; "supra" and a running head are no part of it. */
const behindName = /(?:,?\s{1,5}supra|\s{1,5}Cite\s{1,3}as|\s{1,5}\((1[789]\d\d|20\d\d)\))$/;

export type CaseName = { name: string; start: number; docket: string | null; year: number | null };

/** The case's name that stands before a citation ("Smith v. Jones, " or "In re Doe, No. 3, "), or null. */
export function findCaseNameBefore(text: string, at: number): CaseName | null {
  const from = Math.max(0, at - maxBack);
  const trimmed = trimEnd(text.slice(from, at));
  const docket = trimmed.includes('No', trimmed.length - 50) ? numbered.exec(trimmed) : null;
  const unnumbered = docket ? trimEnd(trimmed.slice(0, docket.index)) : trimmed;
  const behind = behindName.exec(unnumbered);
  const before = behind ? trimEnd(unnumbered.slice(0, behind.index)) : unnumbered;
  const found = nameAtEnd(before);
  if (found === null) return null;
  return {
    name: collapseWhitespace(before.slice(found)),
    start: from + found,
    docket: docket?.[1] ?? null,
    year: behind?.[1] ? Number(behind[1]) : null,
  };
}

function trimEnd(text: string): string {
  let end = text.length;
  for (;;) {
    while (end > 0 && ' \t\n\r,"\u00a0\u201d\u2019'.includes(text[end - 1] ?? '')) end -= 1;
    const tag = text[end - 1] === '>' ? /<\/?\w{1,8}>$/.exec(text.slice(Math.max(0, end - 12), end)) : null;
    if (!tag) return text.slice(0, end);
    end -= tag[0].length;
  }
}

function nameAtEnd(before: string): number | null {
  const alone = single.exec(before);
  const both = before.search(/\s(?:v\.|vs\.?|versus|v)\s(?=[^;]*$)/);
  if (alone && alone.index > both) return citationInside.test(alone[0]) ? null : alone.index;
  if (both < 0) return null;
  const start = startOfPlaintiff(before, lastVersus(before, both));
  const name = before.slice(start);
  const parts = versus.exec(name);
  // A citation in between: the name belongs to that one.
  if (!parts || citationInside.test(parts[2] ?? '')) return null;
  return start;
}

function lastVersus(before: string, first: number): number {
  let last = first;
  for (const found of before.matchAll(/\s(?:v\.|vs\.?|versus)\s/g)) last = found.index;
  return last;
}

/**
 * Back from the "v.": words that begin with a capital, and the small ones that names hold, up to a boundary.
 */
function startOfPlaintiff(before: string, versusAt: number): number {
  const left = before.slice(0, versusAt);
  let from = 0;
  for (const found of left.matchAll(boundary)) from = found.index + found[0].length;
  let start = versusAt;
  const words = [...left.slice(from).matchAll(/\S+/g)];
  for (const word of words.reverse()) {
    const written = word[0];
    const isSmall = /^(?:of|the|and|for|ex|rel\.|et|al\.,?|d\/b\/a|on|behalf|de|la|van|von|&|a\/k\/a)$/.test(
      written,
    );
    if (!isSmall && !/^["'\u2018\u201c[]?[A-Z\d\u00c0-\u00de]/.test(written)) break;
    // A sentence ended here: a long word with a full stop, which no abbreviation is.
    if (start < versusAt && /^[a-z]*[A-Z]?[a-z]{6,}\.["\u201d\u2019]*$/.test(written)) break;
    start = from + word.index;
  }
  // A footnote's number, a page of an order: what stands before the name and is none of it.
  const small = /^(?:(?:of|the|and|for|on|et|de)\s+|\d{1,3},?\s+(?=[A-Z]))/.exec(before.slice(start));
  return small ? start + small[0].length : start;
}

function collapseWhitespace(name: string): string {
  return name.replace(/\s+/g, ' ').trim();
}

/** The two sides of a name, for finding it again by one of them. */
export function splitParties(name: string): string[] {
  return name.split(/\s(?:v\.|vs\.?|versus|v)\s/);
}
