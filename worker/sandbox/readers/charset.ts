import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { detectUnicode } from '../../../core/reading/detect-unicode.ts';

const sampleBytes = 256 * 1024;
const chunkBytes = 1024 * 1024;

/**
 * The charset of a text file: by its byte order mark or its escapes, else UTF-8 if all of it is valid, else as HTML or XML
 * declares at its beginning, else as its bytes suggest.
 */
export async function detectCharset(path: string): Promise<string> {
  const sample = readSample(path);
  return (
    charsetByMark(sample) ??
    charsetByEscapes(sample) ??
    (isUtf8(path) ? 'utf-8' : ((await charsetByDeclaration(sample)) ?? (await suggestCharset(sample))))
  );
}

const declaration =
  /<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,300}?charset\s*=\s*["']?([\w.:-]{2,40})/i;

/** What is not UTF-8 and says it is, lies; its bytes know better. */
async function charsetByDeclaration(sample: Buffer): Promise<string | undefined> {
  const head = sample.toString('latin1');
  if (!head.trimStart().startsWith('<')) return undefined;
  const [, xml, html] = declaration.exec(head) ?? [];
  const declared = (xml ?? html)?.toLowerCase();
  if (!declared || /^(?:utf|us-ascii|ascii)/.test(declared)) return undefined;
  const { default: iconv } = await import('iconv-lite');
  if (!iconv.encodingExists(declared)) return undefined;
  return declared === 'iso-8859-1' ? 'windows-1252' : declared;
}

/** The charsets that shift between alphabets (ISO 2022), of which iconv-lite knows none. */
export const escapedCharset = 'iso-2022-jp';

/** Into the alphabets of Japanese: JIS C 6226, X 0208, X 0212, X 0201 (RFC 1468, RFC 2237). */
const shifts = ['\x1b$@', '\x1b$B', '\x1b$(D', '\x1b(J', '\x1b(I'];

/** Japanese mail says in 7 bits which alphabet comes next (RFC 1468), whether or not it says so elsewhere. */
export function charsetByEscapes(bytes: Buffer): string | undefined {
  if (!bytes.includes(0x1b)) return undefined;
  const text = bytes.toString('latin1');
  return shifts.some((shift) => text.includes(shift)) && !/[\x80-\xff]/.test(text)
    ? escapedCharset
    : undefined;
}

/** Bytes as text, in a charset that detectCharset named. */
export async function decode(bytes: Buffer, charset: string): Promise<string> {
  if (charset === 'utf-8' || charset === escapedCharset) return new TextDecoder(charset).decode(bytes);
  const { default: iconv } = await import('iconv-lite');
  return iconv.decode(bytes, charset);
}

/** The text of a file, piece by piece. What is not valid in the charset becomes U+FFFD. */
export async function* readText(path: string, charset: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { highWaterMark: chunkBytes });
  const decoder = charset === 'utf-8' || charset === escapedCharset ? new TextDecoder(charset) : undefined;
  if (decoder) {
    for await (const chunk of stream) yield decoder.decode(chunk as Buffer, { stream: true });
    yield decoder.decode();
    return;
  }
  const { default: iconv } = await import('iconv-lite');
  yield* stream.pipe(iconv.decodeStream(charset)) as unknown as AsyncIterable<string>;
}

/** The first bytes of a file. */
export function readSample(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const sample = Buffer.alloc(sampleBytes);
    return sample.subarray(0, readSync(file, sample, 0, sampleBytes, 0));
  } finally {
    closeSync(file);
  }
}

/** The charset whose byte order mark the bytes begin with. */
export function charsetByMark(head: Buffer): string | undefined {
  const hex = head.subarray(0, 4).toString('hex');
  if (hex.startsWith('efbbbf')) return 'utf-8';
  // UTF-16 without a mark is valid UTF-8 full of NULs: what stands at the beginning is asked first.
  return detectUnicode(head);
}

function isUtf8(path: string): boolean {
  const file = openSync(path, 'r');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const chunk = Buffer.alloc(chunkBytes);
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      decoder.decode(chunk.subarray(0, read), { stream: true });
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  } finally {
    closeSync(file);
  }
}

/**
 * The charset that bytes suggest which are not UTF-8. Its tables are loaded only when needed: most text is
 * UTF-8, and they take longer to load than most texts to read.
 */
export async function suggestCharset(sample: Buffer): Promise<string> {
  const [{ default: chardet }, { default: iconv }] = await Promise.all([
    import('chardet'),
    import('iconv-lite'),
  ]);
  // A charset that has no character for some of the bytes is not the one, however likely; the sample's last
  // may be cut in two.
  const fits = (charset: string) => {
    if (!iconv.encodingExists(charset)) return false;
    const text = iconv.decode(sample, charset);
    return !text.slice(0, -4).includes('\ufffd') && !hasIdeographsInWords(text);
  };
  const candidates = chardet.analyse(sample).map((match) => match.name);
  const suggested = candidates.find(fits) ?? candidates[0];
  // What calls itself ISO 8859-1 is nearly always Windows-1252, a superset (WHATWG Encoding makes the same
  // choice).
  const isPlain = !suggested || /^(?:ISO-8859-1|ASCII|UTF-8)$/i.test(suggested);
  const likely = !isPlain && iconv.encodingExists(suggested) ? suggested : 'windows-1252';
  const decoded = (charset: string) => iconv.decode(sample, charset);
  if (!hasSignsInWords(decoded(likely))) return likely;
  // The charsets of DOS, which the detector does not know, give letters where the others give signs.
  return ['cp866', 'cp850'].find((charset) => letterShare(decoded(charset)) >= 0.9) ?? likely;
}

/** Marks that people write, beside letters, beyond ASCII; inside a word only some of them. */
const punctuation =
  /[\u00a0\u00a3\u00a7\u00a9\u00ab\u00ad\u00ae\u00b0\u00b7\u00bb\u2010-\u203a\u20ac\u2116\u2122\u3000-\u303f\uff00-\uff65]/;
const punctuationInWords = /[\u00a0\u00ad\u00b7\u2010-\u2014\u2019\u3000-\u303f\uff00-\uff65]/;

/** Whether signs stand where letters should: what was read in a wrong charset is full of them. */
export function hasSignsInWords(text: string): boolean {
  const foreign = text.match(/[\u0080-\uffff]/g) ?? [];
  const signs = foreign.filter((one) => !/[\p{L}\p{M}]/u.test(one) && !punctuation.test(one));
  const inWords = text.match(/(?<=\p{L})[\u0080-\u00bf\u2000-\u2fff](?=\p{L})/gu) ?? [];
  const odd = inWords.filter((one) => punctuation.test(one) && !punctuationInWords.test(one));
  return signs.length + odd.length > foreign.length * 0.1;
}

const ideographs = '[\\u1100-\\u11ff\\u2e80-\\u9fff\\uac00-\\ud7af\\uff61-\\uff9f]';
const ideographRun = new RegExp(`${ideographs}+`, 'g');
const ideographInWord = new RegExp(
  `(?<=[a-z])${ideographs}{1,2}(?![\\u1100-\\uffff])|(?<![\\u1100-\\uffff])${ideographs}{1,2}(?=[a-z])`,
  'g',
);

/**
 * Whether half of the Chinese, Japanese or Korean characters stand alone beside a small Latin letter: "Stra絽" is
 * German.
 */
export function hasIdeographsInWords(text: string): boolean {
  const runs = text.match(ideographRun)?.length ?? 0;
  return runs > 0 && (text.match(ideographInWord)?.length ?? 0) * 2 >= runs;
}

/**
 * How many of the characters beyond ASCII are letters; none where two scripts meet in a word, as in a wrong
 * charset they do.
 */
function letterShare(text: string): number {
  const foreign = text.match(/[\u0080-\uffff]/g) ?? [];
  if (foreign.length === 0 || /[a-z][а-яё]|[а-яё][a-z]/i.test(text)) return 0;
  return foreign.filter((character) => /\p{L}/u.test(character)).length / foreign.length;
}
