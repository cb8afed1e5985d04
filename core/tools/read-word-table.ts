import { composePage, type ComposedPage, type Line } from './compose-page.ts';
import { cleanText, type WordBox } from './extraction.ts';
import { markLineNumbers } from './mark-line-numbers.ts';
import type { SpanKind } from './text-spans.ts';
import { ToolFailed } from './tool-errors.ts';

/** A page of words with their places, in reading order. */
export type WordPage = ComposedPage & {
  number: number;
  /** The words' own mean confidence, 0 to 1; 0 where there are no words. */
  confidence: number;
};

/** Level of a row: 1 page, 3 paragraph, 4 line, 5 word. Level 2 is tesseract's block and adds nothing. */
const columns = 12;
const zero = '0'.charCodeAt(0);
/** A page with more words than this is no page: a book has 500. */
const maxWords = 200_000;

/**
 * Reads the table that tesseract writes, row by row, and emits each page when it is complete.
 * @throws ToolFailed for anything else than such a table
 */
export async function* readWordTable(batches: AsyncIterable<readonly string[]>): AsyncGenerator<WordPage> {
  let page: PageBuilder | undefined;
  for await (const lines of batches) {
    for (const line of lines) {
      // Nearly every row is a word, and there are hundreds of thousands: only what is needed of a row is cut
      // out.
      const level = line.charCodeAt(0) - zero;
      if (level === 1 && page) yield page.build();
      if (level === 1) page = new PageBuilder(parseRow(line));
      else applyRow(page, level, line);
    }
  }
  if (page) yield page.build();
}

type Row = {
  page: number;
  left: number;
  top: number;
  width: number;
  height: number;
  confidence: number;
  text: string;
};

/** Columns: level page par block line word left top width height conf text. */
function parseRow(line: string): Row {
  const tabs: number[] = [];
  for (let at = line.indexOf('\t'); at !== -1 && tabs.length < columns - 1; at = line.indexOf('\t', at + 1))
    tabs.push(at);
  if (tabs.length < columns - 1) throw new ToolFailed('output', 'a row of the word table is too short');
  const column = (index: number) => line.slice((tabs[index - 1] ?? 0) + 1, tabs[index]);
  return {
    page: Number(column(1)),
    left: round(column(6)),
    top: round(column(7)),
    width: round(column(8)),
    height: round(column(9)),
    confidence: Math.min(Math.max(Number(column(10)) || 0, 0), 100) / 100,
    text: line.slice((tabs[columns - 2] ?? 0) + 1),
  };
}

function applyRow(page: PageBuilder | undefined, level: number, line: string): void {
  if (level === 5) page?.addWord(parseRow(line));
  else if (level === 3) page?.startLine('paragraph');
  else if (level === 4) page?.startLine('line');
  else if (line !== '' && level !== 2 && !line.startsWith('level\t')) {
    throw new ToolFailed('output', 'not a row of a word table');
  }
}

class PageBuilder {
  readonly #number: number;
  readonly #size: { width: number; height: number };
  readonly #lines: Line[] = [];
  #words = 0;
  #confidences = 0;
  #break: 'line' | 'paragraph' | undefined = 'line';

  constructor({ page, width, height }: Row) {
    this.#number = page;
    this.#size = { width, height };
    if (!Number.isInteger(page) || page < 1)
      throw new ToolFailed('output', 'a page of the word table has no number');
  }

  startLine(kind: 'line' | 'paragraph'): void {
    if (this.#break !== 'paragraph') this.#break = kind;
  }

  addWord(row: Row): void {
    // A word's text is the last column and may hold the separator itself.
    const text = cleanText(row.text).replace(/\s+/g, ' ').trim();
    if (text === '') return;
    this.#words += 1;
    if (this.#words > maxWords) throw new ToolFailed('output', 'a page has too many words');
    if (this.#break) this.#lines.push({ words: [], startsParagraph: this.#break === 'paragraph' });
    this.#break = undefined;
    this.#lines.at(-1)?.words.push([row.left, row.top, row.width, row.height, text]);
    this.#confidences += row.confidence;
  }

  build(): WordPage {
    const count = this.#words;
    const kinds = new Map<WordBox, SpanKind>();
    markLineNumbers(this.#lines, kinds);
    return {
      number: this.#number,
      ...composePage(this.#size, { lines: this.#lines, kinds }),
      confidence: count === 0 ? 0 : Math.round((this.#confidences / count) * 1000) / 1000,
    };
  }
}

/** A tenth of a point is finer than any eye; a hostile number is none. */
function round(value: string): number {
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 1e7 ? Math.round(number * 10) / 10 : 0;
}
