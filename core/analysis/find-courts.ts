import { findCourtName, stateAbbreviationOf } from './citations/names.ts';
import { withoutOverlaps, type Finding } from './finding.ts';

const stateNames = [...stateAbbreviationOf.keys()];
const gap = '[\\s,]{1,60}';
const placePattern =
  "(?:[A-Z][A-Za-z.'’-]{1,20}|of|the|and|&)(?:[ \\n]{1,3}(?:[A-Z][A-Za-z.'’-]{1,20}|of|the|and|&)){0,5}";
const statePattern = stateNames.map((name) => name.replace(' ', '\\s{1,5}')).join('|');
const courtPatterns = [
  // United States District Court for the Southern District of New York
  new RegExp(
    `\\b(?:United\\s{1,5}States|U\\.\\s?S\\.)\\s{1,5}(?:District|Bankruptcy)\\s{1,5}Court\\b(?:${gap}(?:for|in)?\\s{0,5}(?:the\\s{1,5})?((?:(?:Northern|Southern|Eastern|Western|Middle|Central)\\s{1,60})?District\\s{1,5}of\\s{1,5}(?:${statePattern}|Columbia|Puerto\\s{1,5}Rico|Guam)))?`,
    'gi',
  ),
  new RegExp(
    `\\b(?:United\\s{1,5}States|U\\.\\s?S\\.)\\s{1,5}Courts?\\s{1,5}of\\s{1,5}(?:Appeals|Federal\\s{1,5}Claims|International\\s{1,5}Trade|Claims)\\b(?:${gap}(?:for\\s{1,5})?the\\s{1,5}((?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Federal|District\\s{1,5}of\\s{1,5}Columbia)\\s{1,5}Circuit))?`,
    'gi',
  ),
  new RegExp(
    `\\bSupreme\\s{1,5}Court\\s{1,5}of\\s{1,5}(?:the\\s{1,5}United\\s{1,5}States|the\\s{1,5}State\\s{1,5}of\\s{1,5}(?:${statePattern})|(?:${statePattern}))`,
    'gi',
  ),
  new RegExp(
    `\\b(?:Superior|Circuit|District|County|Family|Probate|Chancery|Appeals|Common\\s{1,5}Pleas|Surrogate['’]s|Municipal)?\\s?Court\\s{1,5}(?:of\\s{1,5}(?:Appeals?|Common\\s{1,5}Pleas|Chancery|Criminal\\s{1,5}Appeals)\\s{1,5})?(?:of|for)\\s{1,5}(?:the\\s{1,5})?(?:State\\s{1,5}of\\s{1,5})?(?:${statePattern})\\b`,
    'gi',
  ),
  new RegExp(
    `\\b(?:Superior|Circuit|District|County|Family|Probate)\\s{1,5}Court\\s{1,5}(?:of|for|in)\\s{1,5}(?:and\\s{1,5}for\\s{1,5})?(?:the\\s{1,5})?(?:${placePattern}\\s{1,3}County|County\\s{1,3}of\\s{1,3}[A-Z][A-Za-z]{2,20})\\b`,
    'g',
  ),
];
const circuits = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
];
const ordinals = ['1st', '2d', '3d', '4th', '5th', '6th', '7th', '8th', '9th', '10th', '11th'];

/**
 * Courts by name, with the citation of the federal ones ("S.D.N.Y.") and the name the list of courts has for
 * it.
 */
export function findCourts(text: string): Finding[] {
  // Every form has the word in it; most pages have not.
  if (!/court/i.test(text)) return [];
  const found = courtPatterns.flatMap((form) =>
    [...text.matchAll(form)].map((match) => {
      const lead = /^\s*/.exec(match[0])?.[0].length ?? 0;
      const start = match.index + lead;
      const written = match[0].slice(lead);
      const citation = citationOf(match[1], written);
      const name = (citation === null ? undefined : findCourtName(citation)) ?? toTitleCase(written);
      return {
        kind: 'court' as const,
        start,
        end: start + written.length,
        text: written,
        detail: { name, citation },
      };
    }),
  );
  return withoutOverlaps(found);
}

function citationOf(part: string | undefined, whole: string): string | null {
  if (/supreme.*united\s+states/is.test(whole)) return 'U.S.';
  if (part === undefined) return null;
  const words = part.toLowerCase().split(/\s+/);
  const circuit = circuits.indexOf(words[0] ?? '');
  if (circuit >= 0) return `${ordinals[circuit] ?? ''} Cir.`;
  if (words[0] === 'federal') return 'Fed. Cir.';
  if (words.at(-1) === 'circuit') return 'D.C. Cir.';
  const at = words.indexOf('of');
  const abbreviation = abbreviationOf(words.slice(at + 1).join(' '));
  const direction = words[0] === 'district' ? '' : `${(words[0] ?? '').charAt(0).toUpperCase()}.`;
  const bankruptcy = /bankruptcy/i.test(whole) ? 'Bankr. ' : '';
  if (abbreviation === undefined) return null;
  const spaced = /^[A-Z][a-z]/.test(abbreviation) ? ' ' : '';
  return `${bankruptcy}${direction}D.${spaced}${abbreviation}`;
}

function abbreviationOf(name: string): string | undefined {
  if (name === 'columbia') return 'D.C.';
  if (name === 'puerto rico') return 'P.R.';
  const known = stateNames.find((one) => one.toLowerCase() === name);
  return known === undefined ? undefined : stateAbbreviationOf.get(known);
}

function toTitleCase(written: string): string {
  const small = new Set(['of', 'the', 'for', 'and', 'in']);
  return written
    .replace(/[\s,]+/g, ' ')
    .split(' ')
    .map((word) => word.toLowerCase())
    .map((word, index) =>
      index > 0 && small.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(' ');
}
