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
const pageRow = /^<page width="([^"]*)" height="([^"]*)">/;
const wordRow = /^<word xMin="([^"]*)" yMin="([^"]*)" xMax="([^"]*)" yMax="([^"]*)">(.*)<\/word>$/s;

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
      const row = begun === '' ? line.trimStart() : `${begun}\n${line}`;
      const isWord = row.startsWith('<word ');
      begun = isWord && !row.endsWith('</word>') ? row : '';
      if (begun.length > maxRowCharacters) throw new ToolFailed('output', 'a word without an end');
      if (begun !== '') continue;
      if (isWord) addWord(page, row);
      if (!row.startsWith('<page ')) continue;
      if (page) yield page.build();
      number += 1;
      page = startPage(row, number, hidden.get(number));
    }
  }
  if (!page || begun !== '') throw new ToolFailed('output', 'not a list of the words of pages');
  yield page.build();
}

function startPage(row: string, number: number, hidden: readonly HiddenBox[] = []): DrawnPage {
  const [, width, height] = pageRow.exec(row) ?? [];
  if (width === undefined || height === undefined) throw new ToolFailed('output', 'a page without a size');
  return new DrawnPage({ number, width: round(width), height: round(height) }, hidden);
}

function addWord(page: DrawnPage | undefined, row: string): void {
  const [, left = '', top = '', right = '', bottom = '', written] = wordRow.exec(row) ?? [];
  if (!page || written === undefined) throw new ToolFailed('output', 'not a row of a list of words');
  const [x, y] = [round(left), round(top)];
  page.addWord([x, y, tenth(round(right) - x), tenth(round(bottom) - y), unescapeXml(written)]);
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
    this.#hasStrayCharacters ||= strayCharacter.test(written);
    const clean = cleanText(written).replace(/\s+/g, ' ').trim();
    const isRedacted = clean !== '' && isHidden({ left, top, width, height }, this.#hidden);
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
function round(written: string): number {
  const number = Number(written);
  return Number.isFinite(number) && Math.abs(number) < 1e7 ? tenth(number) : 0;
}

/** A tenth of a point is finer than any eye. */
function tenth(number: number): number {
  return Math.round(number * 10) / 10;
}
