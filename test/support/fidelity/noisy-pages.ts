import { drawPage, type Raster } from '../documents/raster.ts';
import { sentences } from '../../dev/seed-texts.ts';

export type KnownPage = { truth: string; page: Raster };

/** Pages whose text is known, with specks and paled ink as old copies have them: the same for the same numbers. */
export function drawNoisyPages(count: number): KnownPage[] {
  return Array.from({ length: count }, (_, index) => {
    const lines = sentences(41 + index, 24)
      .replace(/^\d+\. |[^\w\n .,:/-]/gm, '')
      .toUpperCase()
      .split('\n')
      .map((line) => line.slice(0, 52).trim());
    const page = drawPage(lines);
    sprinkle(page, index + 1);
    return { truth: lines.join('\n'), page };
  });
}

/** One pixel in fifty turns black or white; a linear congruential generator (Numerical Recipes) says which. */
function sprinkle({ pixels }: Raster, seed: number): void {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  for (let at = Math.floor(next() * 100); at < pixels.length; at += 1 + Math.floor(next() * 100))
    pixels[at] = next() < 0.5 ? 0 : 255;
}
