import { countLetters, scoreReading } from '../../tools/text-quality.ts';
import type { UnreadItem } from '../../reading/unread.ts';
import { listLostLines } from './list-lost-lines.ts';

/** OCR that found hardly more than the text layer has found no other words, only strokes. */
const layerPreference = 0.8;
/** A layer that is known to be wrong in places must have found clearly more. */
const doubtedPreference = 1.25;
/** Below it, what OCR read is guessed. */
const sureConfidence = 0.5;
const minLetters = 12;

type Readings = { layer: string | null; noted: readonly UnreadItem[] };

/**
 * Chooses between a page's text layer and what OCR read of it, undefined where it could not be read: whichever reads
 * better, the typed words where there is little between them, and OCR where the layer is known to be wrong in places
 * (it is noted as `garbled-text`). `unread` is what remains of what was noted: a page read by OCR has no garbled text.
 * `lost` are the lines of the other reading with words that the chosen one has not, such as a stamp over a scan, or a
 * scanned "Exhibit A" under a stamp; none of a layer that is known to be wrong, nor beside one.
 */
export function chooseReading(
  { layer, noted }: Readings,
  ocr: { text: string; confidence: number } | undefined,
): { isLayer: boolean; lost: string; unread: UnreadItem[] } {
  const isDoubted = noted.some(({ kind }) => kind === 'garbled-text');
  const isLayer = layer !== null && isBetter(layer, isDoubted, ocr);
  const [chosen, other] = isLayer ? [layer, ocr?.text ?? ''] : [ocr?.text ?? '', layer ?? ''];
  return {
    isLayer,
    lost: isDoubted || !ocr ? '' : listLostLines(other, chosen),
    unread: isLayer || !ocr ? [...noted] : noted.filter(({ kind }) => kind !== 'garbled-text'),
  };
}

function isBetter(
  layer: string,
  isDoubted: boolean,
  ocr: { text: string; confidence: number } | undefined,
): boolean {
  // A stamp in the place of a page that could not be read would hide that it was not.
  if (!ocr) return isDoubted && countLetters(layer) >= minLetters;
  const preference = isDoubted && ocr.confidence >= sureConfidence ? doubtedPreference : layerPreference;
  return scoreReading(layer) >= scoreReading(ocr.text) * preference;
}
