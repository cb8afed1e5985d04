import { readFileSync, writeFileSync } from 'node:fs';
import { Pdfium } from './pdfium.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

/** Beyond this nobody made the file for reading. */
const maxPages = 20_000;
const maxLetters = 200_000;
/** PDFium writes so where a hyphen parts a word at the end of a line. */
const hyphen = 2;
const spaces: ReadonlySet<number | undefined> = new Set([32, 0xa0]);
const doubleBytes = 8;
/** Points: less is nothing to see. */
const leastInk = 0.05;
const whiteSpace = new Set([9, 10, 13, 32, 0xa0]);

/**
 * How many letters a page draws of which the file does not say which they are, such as "fi" drawn as one sign:
 * `missing.ndjson`, a line for each page that has any.
 */
async function main(): Promise<void> {
  const pdfium = await Pdfium.start();
  const document = pdfium.open(readFileSync('input'));
  if (document === 0) throw new ReaderRefusal('damaged');
  const lines: string[] = [];
  const count = Math.min(pdfium.call('FPDF_GetPageCount', document), maxPages);
  for (let index = 0; index < count; index += 1) {
    const page = pdfium.call('FPDF_LoadPage', document, index);
    if (page === 0) continue;
    const letters = countMissingLetters(pdfium, page);
    if (letters > 0) lines.push(JSON.stringify({ page: index + 1, letters }));
    pdfium.call('FPDF_ClosePage', page);
  }
  writeFileSync('missing.ndjson', lines.map((line) => `${line}\n`).join(''));
}

function countMissingLetters(pdfium: Pdfium, page: number): number {
  const text = pdfium.call('FPDFText_LoadPage', page);
  if (text === 0) return 0;
  const count = Math.min(pdfium.call('FPDFText_CountChars', text), maxLetters);
  const codes = Array.from({ length: count }, (_, at) => pdfium.call('FPDFText_GetUnicode', text, at));
  const missing = codes.filter((code, at) => {
    const beside = [codes[at - 1], codes[at + 1]];
    // A space of which something is seen is a letter that the file calls a space.
    const isSuspect = spaces.has(code)
      ? beside.every(isLetter)
      : isMeaningless(code) && beside.some(isLetter);
    return isSuspect && isDrawn(pdfium, text, at);
  });
  pdfium.call('FPDFText_ClosePage', text);
  return missing.length;
}

function isMeaningless(code: number): boolean {
  const isControl = code < 32 || (code >= 0x7f && code < 0xa0);
  // What a font keeps for itself (U+E000 to U+F8FF) is a letter only to who has the font.
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  const isNone = code === 0xfffd || code >= 0xfffe;
  return (isControl && code !== hyphen && !whiteSpace.has(code)) || isPrivate || isNone;
}

function isLetter(code: number | undefined): boolean {
  return code !== undefined && code > 0 && code <= 0x10ffff && /\p{L}/u.test(String.fromCodePoint(code));
}

/** A space without a meaning is none that is missed: nothing is seen of it. */
function isDrawn(pdfium: Pdfium, text: number, at: number): boolean {
  if (pdfium.call('FPDFText_IsGenerated', text, at) === 1) return false;
  const out = pdfium.call('malloc', 4 * doubleBytes);
  const pointers = [0, 1, 2, 3].map((side) => out + side * doubleBytes);
  const isKnown = pdfium.call('FPDFText_GetCharBox', text, at, ...pointers) === 1;
  const [left = 0, right = 0, bottom = 0, top = 0] = new Float64Array(
    pdfium.bytes(out, 4 * doubleBytes).slice().buffer,
  );
  pdfium.call('free', out);
  return isKnown && right - left > leastInk && top - bottom > leastInk;
}

await runReader(main);
