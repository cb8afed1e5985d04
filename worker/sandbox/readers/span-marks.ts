import type { SpanKind, TextSpan } from '../../../core/reading/text-spans.ts';

/**
 * Marks travel inside a reader's text as noncharacters, which no text may hold (Unicode 15, 23.7), and become spans
 * where the page is written: a text may be cut and joined on the way, and no place has to be counted.
 */
const opening = {
  inserted: '\uFDD0',
  deleted: '\uFDD1',
  frame: '\uFDD2',
  aside: '\uFDD3',
  'note-mark': '\uFDD4',
  'line-number': '\uFDD5',
} as const satisfies Record<SpanKind, string>;
const closing = '\uFDDF';
const kinds: ReadonlyMap<string, SpanKind> = new Map(
  Object.entries(opening).map(([kind, mark]) => [mark, kind as SpanKind]),
);
const anyMark = /[\uFDD0-\uFDEF]/g;

/** Marks a text as what it is. */
export function markSpan(kind: SpanKind, text: string): string {
  return text === '' ? '' : `${opening[kind]}${text}${closing}`;
}

/** The mark that begins a span, for a text that is still being read; `endSpan` ends the one begun last. */
export function beginSpan(kind: SpanKind): string {
  return opening[kind];
}

/** The mark that ends the span begun last. */
export const endSpan = closing;

/** What a picture is called and what it is said to show (its `title` and `descr`), as it stands in a text. */
export function describePicture(attribute: (name: string) => string | undefined): string {
  const said = ['title', 'descr'].map((name) => withoutMarks(attribute(name) ?? '').trim());
  return [...new Set(said)]
    .filter((words) => words !== '')
    .map((words) => markSpan('aside', markSpan('frame', '[picture: ') + words + markSpan('frame', ']')))
    .join('');
}

/** Removes a line break at the end of a text, whatever marks follow it. */
export function withoutLastBreak(marked: string): string {
  return marked.replace(/\n(?=[\uFDD0-\uFDEF]*$)/, '');
}

/** Removes what would be taken for a mark from a text that comes out of a file: no file hides its words so. */
export function withoutMarks(text: string): string {
  return text.replace(anyMark, '');
}

/**
 * Takes the marks out of a text and says where they stood. A span that is still open at the end of one page goes on
 * in the next.
 */
export class SpanReader {
  readonly #open: SpanKind[] = [];

  /** Reads one page's text. Spans of earlier pages that were not ended begin at its start. */
  read(marked: string): { text: string; spans: TextSpan[] } {
    const spans: TextSpan[] = [];
    const starts: { start: number; kind: SpanKind }[] = this.#open.map((kind) => ({ start: 0, kind }));
    let text = '';
    let from = 0;
    const close = ({ start, kind }: { start: number; kind: SpanKind }) => {
      if (text.length > start) spans.push([start, text.length, kind]);
    };
    for (const { 0: mark, index } of marked.matchAll(anyMark)) {
      text += marked.slice(from, index);
      from = index + 1;
      const kind = kinds.get(mark);
      const last = kind ? undefined : starts.pop();
      if (kind) starts.push({ start: text.length, kind });
      else if (last) close(last);
    }
    text += marked.slice(from);
    this.#open.splice(0, Infinity, ...starts.map(({ kind }) => kind));
    starts.forEach(close);
    return { text, spans: spans.toSorted((one, other) => one[0] - other[0] || other[1] - one[1]) };
  }
}
