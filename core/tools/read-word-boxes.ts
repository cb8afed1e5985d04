import { arrangeLines } from './arrange-lines.ts';
import { composePage } from './compose-page.ts';
import { cleanText, type WordBox } from './extraction.ts';
import { isHidden, type HiddenBox, type HiddenBoxesByPage } from './find-hidden-text.ts';
import { hasLetterGaps } from './has-letter-gaps.ts';
import type { WordPage } from './read-word-table.ts';
import { ToolFailed } from './tool-errors.ts';

/** Stands for words that a failed redaction left readable in the file. */
const redactedMark = '[redacted]';
/** A page with more words than this is no page: a book has 500. */
const maxWords = 200_000;
/** Far more than a word has. */
const maxRowCharacters = 100_000;
// A letter that is none is what is looked for.
const strayCharacter = /\p{L}[\p{Cc}\p{Co}\ufffd\ufffe\uffff]|[\p{Cc}\p{Co}\ufffd\ufffe\uffff]\p{L}/u;
const pageRow = /^\s*<page width="([^"]*)" height="([^"]*)">/;
const wordEnd = '</word>';
/** Nothing to clean: nearly every word of English. */
const plainWord = /^[!-~]+$/;

/** A page's text, and whether letters may be missing in it (has-letter-gaps.ts). */
export type DrawnText = WordPage & { hasLetterGaps: boolean };

/**
 * Reads what `pdftotext -raw -bbox` writes, row by row, and emits each page when it is complete, in reading order.
 * Words in `hidden` boxes become a mark: what they say goes no further.
 *
 * Poppler's own reading order (its plain text and its `-tsv`) tears lines with wide spaces into columns of single
 * words. Words are drawn in the order in which they were written, with few exceptions (arrange-lines.ts).
 * @throws ToolFailed for anything else than such a list
 */
export async function* readWordBoxes(
  batches: AsyncIterable<readonly string[]>,
  hidden: HiddenBoxesByPage = new Map(),
): AsyncGenerator<DrawnText> {
  let number = 0;
  let page: DrawnPage | undefined;
  let begun = '';
  for await (const lines of batches) {
    for (const line of lines) {
      // The text of a word may hold an end of line; everything else of the list is a row each.
      const row = begun === '' ? line : `${begun}\n${line}`;
      const start = findStart(row);
      const isWord = row.startsWith('<word ', start);
      begun = isWord && !row.endsWith(wordEnd) ? row : '';
      if (begun.length > maxRowCharacters) throw new ToolFailed('output', 'a word without an end');
      if (begun !== '') continue;
      if (isWord) addWord(page, row, start);
      if (!row.startsWith('<page ', start)) continue;
      if (page) yield page.build();
      number += 1;
      page = startPage(row, number, hidden.get(number));
    }
  }
  if (!page || begun !== '') throw new ToolFailed('output', 'not a list of the words of pages');
  yield page.build();
}

/** Behind the blanks that poppler writes before a row. */
function findStart(row: string): number {
  let at = 0;
  while (row.charCodeAt(at) <= 32) at += 1;
  return at;
}

function startPage(row: string, number: number, hidden: readonly HiddenBox[] = []): DrawnPage {
  const [, width, height] = pageRow.exec(row) ?? [];
  if (width === undefined || height === undefined) throw new ToolFailed('output', 'a page without a size');
  return new DrawnPage({ number, width: limit(Number(width)), height: limit(Number(height)) }, hidden);
}

function addWord(page: DrawnPage | undefined, line: string, start: number): void {
  if (!page) throw new ToolFailed('output', 'a word before the first page');
  const row = new WordRow(line, start);
  const left = row.readNumber('<word xMin="');
  const top = row.readNumber('" yMin="');
  const right = row.readNumber('" xMax="');
  const bottom = row.readNumber('" yMax="');
  page.addWord([left, top, tenth(right - left), tenth(bottom - top), row.readText()]);
}

/** Reads a word's row from left to right. There are hundreds of thousands of them: only the text is cut out. */
class WordRow {
  readonly #line: string;
  #at: number;

  constructor(line: string, start: number) {
    this.#line = line;
    this.#at = start;
  }

  /** The number behind `before`, to a tenth of a point, and 0 for a hostile one. @throws ToolFailed */
  readNumber(before: string): number {
    this.#pass(before);
    const from = this.#at;
    let [digits, isFraction, scale] = [0, false, 1];
    for (;;) {
      const unit = this.#line.charCodeAt(this.#at);
      if (unit === 46 && !isFraction) isFraction = true;
      else if (unit >= 48 && unit <= 57) {
        digits = digits * 10 + unit - 48;
        if (isFraction) scale *= 10;
      } else break;
      this.#at += 1;
    }
    // Both are whole and exact, so their quotient is the number that is written (W. D. Clinger, "How to read floating
    // point numbers accurately", 1990).
    const isExact = this.#at > from + (isFraction ? 1 : 0) && this.#at - from <= 15;
    if (isExact && this.#line.charCodeAt(this.#at) === 34) return limit(digits / scale);
    this.#at = this.#line.indexOf('"', from);
    if (this.#at === -1) throw notWord();
    return limit(Number(this.#line.slice(from, this.#at)));
  }

  /** @throws ToolFailed */
  readText(): string {
    this.#pass('">');
    const end = this.#line.length - wordEnd.length;
    if (end < this.#at || !this.#line.endsWith(wordEnd)) throw notWord();
    return unescapeXml(this.#line.slice(this.#at, end));
  }

  #pass(part: string): void {
    if (!this.#line.startsWith(part, this.#at)) throw notWord();
    this.#at += part.length;
  }
}

function notWord(): ToolFailed {
  return new ToolFailed('output', 'not a row of a list of words');
}

/** A page as it is drawn: word after word. */
class DrawnPage {
  readonly #facts: { number: number; width: number; height: number };
  readonly #hidden: readonly HiddenBox[];
  readonly #words: WordBox[] = [];
  #hasStrayCharacters = false;

  constructor(facts: { number: number; width: number; height: number }, hidden: readonly HiddenBox[]) {
    this.#facts = facts;
    this.#hidden = hidden;
  }

  addWord([left, top, width, height, written]: WordBox): void {
    const isPlain = plainWord.test(written);
    if (!isPlain) this.#hasStrayCharacters ||= strayCharacter.test(written);
    const clean = isPlain ? written : cleanText(written).replace(/\s+/g, ' ').trim();
    const isRedacted =
      clean !== '' && this.#hidden.length > 0 && isHidden({ left, top, width, height }, this.#hidden);
    const text = isRedacted ? redactedMark : clean;
    if (text === '' || (isRedacted && this.#words.at(-1)?.[4] === redactedMark)) return;
    if (this.#words.length >= maxWords) throw new ToolFailed('output', 'a page has too many words');
    this.#words.push([left, top, width, height, text]);
  }

  build(): DrawnText {
    const { number, ...size } = this.#facts;
    const confidence = this.#words.length === 0 ? 0 : 1;
    const arranged = arrangeLines(this.#words);
    const isSuspect = this.#hasStrayCharacters || hasLetterGaps(arranged.lines);
    return { number, confidence, ...composePage(size, arranged), hasLetterGaps: isSuspect };
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.includes('&')
    ? text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => entities[name] ?? whole)
    : text;
}

/** A hostile number is none. */
function limit(number: number): number {
  return Number.isFinite(number) && Math.abs(number) < 1e7 ? tenth(number) : 0;
}

/** A tenth of a point is finer than any eye. */
function tenth(number: number): number {
  return Math.round(number * 10) / 10;
}
