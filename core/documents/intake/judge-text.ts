/** What bytes look like: text, text with a few bytes in it that text has not (or the contrary), or no text. */
export type TextJudgement = 'text' | 'mixed' | 'binary';

/** What text has beside its characters: tab, line ends, form feed, backspace, escape (ISO-2022), end of file of DOS. */
const usual: ReadonlySet<number> = new Set([8, 9, 10, 12, 13, 26, 27]);
const fewControls = 2;
const maxControlShare = 0.01;
/** A log that was cut off by a crash has a stretch of NULs. */
const maxNulShare = 0.25;
const minSpaceShare = 0.005;
/** Pictures and tables of numbers are mostly one value; no text is. */
const maxSameShare = 0.5;

/** Judges the first bytes of a file, in any charset of one byte or more a character, UTF-16 and UTF-32 apart. */
export function judgeText(head: Buffer): TextJudgement {
  // Some programs fill the last block of a file up.
  const padding = head.length - head.findLastIndex((byte) => byte !== 0) - 1;
  if (padding > 0 && padding < head.length) {
    const rest = judgeText(head.subarray(0, head.length - padding));
    return rest === 'text' ? 'mixed' : rest;
  }
  const counts = new Uint32Array(256);
  for (const byte of head) counts[byte] = (counts[byte] ?? 0) + 1;
  const count = (byte: number) => counts[byte] ?? 0;
  const nuls = count(0);
  let controls = 0;
  // Korean mail shifts between alphabets with two of them (RFC 1557).
  const isShifted = head.includes('\u001b$)C');
  const isUsual = (byte: number) => usual.has(byte) || (isShifted && (byte === 14 || byte === 15));
  for (let byte = 1; byte < 32; byte += 1) if (!isUsual(byte)) controls += count(byte);
  if (nuls === 0 && controls <= head.length / 1_000) return 'text';
  const rest = head.length - nuls;
  const isClean =
    controls <= Math.max(fewControls, rest * maxControlShare) && nuls <= head.length * maxNulShare;
  const hasSpaces = count(32) + count(10) + count(13) + count(9) >= rest * minSpaceShare;
  const most = counts.subarray(1).reduce((one, other) => Math.max(one, other), 0);
  return isClean && hasSpaces && rest > 0 && most <= rest * maxSameShare ? 'mixed' : 'binary';
}
