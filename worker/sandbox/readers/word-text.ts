import type { SpanKind } from '../../../core/reading/text-spans.ts';
import type { ParagraphNumber } from './list-numbers.ts';
import { describePicture, markSpan, withoutLastBreak, withoutMarks } from './span-marks.ts';
import { changeOf, TrackedChanges } from './tracked-changes.ts';
import type { XmlEvents } from './zip-parts.ts';

export type NoteKind = 'footnote' | 'endnote' | 'comment';
export type NoteReference = { kind: NoteKind; id: string };

/** What a reader of running text knows besides the text. What its methods return may hold marks. */
export type WordListener = {
  pageBreak?: (isRendered: boolean) => void;
  /** Returns what stands in the text in the note's place. */
  note?: (reference: NoteReference) => string;
  /** Returns what Word prints before a paragraph of a list. */
  number?: (paragraph: ParagraphNumber) => string;
  /** Is told of data that a control takes its words from. */
  bound?: (store: string) => void;
  /** Returns the words of another file that Word takes in here (§17.17.2.1), by its relationship. */
  chunk?: (relation: string) => string;
  /** The file was converted: a date that is computed has become today's, which says nothing. */
  isConverted?: boolean;
};

type Attribute = (name: string) => string | undefined;
/** A field (§17.16): its instruction, and whether its result is being read. */
type Field = { instruction: string; isResult: boolean };
const computedDate = /^\s*(?:DATE|TIME)\b/;

const noteElements: Record<string, NoteKind> = {
  footnoteReference: 'footnote',
  endnoteReference: 'endnote',
  commentReference: 'comment',
};

/** Elements that stand for a sign (§17.3.3); among properties a tab is the place of a tab stop. */
const signs: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['ptab', '\t'],
  ['cr', '\n'],
  ['noBreakHyphen', '-'],
]);

const noNumber: ParagraphNumber = { style: '', numId: undefined, level: undefined };

/** Inside these an insertion or deletion is of a mark, a row or a cell. */
const properties = new Set(['pPr', 'rPr', 'trPr', 'tcPr', 'tblPr', 'sectPr', 'ctrlPr']);

/**
 * Turns WordprocessingML (ECMA-376 part 1, §17) into text: paragraphs as lines, cells parted by tabs, text
 * boxes after the paragraph they hang on, tracked changes kept and marked with their author. What is written
 * twice for older readers is read once.
 */
export class WordText implements XmlEvents {
  readonly #listener: WordListener;
  /** The text, and above it one entry for each text box being read. */
  readonly #layers: string[] = [''];
  #boxes: string[] = [];
  #skipping = 0;
  #isText = false;
  /** The properties being read, the innermost last. */
  readonly #properties: string[] = [];
  readonly #changes = new TrackedChanges();
  /** What became of the mark at the end of each paragraph being read: whoever deletes it joins two of them. */
  readonly #endMarks: (SpanKind | undefined)[] = [];
  /** Whether each row and cell being read was inserted or deleted whole. */
  readonly #changedCells: boolean[] = [];
  #number: ParagraphNumber = noNumber;
  /** The number of the paragraph, until there is something of the paragraph: a page may end between. */
  #pending = '';
  readonly #fields: Field[] = [];
  #isInstruction = false;
  /** The rest of the run is the mark of a note that its author chose. */
  #isOwnNoteMark = false;

  constructor(listener: WordListener = {}) {
    this.#listener = listener;
  }

  /** Takes the text read so far, with its marks. */
  flush(): string {
    const text = (this.#layers[0] ?? '') + this.#changes.settle() + this.#changes.pause();
    this.#layers[0] = this.#changes.resume();
    return text;
  }

  open = (name: string, attribute: Attribute): void => {
    if (name === 'Fallback') this.#skipping += 1;
    if (this.#skipping > 0) return;
    this.#isText = name === 't' || name === 'delText';
    this.#isInstruction = name === 'instrText';
    if (name === 'fldChar') this.#handleFieldChar(attribute('fldCharType'));
    if (properties.has(name)) this.#properties.push(name);
    else if (this.#properties.length > 0) this.#openProperty(name, attribute);
    else if (changeOf(name)) this.#append(this.#changes.open(name, attribute('author')));
    this.#openBlock(name);
    const kind = noteElements[name];
    if (kind) this.#openNote(kind, attribute);
    if (this.#properties.length === 0) this.#add(signs.get(name) ?? '');
    this.#openMark(name, attribute);
  };

  text = (text: string): void => {
    const field = this.#fields.at(-1);
    if (this.#isInstruction && field) field.instruction += text;
    if (!this.#isText || this.#skipping > 0 || this.#isComputedDate()) return;
    const plain = withoutMarks(text);
    this.#add(this.#isOwnNoteMark ? markSpan('note-mark', plain) : plain);
  };

  close = (name: string): void => {
    if (name === 'Fallback') this.#skipping -= 1;
    else if (this.#skipping === 0) this.#closeMark(name);
    this.#isText = false;
    this.#isInstruction = false;
  };

  #openMark(name: string, attribute: Attribute): void {
    switch (name) {
      case 'br':
        if (attribute('type') === 'page') this.#break(false);
        else this.#add('\n');
        break;
      case 'lastRenderedPageBreak':
        this.#break(true);
        break;
      case 'pageBreakBefore':
        if (!isOff(attribute('val'))) this.#break(false);
        break;
      case 'docPr':
        this.#add(describePicture(attribute));
        break;
      case 'textpath':
        // WordArt: mostly a watermark across the page, such as DRAFT.
        this.#add(`${withoutMarks(attribute('string') ?? '')}\n`);
        break;
      default:
        this.#openRare(name, attribute);
    }
  }

  #openRare(name: string, attribute: Attribute): void {
    switch (name) {
      case 'dataBinding':
        this.#listener.bound?.((attribute('storeItemID') ?? '').toUpperCase());
        break;
      case 'altChunk':
        this.#add(this.#listener.chunk?.(attribute(':id') ?? '') ?? '');
        break;
      case 'rt':
        // How a word is said, written small above it (§17.3.3.24).
        this.#add(this.#changes.begin('aside'));
        break;
      default:
    }
  }

  #closeMark(name: string): void {
    switch (name) {
      case 'p':
        this.#endParagraph();
        break;
      case 'tc':
        this.#endCell();
        this.#endChangedCell();
        break;
      case 'tr':
        this.#add('\n');
        this.#endChangedCell();
        break;
      case 'txbxContent':
        this.#append(this.#changes.settle() + this.#changes.pause());
        this.#boxes.push(this.#layers.pop() ?? '');
        break;
      case 'rt':
        this.#add(this.#changes.end());
        break;
      case 'r':
        this.#isOwnNoteMark = false;
        break;
      default:
        if (properties.has(name)) this.#endProperties(name);
        else if (this.#properties.length === 0 && changeOf(name)) this.#append(this.#changes.close());
    }
  }

  /** A change of what has the property: of a paragraph's mark, a row or a cell (§17.13.5.15 to 20, 1 to 3). */
  #openProperty(name: string, attribute: Attribute): void {
    if (this.#properties.length === 1 && this.#properties[0] === 'pPr') this.#openNumber(name, attribute);
    const kind = changeOf(name);
    const inner = this.#properties.at(-1);
    if (!kind) return;
    if (inner === 'rPr' && this.#properties.at(-2) === 'pPr')
      this.#endMarks[this.#endMarks.length - 1] = kind;
    if ((inner !== 'trPr' && inner !== 'tcPr') || this.#changedCells.at(-1) !== false) return;
    this.#add(this.#changes.begin(kind));
    this.#changedCells[this.#changedCells.length - 1] = true;
  }

  #openNumber(name: string, attribute: Attribute): void {
    const value = attribute('val') ?? '';
    if (name === 'pStyle') this.#number = { ...this.#number, style: value };
    if (name === 'numId') this.#number = { ...this.#number, numId: value };
    if (name === 'ilvl') this.#number = { ...this.#number, level: Number(value) };
  }

  #endProperties(name: string): void {
    this.#properties.pop();
    if (name !== 'pPr' || this.#properties.length > 0) return;
    this.#pending = this.#listener.number?.(this.#number) ?? '';
    this.#number = noNumber;
  }

  #openNote(kind: NoteKind, attribute: Attribute): void {
    this.#add(this.#listener.note?.({ kind, id: attribute('id') ?? '' }) ?? '');
    this.#isOwnNoteMark = !isOff(attribute('customMarkFollows') ?? 'false');
  }

  #endParagraph(): void {
    const change = this.#endMarks.pop();
    this.#add(change ? markSpan(change, '\n') : '\n');
    if (this.#layers.length === 1) this.#addBoxes();
  }

  #endChangedCell(): void {
    if (this.#changedCells.pop()) this.#add(this.#changes.end());
  }

  #handleFieldChar(type: string | undefined): void {
    const field = this.#fields.at(-1);
    if (type === 'begin') this.#fields.push({ instruction: '', isResult: false });
    else if (type === 'end') this.#fields.pop();
    else if (field) {
      field.isResult = true;
      if (this.#isComputedDate()) this.#add(markSpan('frame', '[date of viewing]'));
    }
  }

  #isComputedDate(): boolean {
    if (!this.#listener.isConverted) return false;
    return this.#fields.some(({ instruction, isResult }) => isResult && computedDate.test(instruction));
  }

  #openBlock(name: string): void {
    if (name === 'txbxContent') this.#openBox();
    if (name === 'p') this.#endMarks.push(undefined);
    if (name === 'tr' || name === 'tc') this.#changedCells.push(false);
  }

  #openBox(): void {
    this.#append(this.#changes.settle());
    this.#appendNumber();
    this.#layers.push(this.#changes.resume());
  }

  /** A cell's last paragraph ended in a line break; its neighbour belongs on the same line. */
  #endCell(): void {
    const top = this.#layers.length - 1;
    this.#layers[top] = withoutLastBreak(this.#layers[top] ?? '');
    this.#add('\t');
  }

  #addBoxes(): void {
    const boxes = this.#boxes;
    this.#boxes = [];
    for (const box of boxes) this.#add(box);
  }

  #break(isRendered: boolean): void {
    if (this.#layers.length === 1) this.#listener.pageBreak?.(isRendered);
  }

  /** Adds what is no part of a change that has ended. */
  #add(text: string): void {
    if (text !== '') this.#append(this.#changes.settle() + text);
  }

  #append(text: string): void {
    if (text === '') return;
    this.#appendNumber();
    this.#layers[this.#layers.length - 1] += text;
  }

  #appendNumber(): void {
    const number = this.#pending;
    this.#pending = '';
    this.#layers[this.#layers.length - 1] += number;
  }
}

/** What is switched off by the value of its attribute (§22.9.2.7); without one it is on. */
function isOff(value: string | undefined): boolean {
  return value !== undefined && ['0', 'false', 'off'].includes(value);
}
