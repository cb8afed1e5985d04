import { franc } from 'franc-min';

export const documentKinds = [
  'pleading',
  'motion',
  'order',
  'opinion',
  'brief',
  'discovery',
  'contract',
  'letter',
  'e-mail',
  'invoice',
  'exhibit',
  'declaration',
  'transcript',
  'spreadsheet',
  'presentation',
  'other',
] as const;
export type DocumentKind = (typeof documentKinds)[number];
export type Classification = { kind: DocumentKind; reason: string };

/** Headings that say what a document is, the most telling first: "ORDER ON MOTION TO DISMISS" is an order. */
const headings: [DocumentKind, RegExp][] = [
  [
    'exhibit',
    /^(?:plaintiff'?s?'? |defendant'?s?'? |government )?exhibit (?:no\. ?)?["“]?[a-z\d]{1,4}["”]?$/,
  ],
  [
    'invoice',
    /^(?:commercial |tax |pro forma )?invoice\b|^(?:statement of account|bill for services|remit to)\b/,
  ],
  ['transcript', /^(?:(?:reporter'?s )?transcript of|(?:videotaped |oral )?deposition of)\b/],
  [
    'discovery',
    /\b(?:interrogatories|requests? for (?:production|admissions?)|notice of deposition|subpoena)\b/,
  ],
  ['declaration', /^(?:declaration|affidavit|certification) of\b|^(?:declaration|affidavit)$/],
  [
    'brief',
    /^(?:.{0,60}\b)?(?:(?<!on )brief (?:of|for|in)|memorandum of (?:law|points)|memorandum in (?:support|opposition))\b|^(?:opening|reply|answering) brief\b/,
  ],
  [
    'opinion',
    /^(?:memorandum )?opinion\b|^opinion and order|^per curiam|^slip opinion|\bcircuit judges?\.$|, (?:circuit|chief|district) judge[.:]|delivered the opinion/,
  ],
  [
    'order',
    /^(?:\[?proposed\]? )?(?:(?:memorandum|amended|scheduling|protective|consent|final|stipulated|agreed) (?:and )?)*(?:order|judgment|decree)\b|^report and recommendation/,
  ],
  ['motion', /^(?:[a-z'’ .]{0,60}\b)?(?:motions?|application|petition for rehearing) (?:to|for|in|of)\b/],
  [
    'pleading',
    /^(?:(?:first|second|third|verified|amended|class action|original|supplemental) ?)*(?:complaint|petition|answer|counterclaim|cross-claim|third-party complaint|indictment|information)\b/,
  ],
  [
    'contract',
    /\b(?:agreement|contract|lease|memorandum of understanding|deed of trust|promissory note|addendum)$|^(?:lease|agreement|contract)\b|^this (?:[a-z-]+ ){0,5}(?:agreement|lease|contract)\b/,
  ],
];
const letterOpening = /^(?:dear [a-z]|re:|via (?:e-?mail|fax|hand|certified)|to whom it may concern)/;
const letterClosing =
  /^(?:sincerely|very truly yours|yours (?:truly|sincerely|faithfully)|best regards|respectfully),?/;

const maxLinesRead = 90;
const maxHeading = 140;

/**
 * What kind of document this is, by how its first page is headed, with the reason in a sentence for the
 * person who wonders. A guess that nothing supports is "other".
 */
export function classifyDocument(firstPage: string, mediaType: string): Classification {
  if (/^message\/|outlook/.test(mediaType))
    return { kind: 'e-mail', reason: 'The file is an e-mail message.' };
  if (/spreadsheet|excel|csv/.test(mediaType))
    return { kind: 'spreadsheet', reason: 'The file is a spreadsheet.' };
  if (/presentation|powerpoint/.test(mediaType))
    return { kind: 'presentation', reason: 'The file is a presentation.' };
  const lines = firstPage
    .split('\n', maxLinesRead)
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '' && line.length <= maxHeading);
  for (const [kind, heading] of headings) {
    const line = lines.find((one) => heading.test(one.toLowerCase()) && isHeading(one));
    if (line !== undefined) return { kind, reason: `Its first page says “${line.slice(0, 80)}”.` };
  }
  const opening = lines.find((line) => letterOpening.test(line.toLowerCase()));
  const closing = lines.find((line) => letterClosing.test(line.toLowerCase()));
  if (opening !== undefined && (closing !== undefined || /^dear/i.test(opening)))
    return { kind: 'letter', reason: `Its first page says “${opening.slice(0, 80)}”.` };
  return { kind: 'other', reason: 'Nothing on its first page says what kind of document it is.' };
}

/** Headings begin with a capital and most of their words do; a sentence that mentions a motion is none. */
function isHeading(line: string): boolean {
  const words = line.split(' ').filter((word) => /^[A-Za-z]{4,}/.test(word));
  const raised = words.filter((word) => /^[A-Z]/.test(word)).length;
  return /^["“[(]?[A-Z]/.test(line) && raised >= words.length * 0.7;
}

const minLetters = 40;
/** Languages clients write in. The library knows more, and takes a page of names for one of them. */
const languages =
  'eng spa fra deu por ita nld swe dan nob fin pol ces slk hun ron bul ell tur rus ukr srp hrv arb heb pes hin urd ben cmn jpn kor vie tha ind tgl'.split(
    ' ',
  );

/** The language of a text as a BCP 47 tag ("en"), or null where there is too little text. */
export function detectLanguage(text: string): string | null {
  const code = franc(text.slice(0, 20_000), { minLength: minLetters, only: [...languages] });
  if (code === 'und') return null;
  return Intl.getCanonicalLocales(code)[0] ?? null;
}
