/** Longer texts are not compared: searching one in the other would take minutes. */
const maxCharacters = 2_000_000;

/**
 * What one text says that another does not: its lines whose words do not stand in the other, one after the other; the
 * whole of it, where that is half of its words or more. Empty where both say the same, however they are laid out.
 */
export function findUnsaidLines(said: string, text: string): string {
  if (said.length > maxCharacters || text.length > maxCharacters) return text;
  const others = [said, withoutLinks(said)].map(wordsOf);
  const lines = text.split('\n').filter((line) => wordsOf(line) !== '');
  const unsaid = lines.filter(
    (line) => ![line, withoutLinks(line)].some((one) => isSaid(others, wordsOf(one))),
  );
  const count = (some: string[]) => some.reduce((sum, line) => sum + wordsOf(line).length, 0);
  return count(unsaid) * 2 >= count(lines) && unsaid.length > 0 ? text : unsaid.join('\n');
}

function isSaid(others: string[], words: string): boolean {
  if (others.some((other) => ` ${other} `.includes(` ${words} `))) return true;
  // Where words are not parted by spaces, a line's end parts what the other text does not.
  return (
    /[\u2e80-\u9fff\u0e00-\u0e7f]/.test(words) &&
    others.some((other) => other.replaceAll(' ', '').includes(words.replaceAll(' ', '')))
  );
}

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
