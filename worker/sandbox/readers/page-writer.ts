import { closeSync, openSync, writeSync } from 'node:fs';
import { maxSpans, type TextSpan } from '../../../core/reading/text-spans.ts';
import { ReaderRefusal } from './run-reader.ts';
import { SpanReader } from './span-marks.ts';

/** About a printed page; text without pages of its own is cut into pieces of this many characters. */
const pageCharacters = 3_000;
/**
 * A page that came as one is kept whole up to here; the worker parts it into rows of what the database can
 * search.
 */
const maxPageCharacters = 4_000_000;
/** More text than anybody reads, less than fills a disk: 128 million characters in one document. */
const maxTotalCharacters = 128_000_000;

/**
 * Writes pages, one JSON line each, into `pages.ndjson` of the job folder. The first line says what the file
 * turned out to be.
 */
export class PageWriter {
  readonly #file = openSync('pages.ndjson', 'wx', 0o640);
  readonly #spans = new SpanReader();
  #characters = 0;

  constructor(facts: { mediaType?: string; charset?: string }) {
    this.#writeLine(facts);
  }

  /** Writes one page; marks in its text (span-marks.ts) become its spans. @throws ReaderRefusal `too-large` */
  writePage(marked: string, label?: string): void {
    // Neither NUL nor half a surrogate pair can be stored as text; a soft hyphen is seen only where it parts a
    // word at the end of a line.
    const clean = marked
      .replaceAll('\u0000', '')
      .replace(/\u00ad(?=\r?\n)/g, '-')
      .replaceAll('\u00ad', '')
      .toWellFormed()
      .trim();
    this.#characters += clean.length;
    if (this.#characters > maxTotalCharacters) throw new ReaderRefusal('too-large');
    for (let rest = clean, isFirst = true; isFirst || rest !== ''; isFirst = false) {
      const space = rest.length > maxPageCharacters ? rest.lastIndexOf(' ', maxPageCharacters) : rest.length;
      const end = space > 0 ? space : Math.min(maxPageCharacters, rest.length);
      this.#writePiece(rest.slice(0, end).toWellFormed(), label);
      rest = rest.slice(end).trimStart();
    }
  }

  #writePiece(marked: string, label?: string): void {
    const { text, spans } = this.#spans.read(marked);
    const start = text.length - text.trimStart().length;
    const moved = spans.map(([from, to, kind]): TextSpan => [
      Math.max(0, from - start),
      Math.max(0, to - start),
      kind,
    ]);
    this.#writeLine({
      text: text.trim(),
      ...(label && { label }),
      ...(moved.length > 0 && moved.length <= maxSpans && { spans: moved }),
    });
  }

  /** Closes the file; a page written after it fails. */
  close(): void {
    closeSync(this.#file);
  }

  #writeLine(content: object): void {
    writeSync(this.#file, `${JSON.stringify(content)}\n`);
  }
}

/**
 * Cuts a stream of text into pages: at form feeds, else near 3,000 characters at the end of a paragraph, line
 * or word.
 */
export class PageSplitter {
  readonly #write: (text: string) => void;
  #pending = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Adds text; whole pages are written at once. */
  add(text: string): void {
    this.#pending += text;
    while (this.#pending.length > pageCharacters * 2) this.#cut();
  }

  /** Writes what is left as the last pages. */
  end(): void {
    while (this.#pending.length > pageCharacters || this.#pending.includes('\f')) this.#cut();
    if (this.#pending.trim() !== '') this.#write(this.#pending);
    this.#pending = '';
  }

  #cut(): void {
    const feed = this.#pending.indexOf('\f');
    const at = feed >= 0 && feed <= pageCharacters * 2 ? feed : this.#findCut();
    const page = this.#pending.slice(0, at);
    this.#pending = this.#pending.slice(at === feed ? at + 1 : at);
    if (page.trim() !== '') this.#write(page);
  }

  #findCut(): number {
    const window = this.#pending.slice(0, pageCharacters);
    const half = pageCharacters / 2;
    for (const end of ['\n\n', '\n', ' ']) {
      const found = window.lastIndexOf(end);
      if (found > half) return found + end.length;
    }
    // Never between the two halves of one character.
    const code = window.charCodeAt(pageCharacters - 1);
    return code >= 0xd800 && code <= 0xdbff
      ? pageCharacters - 1
      : Math.min(pageCharacters, this.#pending.length);
  }
}
