/** Capitals, digits and a few signs in a 5 by 7 raster: five columns each, the lowest bit on top. */
const glyphs: Record<string, string> = {
  ' ': '0000000000',
  '.': '0060600000',
  ',': '0050300000',
  '-': '0808080808',
  ':': '0036360000',
  '/': '2010080402',
  '0': '3e4141413e',
  '1': '00427f4000',
  '2': '4261514946',
  '3': '2141454b31',
  '4': '1814127f10',
  '5': '2745454539',
  '6': '3c4a494930',
  '7': '0171090503',
  '8': '3649494936',
  '9': '064949291e',
  A: '7e1111117e',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141221c',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e4149497a',
  H: '7f0808087f',
  I: '00417f4100',
  J: '2040413f01',
  K: '7f08142241',
  L: '7f40404040',
  M: '7f020c027f',
  N: '7f0408107f',
  O: '3e4141413e',
  P: '7f09090906',
  Q: '3e4151215e',
  R: '7f09192946',
  S: '4649494931',
  T: '01017f0101',
  U: '3f4040403f',
  V: '1f2040201f',
  W: '3f4038403f',
  X: '6314081463',
  Y: '0708700807',
  Z: '6151494543',
};

export type Raster = { width: number; height: number; /** One byte a pixel, 255 white. */ pixels: Buffer };

const dot = 6;
const advance = 7 * dot;
const lineHeight = 14 * dot;

/** A page of paper at 300 dpi (US letter) with lines of capitals on it, as a scanner would see them. */
export function drawPage(lines: readonly string[], size = { width: 2550, height: 3300 }): Raster {
  const pixels = Buffer.alloc(size.width * size.height, 255);
  for (const [row, line] of lines.entries()) {
    for (const [column, character] of Array.from(line).entries()) {
      drawGlyph({ ...size, pixels }, glyphs[character] ?? glyphs[' '] ?? '', {
        x: 200 + column * advance,
        y: 250 + row * lineHeight,
      });
    }
  }
  // Only where there is something: rounding corners is the slow part.
  const used = Math.min(size.height, 250 + lines.length * lineHeight) * size.width;
  soften({ ...size, height: used / size.width, pixels: pixels.subarray(0, used) }).copy(pixels);
  return { ...size, pixels };
}

function drawGlyph(raster: Raster, glyph: string, at: { x: number; y: number }): void {
  for (let column = 0; column < 5; column += 1) {
    const bits = Number.parseInt(glyph.slice(column * 2, column * 2 + 2), 16);
    for (let row = 0; row < 7; row += 1) {
      if ((bits >> row) & 1) drawDot(raster, at.x + column * dot, at.y + row * dot);
    }
  }
}

function drawDot({ width, pixels }: Raster, x: number, y: number): void {
  // A little over its own square, so that a stroke has no gaps.
  for (let line = y - 1; line < y + dot + 1; line += 1)
    pixels.fill(0, line * width + x - 1, line * width + x + dot + 1);
}

/** Rounds the corners of the dots, as ink and optics do: letters of squares are not letters to OCR. */
function soften({ width, height, pixels }: Raster): Buffer {
  const reach = 4;
  const across = average(pixels, { width, height, step: 1, reach });
  const both = average(across, { width, height, step: width, reach });
  return Buffer.from(both.map((value) => Math.max(0, Math.min(255, (value - 128) * 4 + 128))));
}

function average(
  pixels: Buffer,
  how: { width: number; height: number; step: number; reach: number },
): Buffer {
  const { step, reach } = how;
  const result = Buffer.alloc(pixels.length, 255);
  for (let at = reach * step; at < pixels.length - reach * step; at += 1) {
    let sum = 0;
    for (let offset = -reach; offset <= reach; offset += 1) sum += pixels[at + offset * step] ?? 255;
    result[at] = Math.round(sum / (reach * 2 + 1));
  }
  return result;
}
