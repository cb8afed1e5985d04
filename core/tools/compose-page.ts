import type { PageLayout, WordBox } from './extraction.ts';
import type { SpanKind, TextSpan } from './text-spans.ts';

/** Words beside each other, in the order in which they are read. */
export type Line = { words: WordBox[]; startsParagraph: boolean };

/** Lines in reading order, and which of their words are not simply text. */
export type ArrangedLines = { lines: readonly Line[]; kinds?: ReadonlyMap<WordBox, SpanKind> };

/** The text of a page: `layout.words` are its words, one by one and in the same order. */
export type ComposedPage = { text: string; spans: TextSpan[]; layout: PageLayout };

/** Figures printed small and raised, as characters of their own, behind a word: not those of "m²" and "10³". */
const raisedFigures = /(?<=\p{L}{3}[\p{P}]{0,3})[⁰¹²³⁴-⁹]{1,3}(?=\p{P}*$)/u;
const anyRaisedFigure = /[⁰¹²³⁴-⁹]/;

/** Writes lines as text: a space between words, an end of line between lines, an empty line before paragraphs. */
export function composePage(
  size: { width: number; height: number },
  { lines, kinds }: ArrangedLines,
): ComposedPage {
  const words: WordBox[] = [];
  const spans: TextSpan[] = [];
  let text = '';
  for (const line of lines) {
    let space = line.startsParagraph ? '\n\n' : '\n';
    const last = line.words.at(-1);
    for (const word of line.words) {
      const printed = printSoftHyphens(word[4], word === last);
      if (printed === '') continue;
      if (text !== '') text += space;
      space = ' ';
      const span = findSpan(printed, kinds?.get(word));
      if (span) spans.push([text.length + span[0], text.length + span[1], span[2]]);
      text += printed;
      words.push(printed === word[4] ? word : [word[0], word[1], word[2], word[3], printed]);
    }
  }
  return { text, spans, layout: { ...size, words } };
}

function findSpan(word: string, kind: SpanKind | undefined): TextSpan | undefined {
  if (kind) return [0, word.length, kind];
  const raised = anyRaisedFigure.test(word) ? raisedFigures.exec(word) : null;
  return raised ? [raised.index, raised.index + raised[0].length, 'note-mark'] : undefined;
}

/** A soft hyphen is seen only where it parts a word at the end of a line. */
function printSoftHyphens(word: string, isLast: boolean): string {
  if (!word.includes('\u00ad')) return word;
  return (isLast ? word.replace(/\u00ad$/, '-') : word).replaceAll('\u00ad', '');
}
