import { cleanText, type Layout, type WordBox } from './extraction.js';
import { ToolFailed } from './failures.js';

/** A page of words with their places, as `pdftotext -tsv` and `tesseract tsv` both write it. */
export type WordPage = {
  number: number;
  /** Lines in reading order; an empty line between paragraphs. */
  text: string;
  layout: Layout;
  /** The words' own mean confidence, 0 to 1; 0 where there are no words. */
  confidence: number;
};

/** Level of a row: 1 page, 3 paragraph, 4 line, 5 word. Level 2 is tesseract's block and adds nothing. */
const columns = 12;
/** A page with more words than this is no page: a book has 500. */
const maxWords = 200_000;

/** Reads the table row by row and hands over each page when it is complete. @throws ToolFailed for anything else than such a table. */
export async function* readWordTable(lines: AsyncIterable<string>): AsyncGenerator<WordPage> {
  let page: PageBuilder | undefined;
  let isHeader = true;
  for await (const line of lines) {
    if (isHeader || line === '') {
      isHeader = false;
      continue;
    }
    const row = line.split('\t');
    if (row.length < columns) throw new ToolFailed('output', 'a row of the word table is too short');
    if (row[0] === '1') {
      if (page) yield page.finish();
      page = new PageBuilder(row);
    } else page?.add(row);
  }
  if (page) yield page.finish();
}

class PageBuilder {
  readonly #number: number;
  readonly #size: { width: number; height: number };
  readonly #words: WordBox[] = [];
  #text = '';
  #confidences = 0;
  #break = '';

  constructor(row: string[]) {
    this.#number = Number(row[1]);
    this.#size = { width: round(row[8]), height: round(row[9]) };
    if (!Number.isInteger(this.#number) || this.#number < 1) throw new ToolFailed('output', 'a page of the word table has no number');
  }

  add(row: string[]): void {
    if (row[0] === '3') this.#break = '\n\n';
    else if (row[0] === '4') this.#break ||= '\n';
    else if (row[0] === '5') this.#addWord(row);
  }

  #addWord(row: string[]): void {
    // A word's text is the last column and may hold the separator itself.
    const text = cleanText(row.slice(columns - 1).join(' ')).trim();
    if (text === '') return;
    if (this.#words.length >= maxWords) throw new ToolFailed('output', 'a page has too many words');
    this.#text += (this.#text === '' ? '' : this.#break || ' ') + text;
    this.#break = '';
    this.#words.push([round(row[6]), round(row[7]), round(row[8]), round(row[9]), text]);
    this.#confidences += Math.min(Math.max(Number(row[10]) || 0, 0), 100) / 100;
  }

  finish(): WordPage {
    const count = this.#words.length;
    return {
      number: this.#number,
      text: this.#text,
      layout: { ...this.#size, words: this.#words },
      confidence: count === 0 ? 0 : Math.round((this.#confidences / count) * 1000) / 1000,
    };
  }
}

/** A tenth of a point is finer than any eye; a hostile number is none. */
function round(value: string | undefined): number {
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 1e7 ? Math.round(number * 10) / 10 : 0;
}
