import type { XmlEvents } from './zip-parts.ts';

export type NoteKind = 'footnote' | 'endnote' | 'comment';
export type NoteReference = { kind: NoteKind; id: string };

/** What a reader of running text knows besides the text. */
export type WordListener = {
  pageBreak?: (isRendered: boolean) => void;
  /** Returns what stands in the text in the note's place. */
  note?: (reference: NoteReference) => string;
  /** The file was converted: a date that is computed has become today's, which says nothing. */
  isConverted?: boolean;
};

/** A field (§17.16): its instruction, and whether its result is being read. */
type Field = { instruction: string; isResult: boolean };
const computedDate = /^\s*(?:DATE|TIME)\b/;

const noteElements: Record<string, NoteKind> = {
  footnoteReference: 'footnote',
  endnoteReference: 'endnote',
  commentReference: 'comment',
};

/** Tracked changes (§17.13.5), as they stand in the text: "[deleted by Jane Roe: ten]". */
const changes: Record<string, string> = {
  ins: 'inserted',
  del: 'deleted',
  moveFrom: 'moved away',
  moveTo: 'moved here',
};
/**
 * Inside these an insertion or deletion is of a mark, a row or a cell, and a tab is the position of a tab
 * stop.
 */
const properties = new Set(['pPr', 'rPr', 'trPr', 'tcPr', 'tblPr', 'sectPr']);

/**
 * Turns WordprocessingML (ECMA-376 part 1, §17) into text: paragraphs as lines, cells parted by tabs, text
 * boxes after the paragraph they hang on, tracked changes kept and marked with their author. What is written
 * twice for older readers is read once.
 */
export class WordText implements XmlEvents {
  readonly #listener: WordListener;
  /** The running text, and above it one entry for each text box being read. */
  readonly #layers: string[] = [''];
  #boxes: string[] = [];
  #skipping = 0;
  #isText = false;
  #inProperties = 0;
  readonly #changes: string[] = [];
  readonly #fields: Field[] = [];
  #isInstruction = false;
  /**
   * A change that has ended; one of the same kind by the same author right after it goes on in the same
   * brackets.
   */
  #endedChange = '';

  constructor(listener: WordListener = {}) {
    this.#listener = listener;
  }

  /** Takes the text read so far. */
  flush(): string {
    this.#endChange();
    const text = this.#layers[0] ?? '';
    this.#layers[0] = '';
    return text;
  }

  open = (name: string, attribute: (name: string) => string | undefined): void => {
    if (name === 'Fallback') this.#skipping += 1;
    if (this.#skipping > 0) return;
    this.#isText = name === 't' || name === 'delText';
    this.#isInstruction = name === 'instrText';
    if (name === 'fldChar') this.#handleFieldChar(attribute('fldCharType'));
    if (properties.has(name)) this.#inProperties += 1;
    if (this.#inProperties === 0) this.#openChange(name, attribute('author'));
    if (name === 'txbxContent') this.#openBox();
    const kind = noteElements[name];
    if (kind) this.#add(this.#listener.note?.({ kind, id: attribute('id') ?? '' }) ?? '');
    this.#openMark(name, attribute);
  };

  text = (text: string): void => {
    const field = this.#fields.at(-1);
    if (this.#isInstruction && field) field.instruction += text;
    if (this.#isText && this.#skipping === 0 && !this.#isComputedDate()) this.#add(text);
  };

  close = (name: string): void => {
    if (name === 'Fallback') this.#skipping -= 1;
    else if (this.#skipping === 0) this.#closeMark(name);
    this.#isText = false;
    this.#isInstruction = false;
  };

  #openMark(name: string, attribute: (name: string) => string | undefined): void {
    switch (name) {
      case 'tab':
        if (this.#inProperties === 0) this.#add('\t');
        break;
      case 'br':
        if (attribute('type') === 'page') this.#break(false);
        else this.#add('\n');
        break;
      case 'cr':
        this.#add('\n');
        break;
      case 'docPr':
        this.#describe(attribute('descr'));
        break;
      case 'textpath':
        // WordArt: mostly a watermark across the page, such as DRAFT.
        this.#add(`${attribute('string') ?? ''}\n`);
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
      case 'txbxContent':
        this.#endChange();
        this.#boxes.push(this.#layers.pop() ?? '');
        break;
      default:
        if (properties.has(name)) this.#inProperties -= 1;
        else if (this.#inProperties === 0 && Object.hasOwn(changes, name)) this.#closeChange();
    }
  }

  #handleFieldChar(type: string | undefined): void {
    const field = this.#fields.at(-1);
    if (type === 'begin') this.#fields.push({ instruction: '', isResult: false });
    else if (type === 'end') this.#fields.pop();
    else if (field) {
      field.isResult = true;
      if (this.#isComputedDate()) this.#add('[date of viewing]');
    }
  }

  #isComputedDate(): boolean {
    if (!this.#listener.isConverted) return false;
    return this.#fields.some(({ instruction, isResult }) => isResult && computedDate.test(instruction));
  }

  #openChange(name: string, author: string | undefined): void {
    if (!Object.hasOwn(changes, name)) return;
    const mark = `[${changes[name] ?? ''}${author ? ` by ${author}` : ''}: `;
    if (this.#endedChange === mark) this.#endedChange = '';
    else this.#add(mark);
    this.#changes.push(mark);
  }

  #closeChange(): void {
    this.#endChange();
    this.#endedChange = this.#changes.pop() ?? '';
  }

  #endChange(): void {
    if (this.#endedChange === '') return;
    this.#endedChange = '';
    this.#add(']');
  }

  #openBox(): void {
    this.#endChange();
    this.#layers.push('');
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

  /** What a picture is said to show. */
  #describe(description: string | undefined): void {
    if (description?.trim()) this.#add(`[picture: ${description.trim()}]`);
  }

  #break(isRendered: boolean): void {
    if (this.#layers.length === 1) this.#listener.pageBreak?.(isRendered);
  }

  #add(text: string): void {
    this.#endChange();
    this.#layers[this.#layers.length - 1] += text;
  }
}
