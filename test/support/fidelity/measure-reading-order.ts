/** What a page's plain reading has, and how much of it another text of the page has in the same order. */
export type ReadingOrder = { phrases: number; found: number; missing: string[] };

const phraseWords = 5;
/** A hyphen at the end of a line: soft, as a letter, or as PDFium writes it (U+0002, without the end of line). */
// eslint-disable-next-line no-control-regex -- it is what PDFium writes
const partedWord = /\u0002\s*|[\u00ad\u2010-]\s*\n\s*/gu;

/**
 * Counts the phrases of five consecutive words of a page's plain reading that stand in one of the `readings` of the
 * page, spaces, punctuation and case aside ("ORDER" is "O R D E R"). A page of fewer words is one phrase.
 */
export function measureReadingOrder(plain: string, readings: readonly string[]): ReadingOrder {
  const words = wordsOf(plain);
  const texts = readings.map((reading) => wordsOf(reading).join(''));
  const count = words.length === 0 ? 0 : Math.max(1, words.length - phraseWords + 1);
  const phrases = Array.from({ length: count }, (_, at) => words.slice(at, at + phraseWords).join(' '));
  const missing = phrases.filter(
    (phrase) => !texts.some((text) => text.includes(phrase.replaceAll(' ', ''))),
  );
  return { phrases: count, found: count - missing.length, missing };
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(partedWord, '');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
