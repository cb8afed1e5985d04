import { decodeMailText } from './decode-mail-text.ts';

/**
 * Header lines in UTF-8 throughout: bytes that stand there raw, encoded words (RFC 2047) and parameters (RFC 2231) in
 * a charset that browsers do not know, or that their bytes do not satisfy, are turned into what postal-mime decodes.
 * Everything else stays as it was written.
 */
export async function mendHeader(lines: readonly Buffer[], nearby?: string): Promise<string[]> {
  const texts: string[] = [];
  for (const line of lines) texts.push(await decodeMailText(line, { nearby }));
  const joined = texts.join('\n');
  const words = joined.includes('=?') ? await mendEncodedWords(joined) : joined;
  const mended = /\*\d*\*?=/.test(words) ? await mendParameters(words) : words;
  return mended.split('\n');
}

/** Whether a line has bytes whose charset nothing beside them says. */
export function isDoubtfulLine(line: Buffer): boolean {
  return decodeStrictly(line, 'utf-8') === undefined;
}

/** Encoded words side by side in one charset and encoding; a character may begin in one and end in the next. */
const encodedWords =
  /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([QqBb])\?([^?]*)\?=(?:[ \t\n]+=\?\1(?:\*[^?\s]*)?\?\2\?[^?]*\?=)*/g;

async function mendEncodedWords(text: string): Promise<string> {
  return replaceEach(text, encodedWords, async ([run, charset = '', encoding = '']) => {
    const pieces = [...run.matchAll(/=\?[^?\s]+\?[QqBb]\?([^?]*)\?=/g)].map(([, piece = '']) => piece);
    const bytes = Buffer.concat(pieces.map((piece) => decodeWordBytes(piece, encoding)));
    const known = decodeStrictly(bytes, charset);
    const decoded = await decodeMailText(bytes, { declared: charset });
    if (known === decoded) return run;
    // Folded lines stay as many as they were.
    return `=?utf-8?B?${Buffer.from(decoded).toString('base64')}?=${'\n '.repeat(run.split('\n').length - 1)}`;
  });
}

function decodeWordBytes(piece: string, encoding: string): Buffer {
  if (encoding.toUpperCase() === 'B') return Buffer.from(piece, 'base64');
  return decodeEscapes(piece.replaceAll('_', ' '), /=([0-9a-f]{2})/gi);
}

function decodeEscapes(text: string, escape: RegExp): Buffer {
  const bytes = Buffer.from(text).toString('latin1');
  return Buffer.from(
    bytes.replace(escape, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** As a browser decodes it; undefined where it does not know the charset or the bytes do not satisfy it. */
function decodeStrictly(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** `name*=charset'language'%41%42`, `name*0*=charset''%41`, `name*1*=%42`: whole, or in numbered pieces. */
const parameter = /(;\s*)([\w-]+)\*(?:(\d+)\*)?=([^;\s"]*)/g;

async function mendParameters(text: string): Promise<string> {
  const charsets = new Map<string, string>();
  return replaceEach(text, parameter, async ([whole, start = '', name = '', piece, value = '']) => {
    const [, charset, rest] = /^([\w.:-]*)'[^']*'(.*)$/.exec(value) ?? [];
    if (charset !== undefined) charsets.set(name, charset);
    const declared = charset ?? charsets.get(name);
    if (declared === undefined) return whole;
    const bytes = decodeEscapes(rest ?? value, /%([0-9a-f]{2})/gi);
    const known = decodeStrictly(bytes, declared);
    // A character of several bytes may go on in the next piece: browsers' charsets are left to postal-mime.
    if (known !== undefined || (piece !== undefined && isBrowserCharset(declared))) return whole;
    const decoded = encodeURIComponent(await decodeMailText(bytes, { declared }));
    const marked = charset === undefined ? decoded : `utf-8''${decoded}`;
    return `${start}${name}*${piece === undefined ? '' : `${piece}*`}=${marked}`;
  });
}

function isBrowserCharset(charset: string): boolean {
  return decodeStrictly(Buffer.alloc(0), charset) !== undefined;
}

async function replaceEach(
  text: string,
  pattern: RegExp,
  replace: (found: RegExpExecArray) => Promise<string>,
): Promise<string> {
  let result = '';
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    result += text.slice(from, found.index) + (await replace(found));
    from = found.index + found[0].length;
  }
  return result + text.slice(from);
}
