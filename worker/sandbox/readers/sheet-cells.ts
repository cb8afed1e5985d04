import { decodeSheetString } from './decode-sheet-string.ts';
import { displayNumber } from './display-number.ts';
import { withoutMarks } from './span-marks.ts';
import type { XmlEvents } from './zip-parts.ts';

/** What a workbook says for all its sheets. */
export type Workbook = {
  /** The strings that cells share; a cell names its string by number. */
  strings: readonly string[];
  /** The number format of each style; a cell names its style by number. */
  formats: readonly string[];
  /** Whether its days are counted from 1904, as the first Excel for the Macintosh did. */
  from1904: boolean;
};

/** Cells may be empty for thousands of columns; a row of nothing but tabs says nothing. */
const maxGap = 40;

/**
 * Turns the rows of a sheet (ECMA-376 part 1, §18.3) into lines: cells as displayed, parted by tabs; formulas
 * by their last value.
 */
export class SheetCells implements XmlEvents {
  readonly #workbook: Workbook;
  readonly #line: (text: string) => void;
  readonly #margins = new Set<string>();
  #row: string[] = [];
  #type = 'n';
  #style = 0;
  #column = 0;
  #value = '';
  #isValue = false;
  #isComputed = false;
  #isMargin = false;
  #isList = false;
  #phonetic = 0;
  #guides = 0;

  constructor(workbook: Workbook, line: (text: string) => void) {
    this.#workbook = workbook;
    this.#line = line;
  }

  /** How many phonetic guides its own strings have, which are left out. */
  get guides(): number {
    return this.#guides;
  }

  /** What stands above and below the printed sheet, and what it tells and offers to who fills in a cell. */
  margins(): string[] {
    return [...this.#margins].filter((text) => text !== '');
  }

  open = (name: string, attribute: (name: string) => string | undefined): void => {
    switch (name) {
      case 'row':
        this.#row = [];
        break;
      case 'c':
        this.#type = attribute('t') ?? 'n';
        this.#style = Number(attribute('s') ?? 0);
        this.#column = parseColumn(attribute('r')) ?? this.#row.length;
        this.#value = '';
        this.#isComputed = false;
        break;
      case 'f':
        this.#isComputed = true;
        break;
      case 'rPh':
        this.#phonetic += 1;
        this.#guides += 1;
        break;
      case 'dataValidation':
        for (const words of ['promptTitle', 'prompt', 'errorTitle', 'error'])
          this.#margins.add(withoutMarks(decodeSheetString(attribute(words) ?? '')).trim());
        break;
      default:
    }
    this.#isList = name === 'formula1';
    this.#isValue = (name === 'v' || name === 't') && this.#phonetic === 0;
    this.#isMargin = /^(?:odd|even|first)(?:Header|Footer)$/.test(name);
  };

  text = (text: string): void => {
    if (this.#isValue) this.#value += text;
    // The choices of a cell, where they do not stand in cells themselves.
    else if (this.#isList && /^".*"$/s.test(text))
      this.#margins.add(withoutMarks(text).slice(1, -1).replaceAll(',', ', '));
    else if (this.#isMargin) this.#margins.add(stripFormatCodes(withoutMarks(text)));
  };

  close = (name: string): void => {
    this.#isValue = false;
    this.#isMargin = false;
    this.#isList = false;
    if (name === 'rPh') this.#phonetic -= 1;
    else if (name === 'c') this.#endCell();
    else if (name === 'row' && this.#row.length > 0) this.#line(this.#row.join('\t'));
  };

  #endCell(): void {
    const text = withoutMarks(this.#formatCell()).replace(/\s+/g, ' ').trim();
    if (text === '') return;
    const gap = Math.min(this.#column - this.#row.length, maxGap);
    for (let empty = 0; empty < gap; empty += 1) this.#row.push('');
    this.#row.push(text);
  }

  #formatCell(): string {
    if (this.#type === 's') return this.#workbook.strings[Number(this.#value)] ?? '';
    if (this.#type === 'b') return this.#value === '1' ? 'TRUE' : 'FALSE';
    if (this.#type !== 'n' || this.#value === '') return decodeSheetString(this.#value);
    const { formats, from1904 } = this.#workbook;
    const pattern = formats[this.#style] ?? 'General';
    return displayNumber({ value: this.#value, pattern, from1904, isComputed: this.#isComputed });
  }
}

/** "AB12" stands in column 27, counted from 0. */
function parseColumn(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (!letters) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/**
 * `&L`, `&"Arial,Bold"`, `&12` and their like say how and where; `Page &P of &N` would be numbers of printed
 * pages (§18.3.1.46).
 */
function stripFormatCodes(text: string): string {
  return text
    .replace(/(?:page\s*)?&P(?:\s*(?:of|\/)\s*&N)?/gi, ' ')
    .replace(/&"[^"]*"|&K[\dA-F]{6}|&\d+|&[A-Za-z]/g, ' ')
    .replaceAll('&&', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
