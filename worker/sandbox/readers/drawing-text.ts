import { readSidePart } from './read-side-part.ts';
import { describePicture, markSpan, withoutMarks } from './span-marks.ts';
import { SlideNumbers } from './slide-numbers.ts';
import type { XmlEvents, ZipParts } from './zip-parts.ts';

type Attribute = (name: string) => string | undefined;

export type DrawingOptions = {
  /** On a slide master only what is no placeholder is ever shown. */
  withoutPlaceholders?: boolean;
  /** A chart on a sheet draws what stands in its cells. */
  withoutValues?: boolean;
};

/** Placeholders for the slide's own number and for a date: what is computed there says nothing, what is typed does. */
const fieldPlaceholders = new Set(['sldNum', 'dt']);

/**
 * The words of DrawingML (ECMA-376 part 1, §21): paragraphs as lines, cells parted by tabs, pictures by what
 * they are said to show. Read the same way in slides, notes, charts, diagrams and the drawings of a sheet.
 */
export class DrawingText implements XmlEvents {
  readonly #reading: DrawingOptions;
  #text = '';
  #shape = '';
  #isText = false;
  #skipping = 0;
  #isOmitted = false;
  #inShape = 0;
  #isForField = false;
  #isComputed = false;
  readonly #numbers = new SlideNumbers();

  constructor(reading: DrawingOptions = {}) {
    this.#reading = reading;
  }

  /** The text read so far; the next one starts empty. */
  flush(): string {
    this.#endShape();
    const text = this.#text.trim();
    this.#text = '';
    return text;
  }

  open = (name: string, attribute: Attribute): void => {
    if (name === 'Fallback') this.#skipping += 1;
    // A chart keeps the values it draws; where they come from it says as a formula, which is left out.
    this.#isText = name === 't' || (name === 'v' && !this.#reading.withoutValues);
    this.#numbers.open(name, attribute);
    if (name === 'sp') this.#inShape += 1;
    if (name === 'ph') {
      this.#isOmitted = this.#reading.withoutPlaceholders === true;
      this.#isForField = fieldPlaceholders.has(attribute('type') ?? '');
    }
    if (name === 'br') this.#shape += '\n';
    if (name === 'fld') this.#openField(attribute('type') ?? '');
    const description = name === 'cNvPr' && this.#skipping === 0 ? describePicture(attribute) : '';
    if (description !== '') this.#shape += `${description}\n`;
  };

  text = (text: string): void => {
    if (!this.#isText || this.#skipping > 0 || this.#isComputed) return;
    const words = withoutMarks(text);
    this.#shape += words.trim() === '' ? words : this.#numbers.next() + words;
  };

  close = (name: string): void => {
    this.#isText = false;
    if (name === 'Fallback') this.#skipping -= 1;
    else if (name === 'fld') this.#isComputed = false;
    else if (name === 'p' || name === 'v' || name === 'tr') this.#endLine(name);
    else if (name === 'tc') this.#shape = `${this.#shape.replace(/\n+$/, '')}\t`;
    else if (name === 'sp') {
      this.#inShape -= 1;
      if (this.#inShape === 0) this.#endShape();
    }
  };

  /** The date of the day a slide is shown on says nothing about the day it was made. */
  #openField(type: string): void {
    const isDate = type.startsWith('datetime');
    this.#isComputed = isDate || (this.#isForField && type === 'slidenum');
    if (isDate && !this.#isForField) this.#shape += markSpan('frame', '[date of viewing]');
  }

  #endLine(name: string): void {
    if (name === 'tr') this.#shape = this.#shape.replace(/\t$/, '');
    if (this.#shape !== '' && !this.#shape.endsWith('\n')) this.#shape += '\n';
  }

  #endShape(): void {
    if (!this.#isOmitted) this.#text += this.#shape;
    this.#shape = '';
    this.#isOmitted = false;
    this.#isForField = false;
  }
}

/** The words of several parts, each sentence of words once however many parts say it. */
export async function readDrawings(
  parts: ZipParts,
  names: readonly string[],
  reading: DrawingOptions = {},
): Promise<string> {
  const texts = new Set<string>();
  for (const name of names) {
    const reader = new DrawingText(reading);
    await readSidePart(parts, name, reader);
    texts.add(reader.flush());
  }
  texts.delete('');
  return [...texts].join('\n');
}
