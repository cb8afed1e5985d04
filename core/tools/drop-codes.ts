/** Numbers of parts, addresses, the names of files, keys. */
const code = /[\d/@_=]|www\.|\.(?:com|gov|org|net|htm)/i;
/** "HSBC", "(LLP)", "XKQ-TRW". */
const acronym = /^\p{P}*\p{Lu}{1,5}(?:[-–.&]\p{Lu}{1,5})*s?\p{P}*$/u;

/** A text without what is no word of a language: its letters may stand in any order. */
export function dropCodes(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => !code.test(word) && !acronym.test(word))
    .join(' ');
}
