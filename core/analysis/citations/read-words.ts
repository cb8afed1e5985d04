import { readAt, type Citation } from './citation.ts';
import { findCaseNameBefore } from './case-name.ts';
import { readCourtAndYear } from './parenthetical.ts';

/** The amendments to the Constitution by name, the first first. */
export const ordinals =
  'First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth|Thirteenth|Fourteenth|Fifteenth|Sixteenth|Seventeenth|Eighteenth|Nineteenth|Twentieth|Twenty-First|Twenty-Second|Twenty-Third|Twenty-Fourth|Twenty-Fifth|Twenty-Sixth|Twenty-Seventh'.split(
    '|',
  );
const ordinal = /[A-Z][a-z]{4,12}(?:-[A-Z][a-z]{4,7})?/y;
const amendment =
  /\s{1,20}Amendments?\b(?!\s{1,20}(?:No\b|to\s{1,20}(?!the\s{1,20}(?:Const|U\.|United)|Const|U\.)))/y;
const connector =
  /(?:,\s{1,20}(?:and\s{1,20}|or\s{1,20})?|\s{1,20}(?:and|or|&)\s{1,20})(?:the\s{1,20})?(?=[A-Z])/y;

/** "the Fourth Amendment", "the Eighth and Fourteenth Amendments" (but no amendment to a lease). */
export function readAmendments(text: string, at: number): Citation[] | undefined {
  const found: { start: number; end: number; number: number }[] = [];
  for (let place = at; found.length < 6;) {
    const word = readAt(ordinal, text, place);
    const number = word ? ordinals.indexOf(word[0]) + 1 : 0;
    if (!word || number === 0) return undefined;
    const end = place + word[0].length;
    found.push({ start: place, end, number });
    const last = readAt(amendment, text, end);
    if (last)
      return found.map((one, index) =>
        toAmendmentCitation(one, index === found.length - 1 ? last[0].length : 0),
      );
    const next = readAt(connector, text, end);
    if (!next) return undefined;
    place = end + next[0].length;
  }
  return undefined;
}

function toAmendmentCitation(one: { start: number; end: number; number: number }, more: number): Citation {
  const article = { article: null, section: null, clause: null };
  const detail = { type: 'constitution' as const, jurisdiction: 'US', amendment: one.number, ...article };
  return { start: one.start, end: one.end + more, detail };
}

const constitution =
  /((?:U\.\s?S\.|United States|[A-Z][a-z]{1,6}\.|[NSWRD]\.\s?[A-Z][a-z]{0,3}\.|Ohio|Utah|Iowa|Idaho|Alaska)\s{1,5}Const\.),?\s{1,10}(amend|art)s?\.\s{1,10}([IVXLivxl]{1,8}|\d{1,3})((?:,?\s{1,5}§{1,2}\s{0,5}(\d{1,3}(?:\.\d{1,2})?(?:\([a-z0-9]{1,3}\))?))?)((?:,?\s{1,5}cl\.\s{0,5}(\d{1,2}))?)/y;

/** Reads a clause of the Constitution ("U.S. Const. amend. XIV, § 1"). */
export function readConstitution(text: string, at: number): Citation[] | undefined {
  const found = readAt(constitution, text, at);
  if (!found) return undefined;
  const [whole, written = '', part, number = '', , section, , clause] = found;
  const ordinalNumber = /\d/.test(number) ? Number(number) : roman(number.toUpperCase());
  return [
    {
      start: at,
      end: at + whole.length,
      detail: {
        type: 'constitution',
        jurisdiction: /^U(?:\.|nited)/.test(written) ? 'US' : written.replace(/\s*Const\.$/, ''),
        amendment: part === 'amend' ? ordinalNumber : null,
        article: part === 'art' ? ordinalNumber : null,
        section: section ?? null,
        clause: clause === undefined ? null : Number(clause),
      },
    },
  ];
}

function roman(numeral: string): number {
  const worth: Record<string, number> = { I: 1, V: 5, X: 10, L: 50 };
  const values = numeral.split('').map((letter) => worth[letter] ?? 0);
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0);
}

const ruleSets: [RegExp, string][] = [
  [/^Civ/, 'civil'],
  [/^Cr/, 'criminal'],
  [/^Ev/, 'evidence'],
  [/^App/, 'appellate'],
  [/^Bankr/, 'bankruptcy'],
];
const federalRule =
  /(?:Fed\.\s{0,5}R(?:ule)?s?\.?\s{0,5}(Civ|Crim|Evid|App|Bankr)\.?\s{0,5}(?:P(?:roc)?\.?)?|Federal\s{1,10}Rules?\s{1,10}of\s{1,10}(Civil|Criminal|Evidence|Appellate|Bankruptcy)(?:\s{1,10}Procedure)?|F\.?R\.?(C|Cr|E|A)\.?P?\.?)\s{1,10}(?:Rules?\s{1,5})?(\d{1,4}(?:\.\d)?)((?:\([A-Za-z0-9]{1,4}\)){0,6})(?![\dA-Za-z])/y;

/** "Fed. R. Civ. P. 12(b)(6)", "Federal Rule of Evidence 702". */
export function readFederalRule(text: string, at: number): Citation[] | undefined {
  const found = readAt(federalRule, text, at);
  if (!found) return undefined;
  const initial: Record<string, string> = { C: 'Civ', Cr: 'Crim', E: 'Evid', A: 'App' };
  const set = found[1] ?? found[2] ?? initial[found[3] ?? ''] ?? '';
  const rules = ruleSets.find(([begins]) => begins.test(set))?.[1];
  if (!rules) return undefined;
  const detail = {
    type: 'rule' as const,
    rules,
    rule: found[4] ?? '',
    subsection: found[5] ? found[5] : null,
  };
  return [{ start: at, end: at + found[0].length, detail }];
}

const publicLaw =
  /Pub(?:lic|\.)\s{0,5}L(?:aw|\.)\s{0,5}(?:No\.|Number)?\s{0,10}(\d{1,3})[-\u2013](\d{1,4})\b/y;

/** Reads a public law by its Congress and number ("Pub. L. No. 104-134"). */
export function readPublicLaw(text: string, at: number): Citation[] | undefined {
  const found = readAt(publicLaw, text, at);
  if (!found) return undefined;
  const detail = { type: 'public-law' as const, congress: Number(found[1]), number: Number(found[2]) };
  return [{ start: at, end: at + found[0].length, detail }];
}

const restatement =
  /Restatement\s{1,10}(?:\((First|Second|Third|Fourth|2d|3d)\)\s{1,10})?(?:of\s{1,10}(?:the\s{1,5}Law\s{1,5}of\s{1,5})?)?([A-Z][A-Za-z ,&:]{2,60}?)\s{1,10}(?:§{1,2}|[Ss]ections?)\s{0,5}(\d{1,4}[A-Z]?(?:\.\d{1,2})?)/y;

/** Reads a Restatement by its edition, subject and section ("Restatement (Second) of Torts § 402A"). */
export function readRestatement(text: string, at: number): Citation[] | undefined {
  const found = readAt(restatement, text, at);
  if (!found) return undefined;
  const [whole, edition, subject = '', section = ''] = found;
  const detail = { type: 'restatement' as const, edition: edition ?? null, subject, section };
  return [{ start: at, end: at + whole.length, detail }];
}

const pinciteAfter =
  /,?\s{1,20}at\s{1,10}(?:\*|¶{1,2}\s{0,3}|pp?\.\s{0,3}|n\.\s{0,3})?(\d{1,6}(?:[-\u2013]\d{1,6})?)/y;
/** "Tax Id. No. 12-345" is a number; "Id. No party objected" is a citation and a sentence. */
const idWord =
  /(?:[Ii]d\.|[Ii]bid\.?)(?![A-Za-z]|\s{1,5}(?:[Nn]os?\s{0,3}[.:#]|[Nn]os?\s{1,3}[A-Z]{0,3}-?\d|#))/y;

/** "Id. at 495", "ibid." */
export function readId(text: string, at: number): Citation[] | undefined {
  const found = readAt(idWord, text, at);
  if (!found) return undefined;
  const after = at + found[0].length;
  const pin = readAt(pinciteAfter, text, after);
  const detail = { type: 'id' as const, pincite: pin?.[1] ?? null };
  return [{ start: at, end: pin ? after + pin[0].length : after, detail }];
}

const nameBeforeSupra =
  /((?:[A-Z\u00c0-\u00de][\w'\u2019&.-]*\s(?:(?:of|the|and|v\.|&)\s)?){0,5}[A-Z\u00c0-\u00de][\w'\u2019&.-]*),?\s{1,5}$/;
const supraTail = /[Ss]upra(?:,?\s{1,5}(?:note|n\.)\s{0,3}\d{1,4})?/y;
const signal = /^(?:(?:See|Cf\.?|But|Also|Accord|Compare|In|Under|The|E\.g\.,?)\s)+/;

const smallName = /(?:^|[\s(])([a-z][\w'\u2019-]{2,30}),?\s$/;
/** What stands before "supra, at 12" and is nobody's name. */
const noName =
  /^(?:see|also|cf|accord|compare|but|and|or|in|the|this|that|as|at|from|under|with|note|notes|part|parts|section|sections|page|pages|discussion|text|opinion|court|case|cases|chapter|brief|order|appendix|exhibit|above|here|is|was|are|were|\w+ed)$/;

/**
 * "Wade, supra, at 5": a case that was cited before. Without a name, or with one in small letters, only a
 * page makes a citation of it ("supra, at 5"): "as noted supra", "supra note 5" and "supra Part II" point
 * inside the same text.
 */
export function readSupra(text: string, at: number): Citation[] | undefined {
  const found = readAt(supraTail, text, at);
  if (!found) return undefined;
  const end = at + found[0].length;
  const pin = readAt(pinciteAfter, text, end);
  const before = text.slice(Math.max(0, at - 90), at).replace(/\s/g, ' ');
  const name = nameBefore(before) ?? (pin && found[0].length === 5 ? smallNameBefore(before) : undefined);
  if (name === undefined) return undefined;
  const start = name === null ? at : at - before.length + before.lastIndexOf(name);
  const detail = { type: 'supra' as const, name, pincite: pin?.[1] ?? null };
  return [{ start, end: pin ? end + pin[0].length : end, detail }];
}

function nameBefore(before: string): string | undefined {
  const name = nameBeforeSupra.exec(before)?.[1]?.replace(signal, '') ?? '';
  return name === '' || /^(?:See|Cf|Id|Note|Part|Section|But)\b\.?$/.test(name) ? undefined : name;
}

function smallNameBefore(before: string): string | null {
  const name = smallName.exec(before)?.[1];
  return name === undefined || noName.test(name) ? null : name;
}

const caseNumber =
  /(?:Case\s{1,5}|Docket\s{1,5}|Civ(?:il|\.)\s{1,5}(?:Action\s{1,5})?|Crim(?:inal|\.)\s{1,5})?Nos?\.\s{0,5}((?:\d{1,2}:)?\d{2,4}[-\u2013](?:[A-Za-z]{1,5}[-\u2013])?\d{2,7}(?:[-\u2013][A-Za-z0-9]{1,6}){0,3})(?![\w])/y;
const reporterNext = /,?\s{1,10}\d{1,4}\s{1,5}[A-Z]/y;

/**
 * "Smith v. Jones, No. 19-cv-12345 (S.D.N.Y. filed Jan. 5, 2019)": a case known by its docket number alone.
 */
export function readDocketCitation(text: string, at: number): Citation[] | undefined {
  const found = readAt(caseNumber, text, at);
  if (!found) return undefined;
  const end = at + found[0].length;
  if (readAt(reporterNext, text, end)) return undefined;
  const name = findCaseNameBefore(text, at);
  const court = readCourtAndYear(text, end);
  if (!name || !court) return undefined;
  const detail = {
    type: 'docket' as const,
    number: found[1] ?? '',
    name: name.name,
    court: court.court,
    year: court.year,
  };
  return [{ start: at, end: court.end, detail }];
}
