import type { Finding } from '../finding.ts';
import type { CaseCitation, Citation, CitationByVolume, CitationDetail } from './citation.ts';
import { findCourtName } from './names.ts';
import { readCourtAndYear } from './parenthetical.ts';
import type { CitationResolver, ResolvedCitation } from './resolve-citations.ts';
import { scanCitations } from './scan-citations.ts';

/** Parallel citations of one case stand side by side, a comma between, and share what follows the last. */
const betweenParallels = /^,\s{1,20}$/;
/** Georgia and California put the second in brackets, and what both share behind them. */
const beforeBracketed = /^(?:[-\u2013]\d{1,6})?(?:,?\s?\(\d{1,2}\)(?:\s?\([a-z]\))?)?,?\s{0,20}[([]$/;

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
    if ('court' in one && 'court' in next) one.court ??= next.court;
  }
  for (const [one, next] of pairs) next.name ??= one.name;
  return citations;
}

type Decision = CaseCitation | CitationByVolume;

function parallels(text: string, one: Citation | undefined, next: Citation): [Decision, Decision][] {
  if (!one || !isDecision(one.detail) || !isDecision(next.detail) || next.start - one.end > 24) return [];
  const between = text.slice(one.end, next.start);
  if (beforeBracketed.test(between)) addFromBehindBracket(text, next.end, next.detail);
  else if (!betweenParallels.test(between)) return [];
  return [[one.detail, next.detail]];
}

function isDecision(detail: CitationDetail): detail is Decision {
  return detail.type === 'case' || detail.type === 'neutral';
}

function addFromBehindBracket(text: string, end: number, detail: Decision): void {
  const behind = /[)\]]/.test(text[end] ?? '') ? readCourtAndYear(text, end + 1) : undefined;
  if (!behind) return;
  detail.year ??= behind.year;
  if ('court' in detail) detail.court ??= behind.court;
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
