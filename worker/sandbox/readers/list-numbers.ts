import { formatListNumber } from './format-list-number.ts';
import type { List, ListKind, ListLevel, Numbering } from './read-numbering.ts';

/** What a paragraph says of its place in a list; mostly its style says it. */
export type ParagraphNumber = { style: string; numId: string | undefined; level: number | undefined };

type Place = { numId: string; list: List; kindId: string; kind: ListKind; level: number };

const maxStyles = 50;
const maxLevels = 9;

/** Counts the paragraphs of lists, as Word does (ECMA-376 part 1, §17.9). */
export class ListNumbers {
  readonly #numbering: Numbering;
  /** How far each level has come, by the kind of list: lists of one kind go on where another ended. */
  readonly #counts = new Map<string, (number | undefined)[]>();
  readonly #begun = new Set<string>();

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  /** What is printed before the next paragraph: "2.1 ", or nothing. */
  next(paragraph: ParagraphNumber): string {
    const place = this.#findPlace(paragraph);
    if (!place) return '';
    const level = levelOf(place, place.level);
    if (!level) return '';
    const counts = this.#count(place);
    if (level.format === 'bullet') return '';
    const text = level.text.replace(/%([1-9])/g, (_, digit: string) => {
      const index = Number(digit) - 1;
      const format = levelOf(place, index)?.format ?? 'decimal';
      return formatListNumber(counts[index] ?? 0, level.isLegal && format !== 'none' ? 'decimal' : format);
    });
    return text === '' || level.suffix === 'nothing' ? text : `${text} `;
  }

  #count(place: Place): (number | undefined)[] {
    const counts = this.#counts.get(place.kindId) ?? [];
    this.#counts.set(place.kindId, counts);
    const { level } = place;
    const begun = `${place.numId} ${String(level)}`;
    const beginsAnew = place.list.own.get(level)?.start !== undefined && !this.#begun.has(begun);
    this.#begun.add(begun);
    const last = counts[level];
    counts[level] = last === undefined || beginsAnew ? startOf(place, level) : last + 1;
    for (let above = 0; above < level; above += 1) counts[above] ??= startOf(place, above);
    for (let below = level + 1; below < maxLevels; below += 1) {
      const restart = levelOf(place, below)?.restart;
      if (restart === undefined || level < restart) counts[below] = undefined;
    }
    return counts;
  }

  #findPlace({ style, ...own }: ParagraphNumber): Place | undefined {
    const fromStyle = own.numId === undefined ? this.#findInStyles(style) : undefined;
    const numId = own.numId ?? fromStyle?.numId;
    const list = numId === undefined || numId === '0' ? undefined : this.#numbering.lists.get(numId);
    if (numId === undefined || !list) return undefined;
    const kindId = this.#resolveKind(list.kind);
    const kind = this.#numbering.kinds.get(kindId);
    if (!kind) return undefined;
    const ofStyle = [...kind.levels].find(([, level]) => style !== '' && level.style === style)?.[0];
    const level = own.level ?? ofStyle ?? fromStyle?.level ?? 0;
    return { numId, list, kindId, kind, level };
  }

  /** A kind of list may only name the style that has it (§17.9.21). */
  #resolveKind(kindId: string): string {
    const linked = this.#numbering.kinds.get(kindId)?.linkedStyle;
    const numId = linked ? this.#numbering.styles.get(linked)?.numId : undefined;
    return (numId !== undefined && this.#numbering.lists.get(numId)?.kind) || kindId;
  }

  #findInStyles(name: string): { numId: string; level: number | undefined } | undefined {
    let style = this.#numbering.styles.get(name);
    let level = style?.level;
    for (let count = 0; style && count < maxStyles; count += 1) {
      level ??= style.level;
      if (style.numId !== undefined) return { numId: style.numId, level };
      style = this.#numbering.styles.get(style.basedOn);
    }
    return undefined;
  }
}

function levelOf({ list, kind }: Place, level: number): ListLevel | undefined {
  return list.own.get(level)?.level ?? kind.levels.get(level);
}

function startOf(place: Place, level: number): number {
  return place.list.own.get(level)?.start ?? levelOf(place, level)?.start ?? 0;
}
