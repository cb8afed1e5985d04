import type { TextSpan } from '../../reading/text-spans.ts';

/** A page's text as one row can hold it: beyond, OCR's is noise, and the search columns would overflow. */
export const maxPageCharacters = 60_000;

export type SpannedText = { text: string; spans: TextSpan[] };

/** One text behind another, as long as a row can hold, with the spans of both. */
export function joinTexts(first: SpannedText, second: SpannedText = { text: '', spans: [] }): SpannedText {
  const gap = first.text === '' || second.text === '' ? '' : '\n\n';
  const text = `${first.text}${gap}${second.text}`.slice(0, maxPageCharacters).toWellFormed();
  const start = first.text.length + gap.length;
  const moved = second.spans.map(([from, to, kind]): TextSpan => [from + start, to + start, kind]);
  return { text, spans: [...first.spans, ...moved].filter(([, end]) => end <= text.length) };
}
