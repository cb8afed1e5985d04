import { z } from 'zod';

/**
 * What a part of a page's text is, where it is not simply text. The page shows it as it stands; search is told by
 * this how to read it (core/search/findable-text.ts).
 *
 * - inserted, deleted: a tracked change. It belongs to the text with all changes, or to that with none.
 * - frame: words of Strongroom's own around a change or a comment. They are never found and take no place.
 * - aside: a text of its own amid another, as a comment is. It is found, and takes no place in what surrounds it.
 * - note-mark, line-number: never found, and takes no place.
 */
export const spanKinds = ['inserted', 'deleted', 'frame', 'aside', 'note-mark', 'line-number'] as const;

export type SpanKind = (typeof spanKinds)[number];

/** [start, end, kind]: characters (UTF-16 units) of the page's text, in order of their start; they may nest. */
export type TextSpan = [start: number, end: number, kind: SpanKind];

/** More than a page has; one with more has none. */
export const maxSpans = 20_000;

export const textSpansSchema: z.ZodType<TextSpan[]> = z
  .array(z.tuple([z.int().nonnegative(), z.int().nonnegative(), z.enum(spanKinds)]))
  .max(maxSpans);
