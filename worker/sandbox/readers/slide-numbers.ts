import { formatListNumber } from './format-list-number.ts';

type Paragraph = { level: number; scheme: string; start: number; isCounted: boolean };
type Count = { scheme: string; start: number; number: number };

const formats: readonly [prefix: string, format: string][] = [
  ['arabic', 'decimal'],
  ['alphaLc', 'lowerLetter'],
  ['alphaUc', 'upperLetter'],
  ['romanLc', 'lowerRoman'],
  ['romanUc', 'upperRoman'],
];

/** Counts the paragraphs that a slide numbers by itself (ECMA-376 part 1, §21.1.2.4.1, §20.1.10.61). */
export class SlideNumbers {
  #counts = new Map<number, Count>();
  #paragraph: Paragraph | undefined;

  /** Tells it of an element; every text begins anew, and a paragraph says how it is numbered before its words. */
  open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === 'txBody') this.#counts = new Map();
    if (name === 'p') this.#paragraph = { level: 0, scheme: '', start: 1, isCounted: false };
    if (!this.#paragraph) return;
    if (name === 'pPr') this.#paragraph.level = Number(attribute('lvl') ?? 0);
    if (name !== 'buAutoNum') return;
    this.#paragraph.scheme = attribute('type') ?? '';
    this.#paragraph.start = Number(attribute('startAt') ?? 1);
  }

  /** What is shown before the paragraph's first word, once: "2. ". A paragraph without words has no number. */
  next(): string {
    const paragraph = this.#paragraph;
    if (!paragraph || paragraph.isCounted) return '';
    paragraph.isCounted = true;
    const { level, scheme, start } = paragraph;
    for (const other of this.#counts.keys()) if (other > level) this.#counts.delete(other);
    const last = this.#counts.get(level);
    if (scheme === '') {
      this.#counts.delete(level);
      return '';
    }
    const goesOn = last?.scheme === scheme && last.start === start;
    const number = goesOn ? last.number + 1 : start;
    this.#counts.set(level, { scheme, start, number });
    return `${formatScheme(number, scheme)} `;
  }
}

function formatScheme(number: number, scheme: string): string {
  const format = formats.find(([prefix]) => scheme.startsWith(prefix))?.[1] ?? 'decimal';
  const text = formatListNumber(number, format);
  if (scheme.endsWith('ParenBoth')) return `(${text})`;
  if (scheme.endsWith('ParenR')) return `${text})`;
  return scheme.endsWith('Period') ? `${text}.` : text;
}
