import type { Match, PageMatches } from './find-matches.ts';

const fragmentCharacters = 190;
const charactersBefore = 60;
const maxFragments = 2;
const between = ' … ';
const goesOnNotice = ' … (goes on on the next page)';
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Fragment = { start: number; end: number; worth: number };

/** The text around the best matches, HTML-escaped, each match in <mark>; the beginning where nothing matches. */
export function writeSnippet(text: string, { matches, goesOn }: PageMatches): string {
  const fragments = chooseFragments(text, matches).toSorted((one, other) => one.start - other.start);
  const written = fragments.map((fragment) => writeFragment(text, fragment, matches));
  return written.join(between) + (goesOn ? goesOnNotice : '');
}

function chooseFragments(text: string, matches: readonly Match[]): Fragment[] {
  if (matches.length === 0) return [{ ...placeFragment(text, 0), worth: 0 }];
  const candidates = matches.map(({ start }) => {
    const place = placeFragment(text, start - charactersBefore);
    const inside = matches.filter((match) => match.start >= start && match.end <= place.end);
    return { ...place, worth: new Set(inside.map(({ term }) => term)).size * 100 + inside.length };
  });
  const chosen: Fragment[] = [];
  for (const candidate of candidates.toSorted(
    (one, other) => other.worth - one.worth || one.start - other.start,
  )) {
    if (chosen.length === maxFragments) break;
    if (chosen.every(({ start, end }) => candidate.end < start || candidate.start > end))
      chosen.push(candidate);
  }
  return chosen;
}

/** A stretch of text that cuts no word and no character, where it can be helped. */
function placeFragment(text: string, wanted: number): { start: number; end: number } {
  const from = Math.max(0, wanted);
  const space = from === 0 ? 0 : text.slice(from, from + 30).search(/\s/) + from + 1;
  const start = space === from ? from : Math.min(space, text.length);
  const to = Math.min(text.length, start + fragmentCharacters);
  const lastSpace = to === text.length ? to : text.lastIndexOf(' ', to);
  return { start, end: lastSpace > start + fragmentCharacters / 2 ? lastSpace : to };
}

function writeFragment(text: string, { start, end }: Fragment, matches: readonly Match[]): string {
  let written = '';
  let at = start;
  for (const match of matches) {
    if (match.end <= start || match.start >= end) continue;
    const [from, to] = [Math.max(match.start, start), Math.min(match.end, end)];
    written += `${escapeHtml(text.slice(at, from))}<mark>${escapeHtml(text.slice(from, to))}</mark>`;
    at = to;
  }
  return (written + escapeHtml(text.slice(at, end))).trim();
}

function escapeHtml(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}
