import type { PageWriter } from './page-writer.ts';

/** A sheet is one page; one of more characters than this goes on on further pages, cut between rows. */
const longPage = 50_000;

/** Gathers the rows of a sheet into its page, or pages, under the name of the sheet. */
export class SheetPage {
  readonly #writer: PageWriter;
  readonly #label: string;
  #text = '';
  #number = 1;

  constructor(writer: PageWriter, label: string) {
    this.#writer = writer;
    this.#label = label;
  }

  /** Adds text after `before`, on a further page where this one is full. */
  add(text: string, before = '\n'): void {
    if (text === '') return;
    if (this.#text.length + text.length > longPage && this.#text !== '') this.#write();
    this.#text += this.#text === '' ? text : before + text;
  }

  /** An empty sheet is a page as well: its name may be all there is to see. */
  end(): void {
    if (this.#text !== '' || this.#number === 1) this.#write();
  }

  #write(): void {
    this.#writer.writePage(
      this.#text,
      this.#number === 1 ? this.#label : `${this.#label}, part ${String(this.#number)}`,
    );
    this.#text = '';
    this.#number += 1;
  }
}
