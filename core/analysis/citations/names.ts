import names from './names.json' with { type: 'json' };
import { NameTrie } from './name-trie.ts';

export type NameKind =
  | 'case'
  | 'neutral'
  | 'journal'
  | 'session-law'
  | 'federal-register'
  | 'treaty'
  | 'statute'
  | 'regulation'
  | 'compiled';
export type KnownName = {
  kind: NameKind;
  canonical: string;
  written: string[];
  /** A loose-leaf service: what is cited is a paragraph of it ("¶ 95,123"). */
  isByParagraph: boolean;
};

const kindByLetter: Record<string, NameKind> = {
  c: 'case',
  n: 'neutral',
  j: 'journal',
  l: 'session-law',
  g: 'federal-register',
};

/** What courts cite by a number before it and the lists of reporters do not hold. They come first. */
const additions: [NameKind, string, string[]][] = [
  ['statute', 'U.S.C.', ['U.S.C.', 'U.S.C.A.', 'U.S.C.S.', 'U.S. Code', 'United States Code']],
  ['regulation', 'C.F.R.', ['C.F.R.', 'Code of Federal Regulations']],
  ['compiled', 'ILCS', ['ILCS', 'Ill. Comp. Stat.', 'Ill. Comp. Stat. Ann.']],
  ['statute', 'Pa.C.S.', ['Pa.C.S.', 'Pa.C.S.A.', 'Pa. Cons. Stat.', 'Pa. Cons. Stat. Ann.', 'P.S.']],
  ['statute', 'Del. C.', ['Del. C.']],
  ['statute', 'V.S.A.', ['V.S.A.']],
  ['statute', 'M.R.S.', ['M.R.S.', 'M.R.S.A.']],
  ['regulation', 'NYCRR', ['NYCRR', 'N.Y.C.R.R.']],
  ['federal-register', 'Fed. Reg.', ['Fed. Reg.', 'Federal Register']],
  ['session-law', 'Stat.', ['Stat.']],
  ['treaty', 'U.N.T.S.', ['U.N.T.S.']],
  ['treaty', 'U.S.T.', ['U.S.T.']],
  ['case', 'F. Supp. 4th', ['F. Supp. 4th']],
  ['neutral', 'T.C. Summary Opinion', ['T.C. Summary Opinion', 'T.C. Summ. Op.', 'T.C. Summary Op.']],
  ['case', 'Dall.', ['Dallas']],
  ['case', 'How.', ['Howard']],
  ['case', 'Wall.', ['Wallace']],
];

export const jurisdictionOfCode: Record<string, string> = {
  'U.S.C.': 'US',
  'C.F.R.': 'US',
  ILCS: 'IL',
  'Pa.C.S.': 'PA',
  'Del. C.': 'DE',
  'V.S.A.': 'VT',
  'M.R.S.': 'ME',
  NYCRR: 'NY',
};

/** "Ariz.", "Ariz": reports named after a state stand without more. */
export const stateAbbreviations = new Set(
  Object.keys(names.states).flatMap((written) => [written, written.replaceAll('.', '')]),
);

/** "Arizona" -> "Ariz." */
export const stateAbbreviationOf = new Map(
  Object.entries(names.states).map(([abbreviation, name]) => [name, abbreviation]),
);

export const knownNames: KnownName[] = [];
/** Whatever may stand between a volume and a page, or a title and a section. */
export const citableNames = new NameTrie({ commas: true });
const byParagraph = new Set(names.byParagraph);
const publisher = /\((?:CCH|BNA|P-H|RIA)\)$/;

for (const [kind, canonical, written] of additions) addName(kind, canonical, written);
for (const line of names.reporters) {
  const [letter = '', canonical = '', ...written] = line.split('|');
  const kind = kindByLetter[letter];
  if (kind) addName(kind, canonical, written);
}
// Courts of appeals whose own reports the lists do not hold are cited all the same.
for (const state of Object.keys(names.states)) addName('case', `${state} App.`, [`${state} App.`]);

function addName(kind: NameKind, canonical: string, written: string[]): void {
  const isByParagraph = byParagraph.has(canonical) || publisher.test(canonical);
  knownNames.push({ kind, canonical, written, isByParagraph });
  for (const name of written) citableNames.add(name, knownNames.length - 1);
}

const courts = new Map<string, string>();
for (const line of names.courts) {
  const [cite = '', , name = ''] = line.split('|');
  courts.set(cite.replace(/\s/g, ''), name);
}

/** "9th Cir." -> "Court of Appeals for the Ninth Circuit"; undefined for a court that is not in the list. */
export function findCourtName(citation: string): string | undefined {
  return courts.get(citation.replace(/\s/g, ''));
}
