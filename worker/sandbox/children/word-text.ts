import type { XmlEvents } from './zip-parts.js';

export type NoteKind = 'footnote' | 'endnote' | 'comment';
export type NoteReference = { kind: NoteKind; id: string };

/** What a reader of running text is told besides the text. */
export type WordListener = {
  pageBreak?: (isRendered: boolean) => void;
  /** Returns what stands in the text in the note's place. */
  note?: (reference: NoteReference) => string;
};

const noteElements: Record<string, NoteKind> = {
  footnoteReference: 'footnote',
  endnoteReference: 'endnote',
  commentReference: 'comment',
};

/**
 * Turns WordprocessingML (ECMA-376 part 1, §17) into text: paragraphs as lines, cells parted by tabs, text boxes after
 * the paragraph they hang on, deletions kept and marked. What is written twice for older readers is read once.
 */
export class WordText implements XmlEvents {
  readonly #listener: WordListener;
  /** The running text, and above it one entry for each text box being read. */
  readonly #layers: string[] = [''];
  #boxes: string[] = [];
  #skipping = 0;
  #isText = false;
  #inTabStops = 0;

  constructor(listener: WordListener = {}) {
    this.#listener = listener;
  }

  /** Takes the text read so far. */
  take(): string {
    const text = this.#layers[0] ?? '';
    this.#layers[0] = '';
    return text;
  }

  open = (name: string, attribute: (name: string) => string | undefined): void => {
    if (name === 'Fallback') this.#skipping += 1;
    if (this.#skipping > 0) return;
    this.#isText = name === 't' || name === 'delText';
    if (name === 'pPr') this.#inTabStops += 1;
    if (name === 'del' && this.#inTabStops === 0) this.#add('[deleted: ');
    if (name === 'txbxContent') this.#layers.push('');
    const kind = noteElements[name];
    if (kind) this.#add(this.#listener.note?.({ kind, id: attribute('id') ?? '' }) ?? '');
    this.#openMark(name, attribute);
  };

  text = (text: string): void => {
    if (this.#isText && this.#skipping === 0) this.#add(text);
  };

  close = (name: string): void => {
    if (name === 'Fallback') this.#skipping -= 1;
    else if (this.#skipping === 0) this.#closeMark(name);
    this.#isText = false;
  };

  #openMark(name: string, attribute: (name: string) => string | undefined): void {
    switch (name) {
      case 'tab':
        // Inside a paragraph's properties it is the position of a tab stop.
        if (this.#inTabStops === 0) this.#add('\t');
        break;
      case 'br':
        if (attribute('type') === 'page') this.#break(false);
        else this.#add('\n');
        break;
      case 'cr':
        this.#add('\n');
        break;
      case 'noBreakHyphen':
        this.#add('-');
        break;
      case 'lastRenderedPageBreak':
        this.#break(true);
        break;
      case 'pageBreakBefore':
        if (attribute('val') !== '0' && attribute('val') !== 'false') this.#break(false);
        break;
      default:
    }
  }

  #closeMark(name: string): void {
    switch (name) {
      case 'p':
        this.#add('\n');
        if (this.#layers.length === 1) this.#addBoxes();
        break;
      case 'tc':
        this.#endCell();
        break;
      case 'tr':
        this.#add('\n');
        break;
      case 'pPr':
        this.#inTabStops -= 1;
        break;
      case 'del':
        if (this.#inTabStops === 0) this.#add(']');
        break;
      case 'txbxContent':
        this.#boxes.push(this.#layers.pop() ?? '');
        break;
      default:
    }
  }

  /** A cell's last paragraph ended in a line break; its neighbour belongs on the same line. */
  #endCell(): void {
    const top = this.#layers.length - 1;
    this.#layers[top] = `${(this.#layers[top] ?? '').replace(/\n$/, '')}\t`;
  }

  #addBoxes(): void {
    const boxes = this.#boxes;
    this.#boxes = [];
    for (const box of boxes) this.#add(box);
  }

  #break(isRendered: boolean): void {
    if (this.#layers.length === 1) this.#listener.pageBreak?.(isRendered);
  }

  #add(text: string): void {
    this.#layers[this.#layers.length - 1] += text;
  }
}
