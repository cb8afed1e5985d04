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
/** Far more than a word has, and than any other row. */
const maxWordCharacters = 100_000;
const maxRowCharacters = 16 * 1024 ** 2;
// A letter that is none is what is looked for.
const strayCharacter = /\p{L}[\p{Cc}\p{Co}\ufffd\ufffe\uffff]|[\p{Cc}\p{Co}\ufffd\ufffe\uffff]\p{L}/u;
const pageRow = /^<page width="([^"]*)" height="([^"]*)">/;
const wordEnd = '</word>';
/** Nothing to clean: nearly every word of English. */
const plainWord = /^[!-~]+$/;

/** A page's text, and whether letters may be missing in it (has-letter-gaps.ts). */
export type DrawnText = WordPage & { hasLetterGaps: boolean };

/**
 * Reads what `pdftotext -raw -bbox` writes, as it comes, and emits each page when it is complete, in reading order.
 * Words in `hidden` boxes become a mark: what they say goes no further.
 *
 * Poppler's own reading order (its plain text and its `-tsv`) tears lines with wide spaces into columns of single
 * words. Words are drawn in the order in which they were written, with few exceptions (arrange-lines.ts).
 * @throws ToolFailed for anything else than such a list
 */
export async function* readWordBoxes(
  chunks: AsyncIterable<string>,
  hidden: HiddenBoxesByPage = new Map(),
): AsyncGenerator<DrawnText> {
  const rows = new RowReader();
  let number = 0;
  let page: DrawnPage | undefined;
  for await (const chunk of withLastLineEnd(chunks)) {
    rows.append(chunk);
    for (let row = rows.next(); row; row = rows.next()) {
      if (row === 'word') {
        addWord(page, rows);
        continue;
      }
      if (page) yield page.build();
      number += 1;
      page = startPage(rows.readRow(), number, hidden.get(number));
    }
  }
  if (!page || rows.isInside) throw new ToolFailed('output', 'not a list of the words of pages');
  yield page.build();
}

async function* withLastLineEnd(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  yield* chunks;
  yield '\n';
}

function startPage(row: string, number: number, hidden: readonly HiddenBox[] = []): DrawnPage {
  const [, width, height] = pageRow.exec(row) ?? [];
  if (width === undefined || height === undefined) throw new ToolFailed('output', 'a page without a size');
  return new DrawnPage({ number, width: limit(Number(width)), height: limit(Number(height)) }, hidden);
}

function addWord(page: DrawnPage | undefined, row: RowReader): void {
  if (!page) throw new ToolFailed('output', 'a word before the first page');
  const left = row.readNumber('<word xMin="');
  const top = row.readNumber('" yMin="');
  const right = row.readNumber('" xMax="');
  const bottom = row.readNumber('" yMax="');
  page.addWord([left, top, tenth(right - left), tenth(bottom - top), row.readText()]);
}

/** Reads the list from left to right. It has hundreds of thousands of words: of each only its text is cut out. */
class RowReader {
  #text = '';
  /** Where the row after this one begins. */
  #next = 0;
  /** How far this row is read, and where it ends. */
  #at = 0;
  #end = 0;

  /** @throws ToolFailed */
  append(chunk: string): void {
    const rest = this.#text.slice(this.#next);
    if (rest.length > maxRowCharacters) throw new ToolFailed('output', 'a row without an end');
    this.#text = rest + chunk;
    this.#next = 0;
  }

  /** Whether the list ends within a word. */
  get isInside(): boolean {
    return this.#next < this.#text.length;
  }

  /** Goes on to the next row of a page or a word; undefined where more must be appended first. @throws ToolFailed */
  next(): 'page' | 'word' | undefined {
    const text = this.#text;
    for (;;) {
      const end = text.indexOf('\n', this.#next);
      if (end === -1) return undefined;
      let start = this.#next;
      while (start < end && text.charCodeAt(start) <= 32) start += 1;
      this.#at = start;
      this.#end = end;
      const isWord = text.startsWith('<word ', start);
      if (isWord && !this.#findWordEnd()) return undefined;
      this.#next = this.#end + 1;
      if (isWord) return 'word';
      if (text.startsWith('<page ', start)) return 'page';
    }
  }

  /** The text of a word may hold an end of line; everything else of the list is a row each. */
  #findWordEnd(): boolean {
    while (!this.#text.startsWith(wordEnd, this.#end - wordEnd.length)) {
      const end = this.#text.indexOf('\n', this.#end + 1);
      this.#end = end === -1 ? this.#text.length : end;
      if (this.#end - this.#at > maxWordCharacters) throw new ToolFailed('output', 'a word without an end');
      if (end === -1) return false;
    }
    return true;
  }

  readRow(): string {
    return this.#text.slice(this.#at, this.#end);
  }

  /** The number behind `before`, to a tenth of a point, and 0 for a hostile one. @throws ToolFailed */
  readNumber(before: string): number {
    this.#pass(before);
    const text = this.#text;
    const from = this.#at;
    let [at, digits, scale] = [from, 0, 0];
    for (;;) {
      const unit = text.charCodeAt(at);
      if (unit >= 48 && unit <= 57) {
        digits = digits * 10 + unit - 48;
        scale *= 10;
      } else if (unit === 46 && scale === 0) scale = 1;
      else break;
      at += 1;
    }
    // Both are whole and exact, so their quotient is the number that is written (W. D. Clinger, "How to read floating
    // point numbers accurately", 1990).
    const isExact = at > from + (scale > 0 ? 1 : 0) && at - from <= 15;
    if (isExact && text.charCodeAt(at) === 34) {
      this.#at = at;
      return limit(scale > 0 ? digits / scale : digits);
    }
    this.#at = text.indexOf('"', from);
    if (this.#at === -1 || this.#at > this.#end) throw notWord();
    return limit(Number(text.slice(from, this.#at)));
  }

  /** The text of the word, behind its last number. @throws ToolFailed */
  readText(): string {
    this.#pass('">');
    const end = this.#end - wordEnd.length;
    if (end < this.#at) throw notWord();
    return unescapeXml(this.#text.slice(this.#at, end));
  }

  #pass(part: string): void {
    if (!this.#text.startsWith(part, this.#at)) throw notWord();
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
