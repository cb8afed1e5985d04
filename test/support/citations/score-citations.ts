import { joinParallels } from '../../../core/analysis/citations/find-citations.ts';
import type { Citation, CitationDetail } from '../../../core/analysis/citations/citation.ts';
import { scanCitations } from '../../../core/analysis/citations/scan-citations.ts';

/** A label of the public sets: the type and whatever fields its author thought worth saying. */
export type CitationLabel = { type: string; [field: string]: unknown };
export type LabelledSample = {
  id?: string;
  text: string;
  expected?: CitationLabel[];
  [field: string]: unknown;
};
export type CitationScore = {
  right: number;
  missed: string[];
  extra: string[];
  precision: number;
  recall: number;
};

const typeNames: Record<string, CitationDetail['type']> = {
  case: 'case',
  shortFormCase: 'short',
  id: 'id',
  supra: 'supra',
  statute: 'statute',
  regulation: 'regulation',
  docket: 'docket',
  journal: 'journal',
  neutral: 'neutral',
  constitutional: 'constitution',
  federalRule: 'rule',
  publicLaw: 'public-law',
  statutesAtLarge: 'session-law',
  federalRegister: 'federal-register',
  restatement: 'restatement',
  treaty: 'treaty',
};

/** Fields by which a citation is the labelled one; a label that leaves a field out does not ask for it. */
const fieldNames: Record<string, string> = {
  volume: 'volume',
  reporter: 'reporter',
  journal: 'reporter',
  page: 'page',
  documentNumber: 'page',
  title: 'title',
  section: 'section',
  subsection: 'subsection',
  jurisdiction: 'jurisdiction',
  code: 'code',
  year: 'year',
  court: 'court',
  pincite: 'pincite',
  partyName: 'name',
  caseName: 'name',
  amendment: 'amendment',
  article: 'article',
  clause: 'clause',
  ruleSet: 'rules',
  rule: 'rule',
  congress: 'congress',
  lawNumber: 'number',
  edition: 'edition',
  subject: 'subject',
  docketNumber: 'number',
};

/** Every citation that is found and not labelled counts against precision, every label not found with all its fields against recall. */
export function scoreCitations(samples: readonly LabelledSample[]): CitationScore {
  let right = 0;
  const missed: string[] = [];
  const extra: string[] = [];
  for (const sample of samples) {
    if (!sample.expected) continue;
    const found = joinParallels(sample.text, scanCitations(sample.text));
    const left = new Set(found);
    for (const label of sample.expected) {
      const match = [...left].find((citation) => isSame(citation, label));
      if (match) {
        left.delete(match);
        right += 1;
      } else missed.push(`${sample.id ?? sample.text.slice(0, 60)}: ${JSON.stringify(label)}`);
    }
    for (const citation of left)
      extra.push(
        `${sample.id ?? ''}: "${sample.text.slice(citation.start, citation.end)}" ${JSON.stringify(citation.detail)}`,
      );
  }
  return {
    right,
    missed,
    extra,
    precision: right / (right + extra.length),
    recall: right / (right + missed.length),
  };
}

function isSame({ detail }: Citation, label: CitationLabel): boolean {
  if (typeNames[label.type] !== detail.type) return false;
  const found = detail as unknown as Record<string, unknown>;
  if (label['hasBlankPage'] === true && found['page'] !== null) return false;
  if (label['hasEtSeq'] === true && found['andFollowing'] !== true) return false;
  return Object.entries(fieldNames).every(([field, ours]) => {
    const wanted = label[field];
    return wanted === undefined || isEqual(field, wanted, found[ours]);
  });
}

/** Spaces do not matter, "105-07" is page 105, and the sets call the Supreme Court what its reporter already says. */
function isEqual(field: string, wanted: unknown, found: unknown): boolean {
  if (field === 'court' && wanted === 'scotus') return true;
  if (field === 'pincite') return Number.parseInt(String(found), 10) === wanted;
  const plain = (value: unknown) => String(value).replace(/\s/g, '');
  return plain(wanted) === plain(found);
}
