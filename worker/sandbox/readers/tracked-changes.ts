import type { SpanKind } from '../../../core/reading/text-spans.ts';
import { beginSpan, endSpan, markSpan, withoutMarks } from './span-marks.ts';

type Change = { words: string; kind: SpanKind };

/** Tracked changes (ECMA-376 part 1, §17.13.5), as they stand in the text: "[deleted by Jane Roe: ten]". */
const changes: ReadonlyMap<string, Change> = new Map([
  ['ins', { words: 'inserted', kind: 'inserted' }],
  ['del', { words: 'deleted', kind: 'deleted' }],
  ['moveFrom', { words: 'moved away', kind: 'deleted' }],
  ['moveTo', { words: 'moved here', kind: 'inserted' }],
  ['cellIns', { words: 'inserted', kind: 'inserted' }],
  ['cellDel', { words: 'deleted', kind: 'deleted' }],
]);

/** What an element says of a change to what it stands in, or undefined where it is no change. */
export function changeOf(element: string): SpanKind | undefined {
  return changes.get(element)?.kind;
}

/**
 * The brackets and spans of the changes being read. Every method returns what is to be added to the text. Brackets
 * stay open for a while after a change has ended: one of the same kind by the same author right after it goes on in
 * the same ones. Whoever adds anything else says so first (`settle`).
 */
export class TrackedChanges {
  readonly #frames: string[] = [];
  readonly #spans: SpanKind[] = [];
  #ended = '';

  /** Begins the change that an element tells. */
  open(element: string, author: string | undefined): string {
    const change = changes.get(element);
    if (!change) return '';
    const frame = `[${change.words}${author ? ` by ${withoutMarks(author)}` : ''}: `;
    const goesOn = this.#ended === frame;
    const before = goesOn ? '' : this.settle() + markSpan('frame', frame) + this.begin(change.kind);
    this.#ended = '';
    this.#frames.push(frame);
    return before;
  }

  /** Ends the change begun last. */
  close(): string {
    const before = this.settle();
    this.#ended = this.#frames.pop() ?? '';
    return before;
  }

  /** Closes the brackets of a change that has ended. */
  settle(): string {
    if (this.#ended === '') return '';
    this.#ended = '';
    return this.#pop() + markSpan('frame', ']');
  }

  /** Begins a span without brackets. */
  begin(kind: SpanKind): string {
    const before = this.settle();
    this.#spans.push(kind);
    return before + beginSpan(kind);
  }

  /** Ends the span begun last. */
  end(): string {
    return this.settle() + this.#pop();
  }

  /** Ends all spans where a page or a text box ends amid them... */
  pause(): string {
    return endSpan.repeat(this.#spans.length);
  }

  /** ... and begins them again where the next one starts. */
  resume(): string {
    return this.#spans.map(beginSpan).join('');
  }

  #pop(): string {
    return this.#spans.pop() === undefined ? '' : endSpan;
  }
}
