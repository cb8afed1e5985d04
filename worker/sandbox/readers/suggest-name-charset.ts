import iconv from 'iconv-lite';

/**
 * Names in an archive are too short for a detector that counts letters of running text. So each charset that programs
 * write names in is asked how probable it makes the bytes: the natural logarithms below are of shares counted in names
 * and texts of its languages, roughly. What stands first wins where two are equal.
 */
const charsets = [
  'cp850',
  'windows-1252',
  'cp437',
  'shift_jis',
  'gbk',
  'euc-kr',
  'big5',
  'euc-jp',
  'cp866',
  'windows-1251',
  'koi8-r',
  'cp852',
  'windows-1250',
  'windows-1253',
  'cp737',
  'windows-1255',
  'cp862',
] as const;

/** Charsets of Unix, where hardly any archiver asks for them. */
const rare: ReadonlySet<string> = new Set(['euc-jp', 'koi8-r']);
const rarity = -2;
const impossible = -40;
const strange = -14;
const ascii = -3.7;

/** Which charset the names of an archive are in, all together, where they are not UTF-8. */
export function suggestNameCharset(names: readonly Buffer[]): string {
  const judged = charsets.map((charset) => ({
    charset,
    probability: names.reduce((sum, name) => sum + judgeName(name, charset), rare.has(charset) ? rarity : 0),
  }));
  const best = Math.max(...judged.map(({ probability }) => probability));
  // A nearly equal one that stands before it is as good.
  return judged.find(({ probability }) => probability >= best - 0.01)?.charset ?? 'cp850';
}

function judgeName(name: Buffer, charset: (typeof charsets)[number]): number {
  const characters = [...iconv.decode(name, charset)];
  const isWide = /^(?:shift_jis|gbk|euc|big5)/.test(charset);
  return characters.reduce((sum, character, index) => {
    if (character < '\u0080') return sum + (/[\p{Cc}]/u.test(character) ? impossible : ascii);
    const [before = '', after = ''] = [characters[index - 1], characters[index + 1]];
    const around = { before, after, earlier: characters[index - 2] ?? '' };
    return sum + (isWide ? judgeWide(character, charset, around) : judgeNarrow(character, around));
  }, 0);
}

type Around = { before: string; after: string; earlier: string };

/** Characters of one byte. */
function judgeNarrow(character: string, { before, after, earlier }: Around): number {
  if (/[«»–—’‘“”„°§·№…\u00a0]/.test(character)) return -7;
  if (!/\p{L}/u.test(character)) return strange;
  const meetsAscii = /[a-z]/i.test(before) || /[a-z]/i.test(after);
  // Within a word capitals follow small letters in a wrong charset only.
  const flips = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(character) ? -4 : 0;
  if (!/\p{sc=Latin}/u.test(character))
    return flips + (meetsAscii ? strange : /[оеаинтсрвлкмдпуαοιετσνη]/i.test(character) ? -3.6 : -4.6);
  const isRow = isForeign(before) && isForeign(earlier);
  const common = /[äöüßéèêëàâáãåçñóôíîúûøæ]/i.test(character) ? -5.3 : -7;
  return flips + common + (isRow ? -5 : 0) + (meetsAscii || before === '' ? 0 : -2);
}

function isForeign(character: string): boolean {
  return character >= '\u0080' && /\p{L}/u.test(character);
}

/** The rows of each charset that hold its frequent characters, by its first byte, and how many there are. */
const frequentRows = {
  shift_jis: { from: 0x88, to: 0x97, characters: 2_965 },
  'euc-jp': { from: 0xb0, to: 0xcf, characters: 2_965 },
  gbk: { from: 0xb0, to: 0xd7, characters: 3_755 },
  'euc-kr': { from: 0xb0, to: 0xc8, characters: 2_350 },
  big5: { from: 0xa4, to: 0xc6, characters: 5_401 },
} as const;

/** Characters of two bytes. */
function judgeWide(character: string, charset: string, { before, after }: Around): number {
  if (/[\ufffd\ue000-\uf8ff]/.test(character)) return impossible;
  const rows = frequentRows[charset as keyof typeof frequentRows];
  const bytes = iconv.encode(character, charset);
  // "Gr筑e" is German.
  const isInWord = /[a-z]/i.test(before) && /[a-z]/i.test(after);
  const inWord = isInWord || (/[a-z]/.test(before) && !isForeign(after)) ? -8 : 0;
  if (/[\u3040-\u30ff]/.test(character))
    return inWord + (charset.includes('jp') || charset === 'shift_jis' ? -5 : -10);
  if (/[\uff61-\uff9f]/.test(character) || bytes.length < 2) return inWord - 11;
  if (/[\u3000-\u303f\uff00-\uff60]/.test(character)) return inWord - 8;
  const [lead = 0, trail = 0] = bytes;
  const isFrequent = lead >= rows.from && lead <= rows.to && (charset !== 'gbk' || trail >= 0xa1);
  if (isFrequent) return inWord - Math.log(rows.characters) - 0.1;
  return inWord + (/[\p{sc=Han}\p{sc=Hangul}]/u.test(character) ? -12 : strange);
}
