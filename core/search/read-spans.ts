import { textSpansSchema, type TextSpan } from '../reading/text-spans.ts';

/** Spans as a page's row has them; what is none of them counts for nothing. */
export function readSpans(stored: unknown): TextSpan[] {
  return stored === null ? [] : (textSpansSchema.safeParse(stored).data ?? []);
}
