import { assemblePdf, pictureObject, stream } from './pdf.ts';
import type { Raster } from './raster.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';
/** Drawn by the font's glyph that has no name anybody knows. */
const lost = '\uFB01';

/**
 * A PDF whose font (Type 3, ISO 32000-1, 9.6.5) knows small letters and the space by name, and draws U+FB01 by a
 * glyph of which nothing says what it means, or whose name says something else. The letters are dots: what is to be seen is the picture.
 */
export function buildPdfWithLostLetters(
  lines: readonly string[],
  picture: Raster,
  glyph = 'lostligature',
): Buffer {
  const coded = lines.map((line) => line.replaceAll(lost, '\u0001'));
  const shown = coded.map((line) => `(${line}) Tj T*`).join('\n');
  const content = `q 612 0 0 792 0 0 cm /P Do Q BT /F 11 Tf 15 TL 72 700 Td ${shown} ET`;
  const glyphs = letters
    .split('')
    .map((letter) => `/${letter} 7 0 R`)
    .join(' ');
  const names = letters
    .split('')
    .map((letter) => `/${letter}`)
    .join(' ');
  return assemblePdf([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Count 1 /Kids [3 0 R] >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /P 6 0 R >> >> >>',
    ),
    stream('', Buffer.from(content, 'latin1')),
    Buffer.from(
      `<< /Type /Font /Subtype /Type3 /FontMatrix [0.001 0 0 0.001 0 0] /FontBBox [0 0 1000 1000] /FirstChar 0 /LastChar 122 /Widths [${'500 '.repeat(123)}] /Resources << >> /Encoding << /Type /Encoding /Differences [1 /${glyph} 32 /space 97 ${names}] >> /CharProcs << ${glyphs} /${glyph} 7 0 R /space 8 0 R >> >>`,
    ),
    pictureObject(picture),
    stream('', Buffer.from('500 0 d0 0 0 30 30 re f')),
    stream('', Buffer.from('500 0 d0')),
  ]);
}
