import type { CaseCitation, Citation } from './citation.ts';
import { splitParties } from './case-name.ts';

/** What an id., supra or short citation refers back to. */
export type Antecedent = { page: number; start: number; text: string };
export type ResolvedCitation = Citation & { page: number; text: string; antecedent: Antecedent | null };

/** Cases kept in mind; a book that cites more forgets the oldest. */
const maxKnownCases = 20_000;
type KnownCase = { at: Antecedent; detail: CaseCitation };

/**
 * Resolves id., supra and short citations to what they mean, page after page of one document in order. What
 * is ambiguous is left open: a wrong antecedent is worse than none.
 */
export class CitationResolver {
  readonly #byReporter = new Map<string, KnownCase>();
  readonly #byName = new Map<string, KnownCase>();
  #last: Antecedent | null = null;

  /** Resolves the citations of one page; call it page by page, in order. */
  resolve(page: number, text: string, citations: Citation[]): ResolvedCitation[] {
    return citations.map((citation) => {
      const written = text.slice(citation.start, citation.end);
      const own = { page, start: citation.start, text: written };
      const antecedent = this.#antecedentOf(citation);
      this.#remember(citation, own);
      const isBack = citation.detail.type === 'id' || antecedent !== null;
      this.#last = isBack ? antecedent : citation.detail.type === 'supra' ? null : own;
      return { ...citation, page, text: written, antecedent };
    });
  }

  #antecedentOf({ detail }: Citation): Antecedent | null {
    if (detail.type === 'id') return this.#last;
    if (detail.type === 'short')
      return this.#byReporter.get(`${detail.volume} ${detail.reporter}`)?.at ?? null;
    if (detail.type !== 'supra') return null;
    return detail.name === null ? null : (this.#byName.get(keyOf(detail.name))?.at ?? null);
  }

  #remember({ detail }: Citation, at: Antecedent): void {
    if (detail.type !== 'case') return;
    const remembered = { at, detail };
    if (this.#byReporter.size >= maxKnownCases) this.#byReporter.clear();
    if (this.#byName.size >= maxKnownCases) this.#byName.clear();
    if (detail.volume !== null) this.#byReporter.set(`${detail.volume} ${detail.reporter}`, remembered);
    if (detail.name === null) return;
    for (const side of [detail.name, ...splitParties(detail.name)])
      for (const key of keysOf(side)) this.#byName.set(key, remembered);
  }
}

/** Parties by whom nobody finds a case: half of all cases have them. */
const common = new Set([
  'united states',
  'state',
  'people',
  'commonwealth',
  'city',
  'county',
  'states',
  'united',
]);

function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** "Planned Parenthood of Pa." may be called by its whole name or by any one of its first and last words. */
function keysOf(side: string): string[] {
  const key = keyOf(side);
  const words = key.split(' ').filter((word) => word.length > 2);
  const keys = [
    key,
    words[0] ?? '',
    words.at(-1) ?? '',
    words.slice(0, 2).join(' '),
    words.slice(-2).join(' '),
  ];
  return [...new Set(keys)].filter((one) => one !== '' && !common.has(one));
}
