export type WideCharset = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

const maxSampleBytes = 32 * 1024;
/** Of the bytes of 8-bit text hardly any are control characters or NUL; of UTF-16 in any script some are. */
const minControlShare = 0.02;
/** Text in the right order of its bytes is nearly all characters; an export may have a NUL for an empty field. */
const minCharacterShare = 0.97;
/** Spaces, line ends, digits, punctuation: every script has them, and in the wrong order they are none. */
const minCommonShare = 0.03;
/** Text of one byte a character among other bytes has more letters than text of two bytes can have. */
const maxLetterShare = 0.8;

const character = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\p{Cf}\t\n\f\r]/gu;
const common = /[\t\n\r -~\u3000-\u30ff\uff00-\uff0f\uff1a-\uff20]/g;

/**
 * The charset of text in characters of two or four bytes: by its byte order mark, and UTF-16 without one by what its
 * bytes make in either order (databases and Windows programs write it so). Undefined for any other bytes.
 */
export function detectUnicode(bytes: Buffer): WideCharset | undefined {
  const sample = bytes.subarray(0, maxSampleBytes);
  const mark = sample.subarray(0, 4).toString('hex');
  if (mark === 'fffe0000') return 'utf-32le';
  if (mark === '0000feff') return 'utf-32be';
  if (mark.startsWith('fffe')) return 'utf-16le';
  if (mark.startsWith('feff')) return 'utf-16be';
  return detectUnmarked(sample);
}

function detectUnmarked(sample: Buffer): WideCharset | undefined {
  const controls = sample.filter((byte) => byte < 32 && ![9, 10, 13].includes(byte)).length;
  const letters = sample.filter((byte) => byte >= 32 && byte < 127).length;
  if (sample.length < 4 || controls < sample.length * minControlShare) return undefined;
  if (letters > sample.length * maxLetterShare) return undefined;
  const even = sample.subarray(0, sample.length - (sample.length % 2));
  const little = judge(even.toString('utf16le'));
  const big = judge(Buffer.from(even).swap16().toString('utf16le'));
  const [best, charset] = little >= big ? [little, 'utf-16le' as const] : [big, 'utf-16be' as const];
  return best >= minCommonShare ? charset : undefined;
}

/** The share of common characters in what may be a text; 0 where it is none. */
function judge(text: string): number {
  // The last character may be cut in two.
  const whole = text.replace(/[\ud800-\udbff]$/, '');
  const characters = whole.match(character)?.reduce((sum, one) => sum + one.length, 0) ?? 0;
  if (characters < whole.length * minCharacterShare) return 0;
  return (whole.match(common)?.length ?? 0) / whole.length;
}
