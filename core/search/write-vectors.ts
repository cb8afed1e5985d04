import type { TextSpan } from '../reading/text-spans.ts';
import { readTokens, type Token } from './read-tokens.ts';
import type { SeamToken } from './read-seam.ts';

/** The two columns of a page as PostgreSQL reads them: text of the type tsvector. */
export type PageVectors = { search: string; exact: string };

/** PostgreSQL keeps no position beyond this; a longer page begins anew, and two words of it that meet so do no harm. */
const maxPosition = 16_383;
/** And no more positions of a word than this. */
const maxPositions = 255;
/** A tsvector has at most 1 MiB. */
const maxBytes = 1_000_000;

/** Writes the index of a page: its own tokens, and those of its seam with the next page (read-seam.ts). */
export function writeVectors(
  text: string,
  spans?: readonly TextSpan[],
  seam: readonly SeamToken[] = [],
): PageVectors {
  const tokens = readTokens(text, spans);
  const search = new VectorWriter();
  const exact = new VectorWriter();
  for (const token of tokens) addToken(token, search, exact);
  let last = tokens.at(-1)?.position ?? 0;
  for (const token of seam) {
    // A word that the end of the page parts belongs to this page.
    if (token.side === 'both') addToken({ ...token, position: (last += 2) }, search, exact);
  }
  for (const token of seam)
    for (const lexeme of token.exact)
      exact.add(`${seamSign}${lexeme}`, last + 40 + token.position, sideWeights[token.side]);
  return { search: search.write(), exact: exact.write() };
}

/** No word begins so: words of a seam are found by phrases that go over it, and by nothing else. */
export const seamSign = '~';
/** The weights of PostgreSQL say on which side of the seam a word stands. */
export const sideWeights = { before: 'A', after: 'B', both: 'C' } as const;

function addToken(token: Token, search: VectorWriter, exact: VectorWriter): void {
  for (const lexeme of token.search) search.add(lexeme, token.position);
  for (const lexeme of token.exact) exact.add(lexeme, token.position);
}

class VectorWriter {
  readonly #positions = new Map<string, (number | string)[]>();
  #bytes = 0;

  add(lexeme: string, position: number, weight = ''): void {
    const known = this.#positions.get(lexeme);
    if (known && known.length >= maxPositions) return;
    // Three bytes for each character is the most: a hostile page loses its last words rather than all.
    this.#bytes += known ? 2 : lexeme.length * (isAscii(lexeme) ? 1 : 3) + 8;
    if (this.#bytes > maxBytes) return;
    const number = ((position - 1) % maxPosition) + 1;
    const place = weight === '' ? number : `${String(number)}${weight}`;
    if (known) known.push(place);
    else this.#positions.set(lexeme, [place]);
  }

  write(): string {
    let written = '';
    for (const [lexeme, positions] of this.#positions)
      written += `${quoteLexeme(lexeme)}:${positions.join(',')} `;
    return written;
  }
}

// eslint-disable-next-line no-control-regex -- ASCII is exactly what is asked
const ascii = /^[\u0000-\u007f]*$/;

function isAscii(lexeme: string): boolean {
  return ascii.test(lexeme);
}

/** A lexeme as the text of a tsvector or tsquery has it. */
export function quoteLexeme(lexeme: string): string {
  return `'${lexeme.replace(/['\\]/g, '$&$&')}'`;
}
