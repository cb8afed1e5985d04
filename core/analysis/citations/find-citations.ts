import type { Finding } from '../finding.ts';
import type { CaseCitation, Citation } from './citation.ts';
import { findCourtName } from './names.ts';
import type { CitationResolver, ResolvedCitation } from './resolve-citations.ts';
import { scanCitations } from './scan-citations.ts';

/** Parallel citations of one case stand side by side, a comma between, and share what follows the last. */
const betweenParallels = /^,\s{1,20}$/;

/** The citations of one page. The resolver carries what earlier pages cited; pages come in their order. */
export function findCitations(page: number, text: string, resolver: CitationResolver): Finding[] {
  const citations = joinParallels(text, scanCitations(text));
  return resolver.resolve(page, text, citations).map(toCitationFinding);
}

/** "410 U.S. 113, 93 S. Ct. 705 (1973)": the year, court and name of one are those of all. */
export function joinParallels(text: string, citations: Citation[]): Citation[] {
  const pairs = citations.slice(1).flatMap((next, index) => parallels(text, citations[index], next));
  for (const [one, next] of pairs.toReversed()) {
    one.year ??= next.year;
    one.court ??= next.court;
  }
  for (const [one, next] of pairs) next.name ??= one.name;
  return citations;
}

function parallels(text: string, one: Citation | undefined, next: Citation): [CaseCitation, CaseCitation][] {
  if (one?.detail.type !== 'case' || next.detail.type !== 'case' || next.start - one.end > 24) return [];
  return betweenParallels.test(text.slice(one.end, next.start)) ? [[one.detail, next.detail]] : [];
}

function toCitationFinding({ start, end, text, detail, antecedent }: ResolvedCitation): Finding {
  const court = 'court' in detail && detail.court !== null ? findCourtName(detail.court) : undefined;
  const isBackReference = detail.type === 'id' || detail.type === 'supra' || detail.type === 'short';
  return {
    kind: 'citation',
    start,
    end,
    text,
    detail: {
      ...detail,
      ...(court !== undefined && { courtName: court }),
      ...(isBackReference && { antecedent }),
    },
  };
}
