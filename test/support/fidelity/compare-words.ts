import { readTokens } from '../../../core/search/read-tokens.ts';

/** What another program read of a file. Noise: its words count only where a second program saw them, too. */
export type OtherReading = { reader: string; words: ReadonlySet<string>; isNoisy: boolean };

/** How many different words others read, how many of them are found here, and which are not. */
export type WordComparison = { words: number; found: number; missing: string[] };

const hyphenAtLineEnd = /([\p{L}\p{M}])[-\u2010]\r?\n[ \t]*(?=\p{Ll})/gu;
// eslint-disable-next-line no-misleading-character-class -- characters that take no room, one by one
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
/** "1,250.50" is 1250.50, however a program shows it. */
const thousands = /(?<=\d),(?=\d{3}(?!\d))/g;
/** A figure with its commas, which may as well be cells of a table. */
const figures = /(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)/g;
const word = /\p{Script=Han}|[\p{Script=Hiragana}\p{Script=Katakana}]+|[\p{L}\p{M}\p{N}]+/gu;

/**
 * The different words of a text as a search compares them: NFKC, small letters, a hyphen at the end of a line
 * taken for a division. A single sign or letter is no word; a Chinese character is one; a figure keeps its commas.
 */
export function wordsOf(text: string): Set<string> {
  const whole = text.replace(hyphenAtLineEnd, '$1');
  return new Set([...listWords(whole.replace(figures, ' ')), ...(whole.match(figures) ?? [])]);
}

function listWords(text: string): string[] {
  return listRuns(text).filter((found) => found.length > 1 || isWhole(found));
}

function listRuns(text: string): string[] {
  const plain = text.normalize('NFKC').replace(invisible, '').replace(thousands, '').toLowerCase();
  return [...plain.matchAll(word)].map(([found]) => found);
}

function isWhole(sign: string): boolean {
  return /\p{Script=Han}/u.test(sign);
}

/**
 * Compares what others read with the pages here. A word that another program wrote without a space is found
 * where its parts stand here one after the other; words that lost their space here are not.
 */
export function compareWords(others: readonly OtherReading[], pages: readonly string[]): WordComparison {
  const wanted = wantedWords(others);
  const here = new WordIndex(pages);
  const missing = [...wanted].filter((one) => !here.has(one));
  return { words: wanted.size, found: wanted.size - missing.length, missing };
}

function wantedWords(others: readonly OtherReading[]): Set<string> {
  const wanted = new Set(others.filter(({ isNoisy }) => !isNoisy).flatMap(({ words }) => [...words]));
  const noisy = others.filter(({ isNoisy }) => isNoisy);
  for (const { words, reader } of noisy)
    for (const one of words)
      if (others.length === 1 || noisy.some((other) => other.reader !== reader && other.words.has(one)))
        wanted.add(one);
  return wanted;
}

/** What of some pages search finds, and what their words make where the spaces between them are lost. */
class WordIndex {
  readonly #lexemes = new Set<string>();
  readonly #words = new JoinedWords();
  readonly #runs = new JoinedWords();

  constructor(pages: readonly string[]) {
    for (const page of pages) {
      for (const { exact } of readTokens(page)) for (const lexeme of exact) this.#lexemes.add(lexeme);
      this.#words.add(listWords(page));
      this.#runs.add(listRuns(page));
    }
  }

  has(wanted: string): boolean {
    if (wanted.includes(',')) {
      const joined = wanted.replaceAll(',', '');
      return this.has(joined) || this.#runs.has(joined);
    }
    // The very words that search would look up, made of what is typed by the very same function.
    if (readTokens(wanted).every(({ exact }) => exact.some((lexeme) => this.#lexemes.has(lexeme))))
      return true;
    // Single digits in a row are no figure; single letters may be cells.
    return (/^\d+$/.test(wanted) ? this.#words : this.#runs).has(wanted);
  }
}

/** Words without the spaces between them, and where each of them begins. */
class JoinedWords {
  readonly #parts: string[] = [];
  readonly #edges = new Set<number>([0]);
  #length = 0;
  #joined: string | undefined;

  add(words: readonly string[]): void {
    for (const one of words) {
      this.#parts.push(one);
      this.#length += one.length;
      this.#edges.add(this.#length);
    }
  }

  /** Whether some of the words, one after the other, are this. */
  has(wanted: string): boolean {
    this.#joined ??= this.#parts.join('');
    for (let at = this.#joined.indexOf(wanted); at >= 0; at = this.#joined.indexOf(wanted, at + 1))
      if (this.#edges.has(at) && this.#edges.has(at + wanted.length)) return true;
    return false;
  }
}

/** Characters to insert, delete or change to make one text of the other, as a share of the true one. */
export function characterErrorRate(read: string, truth: string): number {
  const [one, other] = [read, truth].map((text) => Array.from(text.replace(/\s+/g, ' ').trim()));
  if (!one || !other) return 1;
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, character] of one.entries()) {
    const now = [row + 1];
    for (const [column, wanted] of other.entries())
      now.push(
        Math.min(
          (before[column] ?? 0) + (character === wanted ? 0 : 1),
          (before[column + 1] ?? 0) + 1,
          (now[column] ?? 0) + 1,
        ),
      );
    before = now;
  }
  return (before.at(-1) ?? 0) / Math.max(1, other.length);
}
