import { isGarbled } from '../../tools/text-quality.ts';

const words = /[\p{L}\p{N}]+/gu;

/**
 * The lines of a page's text layer with a word that OCR did not read: the stamp of a court over a scan, what was typed
 * into a form. Nothing of a layer that makes no sense.
 */
export function listLostLines(layer: string, ocr: string): string {
  const read = new Set(wordsOf(ocr));
  const lost = layer.split('\n').filter((line) => wordsOf(line).some((word) => !read.has(word)));
  const text = lost.map((line) => line.trim()).join('\n');
  return isGarbled(text) ? '' : text;
}

function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(words) ?? [];
}
