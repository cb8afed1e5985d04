/** More takes seconds and hundreds of megabytes; such texts are not compared. */
const maxComparisons = 5e9;
const maxCharacters = 8_000_000;

/**
 * What one text says that another does not: its lines whose words do not stand in the other, one after the other; the
 * whole of it, where that is half of its words or more. Empty where both say the same, however they are laid out.
 */
export function findUnsaidLines(said: string, text: string): string {
  if (said.length + text.length > maxCharacters) return text;
  const lines = text
    .split('\n')
    .map((line) => ({ line, words: wordsOf(line) }))
    .filter(({ words }) => words !== '');
  if (said.length * lines.length > maxComparisons) return text;
  const others = [...new Set([said, withoutLinks(said)].map(wordsOf))];
  const parted = others.map((other) => ` ${other} `);
  const joined = others.map((other) => other.replaceAll(' ', ''));
  const isSaid = (words: string) =>
    parted.some((other) => other.includes(` ${words} `)) ||
    // Where words are not parted by spaces, a line's end parts what the other text does not.
    (unparted.test(words) && joined.some((other) => other.includes(words.replaceAll(' ', ''))));
  const unsaid = lines.filter(({ line, words }) => !isSaid(words) && !isSaid(wordsOf(withoutLinks(line))));
  const count = (some: typeof lines) => some.reduce((sum, { words }) => sum + words.length, 0);
  if (count(unsaid) * 2 >= count(lines) && unsaid.length > 0) return text;
  return unsaid.map(({ line }) => line).join('\n');
}

/** Chinese, Japanese and Thai. */
const unparted = /[\u2e80-\u9fff\u0e00-\u0e7f]/;

/** Plain text shows addresses where HTML hides them behind words; pictures it cannot show. */
function withoutLinks(text: string): string {
  return text
    .replace(/<(?:https?|mailto|cid|tel):[^>]{1,2000}>/gi, ' ')
    .replace(/[<[(]?\b(?:https?|mailto|cid|tel):[^\s>\])]*[>\])]?/gi, ' ')
    .replace(/\[(?:picture|image): ?/gi, ' ');
}

function wordsOf(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).join(' ');
}
