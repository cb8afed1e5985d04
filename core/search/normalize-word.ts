/**
 * What nobody sees and nobody types: soft hyphens, zero-width and direction marks, variation selectors (Unicode's
 * Default_Ignorable_Code_Point, the ones that texts hold).
 */
export const invisible =
  '\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\u{E0100}-\\u{E01EF}';

const invisibleCharacters = new RegExp(`[${invisible}]`, 'gu');
const plainWord = /^[a-z0-9]+$/;
const asciiWord = /^[A-Za-z0-9]+$/;
const notInWord = /[^\p{L}\p{N}\p{M}]/gu;
/** Accents, points and vowel signs that are left out as often as they are written: Latin, Greek, Cyrillic, Hebrew, Arabic. */
const leftOutMarks =
  /[\u{300}-\u{36f}]|[\u{591}-\u{5c7}]|[\u{610}-\u{61a}]|\u{640}|[\u{64b}-\u{65f}]|\u{670}|[\u{6d6}-\u{6ed}]/gu;
/** Letters that no decomposition takes apart. */
const plainLetters: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};
const lettersToReplace = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');

/**
 * A word as it is compared: NFKC (UAX 15), lower case, without what nobody sees. Never throws; may be empty where a
 * text has nothing but marks.
 */
export function normalizeWord(written: string): string {
  if (plainWord.test(written)) return written;
  if (asciiWord.test(written)) return written.toLowerCase();
  return written
    .replace(invisibleCharacters, '')
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replaceAll('ς', 'σ')
    .replace(notInWord, '');
}

/** A normalised word without its accents: "peñaranda" and "penaranda" are the same here. */
export function foldAccents(word: string): string {
  if (plainWord.test(word)) return word;
  return word
    .normalize('NFKD')
    .replace(leftOutMarks, '')
    .replace(lettersToReplace, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC');
}
