import iconv from 'iconv-lite';
import {
  charsetByEscapes,
  charsetByMark,
  decode,
  hasIdeographsInWords,
  hasSignsInWords,
  suggestCharset,
} from './charset.ts';
import { noteUnread } from './note-unread.ts';
import { resolveCharset } from './resolve-charset.ts';
import { suggestNameCharset } from './suggest-name-charset.ts';

/** What is known of the charset of bytes beside themselves. */
export type CharsetHints = {
  /** What the part's header says. */
  declared?: string | undefined;
  /** Whether a `<meta>` may say it. */
  isHtml?: boolean;
  /** That of what stands beside it, where nothing is declared. */
  nearby?: string | undefined;
};

/** So much tells the charset. */
const sampleBytes = 1024 * 1024;
const manyBytes = /^(?:gb|big5|shift|sjis|euc|cp9|ksc|windows31j|ms932|mskanji|csshiftjis|cseuc)/;
const sevenBits = /^(?:utf-?7|unicode11utf7|utf7imap|iso-2022-kr|hz-gb-2312)$/;
const wide = /^(?:utf-?16|utf-?32|ucs)/;

/**
 * Text of a message as its bytes are, whatever charset they are said to be in: a declaration counts only where the
 * bytes satisfy it. Notes as unread what a charset nobody knows makes doubtful.
 */
export async function decodeMailText(bytes: Buffer, hints: CharsetHints = {}): Promise<string> {
  const charset = await chooseCharset(bytes, hints);
  const isAscii = !/[\x80-\xff]/.test(bytes.toString('latin1'));
  if (!isAscii && charset !== 'utf-8' && hints.declared && resolveCharset(hints.declared) === 'unknown')
    noteUnread({ kind: 'unknown-charset', name: hints.declared.slice(0, 40) });
  if (charset === 'utf-8') return decodeMostlyUtf8(bytes);
  if (charset === 'iso-2022-kr') return decodeShifted(bytes, { on: '\x0e', off: '\x0f', charset: 'cp949' });
  if (charset === 'hz-gb-2312') return decodeShifted(bytes, { on: '~{', off: '~}', charset: 'gb18030' });
  return decode(bytes, charset);
}

/** The charset that the bytes are in: what is declared, nearer first, where they satisfy it; else what they suggest. */
export async function chooseCharset(
  bytes: Buffer,
  { declared = '', isHtml, nearby }: CharsetHints,
): Promise<string> {
  const sample = bytes.subarray(0, sampleBytes);
  const said = charsetOf(declared);
  const evident = findEvidentCharset(sample, said);
  if (evident) return evident;
  const meta = isHtml ? charsetOf(findMetaCharset(sample)) : undefined;
  const fitting = [said, meta, nearby].find((one) => one && satisfies(sample, one));
  return fitting ?? suggestMailCharset(foreignLines(sample, isHtml === true));
}

/** The charset whose form the bytes have: by a mark, by escapes, as UTF-8, or as what is said to be no single bytes. */
function findEvidentCharset(sample: Buffer, said = ''): string | undefined {
  if (sample.includes('\x1b$)C')) return 'iso-2022-kr';
  const mark = charsetByMark(sample);
  if (mark) return mark;
  if (sevenBits.test(said) && !sample.some((byte) => byte > 0x7f)) return said;
  if (wide.test(said) && sample.includes(0)) return said;
  const escaped = charsetByEscapes(sample);
  if (escaped) return escaped;
  const { whole, stray } = countUtf8(sample);
  if (stray === 0 && whole > 2) return 'utf-8';
  if ((manyBytes.test(said) || stray > 0) && satisfies(sample, said)) return said;
  return whole >= stray * 2 ? 'utf-8' : undefined;
}

/** More are text enough for a detector that counts letters. */
const fewLetters = 60;
/** Of so few only the commonest charset is believed. */
const doubtfulLetters = 3;

/** Of a subject or a name the detector of text knows little: what is told of names in archives knows more. */
async function suggestMailCharset(sample: Buffer): Promise<string> {
  const suggested = await suggestCharset(sample);
  const letters = sample.filter((byte) => byte > 0x7f).length;
  if (letters > fewLetters) return suggested;
  const byName = suggestNameCharset([sample]);
  const isWide = (charset: string) => manyBytes.test(charset.toLowerCase());
  const isDoubtful = isWide(suggested) || suggested.startsWith('cp8');
  const isCommonest = letters <= doubtfulLetters && byName === 'windows-1252';
  const isBetter = isWide(byName)
    ? !hasIdeographsInWords(iconv.decode(sample, byName))
    : isDoubtful || isCommonest || !satisfies(sample, suggested.toLowerCase());
  return isBetter && satisfies(sample, byName) ? byName : suggested;
}

function charsetOf(name: string): string | undefined {
  const resolved = resolveCharset(name);
  return typeof resolved === 'object' ? resolved.charset : undefined;
}

const metaCharset = /<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})/i;

function findMetaCharset(sample: Buffer): string {
  return metaCharset.exec(sample.subarray(0, 64 * 1024).toString('latin1'))?.[1] ?? '';
}

const utf8Sequence =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g;

/** How many characters beyond ASCII the bytes are as UTF-8, and how many bytes are none. */
function countUtf8(bytes: Buffer): { whole: number; stray: number } {
  let whole = 0;
  let stray = 0;
  for (const [found] of bytes.toString('latin1').matchAll(utf8Sequence))
    if (found.length > 1) whole += 1;
    else stray += 1;
  return { whole, stray };
}

/** An answer in UTF-8 that quotes a letter in Windows-1252 as its bytes were has both. */
function decodeMostlyUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes
      .toString('latin1')
      .replace(utf8Sequence, (found) =>
        found.length > 1
          ? Buffer.from(found, 'latin1').toString('utf8')
          : iconv.decode(Buffer.from(found, 'latin1'), 'windows-1252'),
      )
      .replace(/^\ufeff/, '');
  }
}

const western =
  /^(?:windows-?125[24]|cp125[24]|iso-?8859-?1(?:5)?|latin-?[019]+|macroman|macintosh|cp8(?:50|58)|cp437)$/;

/** Whether bytes are text in a charset: it has a character for each, and they do not look like another language. */
function satisfies(bytes: Buffer, charset: string): boolean {
  if (charset === 'utf-8' || sevenBits.test(charset) || wide.test(charset)) return false;
  if (!iconv.encodingExists(charset)) return false;
  const text = iconv.decode(bytes, charset);
  // The last character may be cut in two. What nobody types are the controls beyond ASCII.
  if (/[\ufffd\u0080-\u009f]/.test(text.slice(0, -2))) return false;
  if (!western.test(charset)) return true;
  if (hasSignsInWords(text)) return false;
  const words = (text.match(/\p{L}+/gu) ?? []).filter((word) => /[\u0080-\uffff]/.test(word));
  // No western language has words of nothing but accented letters; Russian in a wrong charset has no others.
  const accented = words.filter((word) => word.length > 3 && !/[a-z]/i.test(word));
  return accented.length * 2 < Math.max(words.length, 2);
}

/** What tells the charset of a message that is mostly in English: the lines with other letters, without markup. */
function foreignLines(sample: Buffer, isHtml: boolean): Buffer {
  const text = sample.toString('latin1');
  const lines = (isHtml ? text.replace(/<[^<>]{0,2000}>/g, ' ') : text).split('\n');
  return Buffer.from(lines.filter((line) => /[\x80-\xff]/.test(line)).join('\n'), 'latin1');
}

type Shifts = { on: string; off: string; charset: string };

/** RFC 1557 and RFC 1843: between two marks the letters of a charset of two bytes, their eighth bit taken off. */
function decodeShifted(bytes: Buffer, { on, off, charset }: Shifts): string {
  const lines = bytes.toString('latin1').replaceAll('\x1b$)C', '').split('\n');
  return lines.map((line) => line.split(on).map(decodePiece).join('')).join('\n');

  function decodePiece(piece: string, index: number): string {
    if (index === 0) return piece;
    const end = piece.includes(off) ? piece.indexOf(off) : piece.length;
    const shifted = Buffer.from(piece.slice(0, end), 'latin1').map((byte) =>
      byte > 0x20 ? byte | 0x80 : byte,
    );
    return iconv.decode(Buffer.from(shifted), charset) + piece.slice(end + off.length);
  }
}
