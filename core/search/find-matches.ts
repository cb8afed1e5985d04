import { readTokens, type Token } from './read-tokens.ts';
import type { ParsedQuery, QueryElement, QueryTerm } from './parse-query.ts';
import { readSeam, type SearchedPage, type SeamToken } from './read-seam.ts';

/** A place of a page's text that a query asked for, and which of its terms it is. */
export type Match = { start: number; end: number; term: number };

export type PageMatches = {
  /** In the order of the text; they do not overlap. */
  matches: Match[];
  /** A phrase begins here and ends on the next page. */
  goesOn: boolean;
};

/**
 * Finds on a page what search found it by: with the tokens that its index is made of (read-tokens.ts).
 * `next`: the page after it, for phrases over the end of the page.
 */
export function findMatches(page: SearchedPage, query: ParsedQuery, next?: SearchedPage): PageMatches {
  const terms = query.groups.flat().filter(({ isNegated }) => !isNegated);
  const wanted = new WantedTokens(terms);
  for (const token of readTokens(page.text, page.spans ?? [])) wanted.add(token);
  const found: Match[] = [];
  let goesOn = false;
  let seam: SeamToken[] | undefined;
  for (const [index, term] of terms.entries()) {
    const runs = term.variants.flatMap((elements) => wanted.findRuns(term, elements));
    for (const run of runs) found.push(...markRun(page.text, run, index));
    // Not phrases alone: the end of the page may part a word.
    if (!next || runs.length > 0) continue;
    seam ??= readSeam(page, next);
    const over = findOverSeam(term, seam);
    goesOn ||= over.length > 0;
    for (const run of over) found.push(...markRun(page.text, run, index));
  }
  return { matches: mergeMatches(found), goesOn };
}

type Place = { start: number; end: number };

function findOverSeam(term: QueryTerm, seam: readonly SeamToken[]): Place[][] {
  const wanted = new WantedTokens([term]);
  for (const token of seam) wanted.add(token);
  const sides = new Map<Token, SeamToken['side']>(seam.map((token) => [token, token.side]));
  return term.variants
    .flatMap((elements) => wanted.findTokenRuns(term, elements))
    .filter((run) => {
      const [first, last] = [run[0], run.at(-1)];
      return first && last && sides.get(first) !== 'after' && sides.get(last) !== 'before';
    })
    .map((run) => run.filter((token) => sides.get(token) !== 'after'));
}

/** The tokens of a page that terms ask for. */
class WantedTokens {
  // By column: a key of both would be a new text for every word of the page.
  readonly #tokens: Record<QueryTerm['column'], Map<string, Token[]>> = {
    search: new Map(),
    exact: new Map(),
  };
  readonly #prefixes: string[] = [];

  constructor(terms: readonly QueryTerm[]) {
    for (const { column, variants } of terms) {
      for (const { lexeme, isPrefix } of variants.flat()) {
        this.#tokens[column].set(lexeme, []);
        if (isPrefix) this.#prefixes.push(lexeme);
      }
    }
  }

  add(token: Token): void {
    const { search, exact } = this.#tokens;
    for (const lexeme of token.search) search.get(lexeme)?.push(token);
    for (const lexeme of token.exact) {
      exact.get(lexeme)?.push(token);
      for (const prefix of this.#prefixes)
        if (lexeme !== prefix && lexeme.startsWith(prefix)) exact.get(prefix)?.push(token);
    }
  }

  findRuns(term: QueryTerm, elements: readonly QueryElement[]): Place[][] {
    return this.findTokenRuns(term, elements).map((run) =>
      run.map(({ start, end, headEnd }, index) => ({
        start,
        end: elements[index]?.isPrefix ? (headEnd ?? end) : end,
      })),
    );
  }

  /** Each way in which the elements stand one after the other. */
  findTokenRuns({ column }: QueryTerm, elements: readonly QueryElement[]): Token[][] {
    const [first, ...rest] = elements.map(({ lexeme, offset }) => ({
      offset,
      tokens: this.#tokens[column].get(lexeme) ?? [],
    }));
    if (!first) return [];
    const others = rest.map(({ offset, tokens }) => ({
      offset,
      byPosition: new Map(tokens.map((token) => [token.position, token])),
    }));
    return first.tokens.flatMap((token) => {
      const run = [token];
      for (const { offset, byPosition } of others) {
        const next = byPosition.get(token.position + offset - first.offset);
        if (!next) return [];
        run.push(next);
      }
      return [run];
    });
  }
}

/** Words of a phrase with nothing but signs between them are one mark. */
function markRun(text: string, run: readonly Place[], term: number): Match[] {
  const marks: Match[] = [];
  for (const { start, end } of run) {
    const last = marks.at(-1);
    if (
      last &&
      start >= last.start &&
      start - last.end < 20 &&
      !/[\p{L}\p{N}]/u.test(text.slice(last.end, start))
    )
      last.end = Math.max(last.end, end);
    else marks.push({ start, end, term });
  }
  return marks;
}

function mergeMatches(matches: readonly Match[]): Match[] {
  const merged: Match[] = [];
  for (const match of matches.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = merged.at(-1);
    if (last && match.start < last.end) last.end = Math.max(last.end, match.end);
    else merged.push({ ...match });
  }
  return merged;
}
