import { readTokens } from '../../search/read-tokens.ts';
import { isGarbled } from '../../tools/text-quality.ts';

/**
 * The lines of one reading of a page with a word that search would not find in the other. None where they make no
 * sense.
 */
export function listLostLines(reading: string, other: string): string {
  const found = new Set(readTokens(other).flatMap(({ exact }) => exact));
  const lost = reading
    .split('\n')
    .filter((line) => readTokens(line).some(({ exact }) => !exact.some((word) => found.has(word))));
  const text = lost.map((line) => line.trim()).join('\n');
  return isGarbled(text) ? '' : text;
}
