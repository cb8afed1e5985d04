import { z } from 'zod';
import { Unreadable } from '../platform/errors.ts';
import type { SandboxSession } from './sandbox-client.ts';
import type { ExtractedPage, Extractor, PageLayout } from './extraction.ts';
import { ToolFailed } from './tool-errors.ts';
import { parseToolOutput } from './emit-pages.ts';
import type { Segmentation } from './sandbox-protocol.ts';
import { readWordTable, type WordPage } from './read-word-table.ts';

const framesSchema = z
  .array(z.object({ width: z.int().nonnegative(), height: z.int().nonnegative() }))
  .min(1)
  .max(5_000);
const maxTableBytes = 64 * 1024 ** 2;

const pointsPerInch = 72;
const bestDpi = 300;
/**
 * A drawing of building size is drawn more coarsely: this many pixels fit the sandbox's memory with room to
 * spare.
 */
const maxPixels = 40_000_000;
const maxImagePixels = 120_000_000;
/** Below this mean confidence the page probably lies on its side or upside down. */
const doubtfulConfidence = 0.55;

/** An image file: one page for each picture in it, each to be read by OCR. */
export const extractImage: Extractor = async (session, emit) => {
  await session.run('image-frames', {});
  const frames = parseToolOutput(framesSchema, await session.readText('frames.json', 1024 ** 2));
  for (const [index, { width, height }] of frames.entries()) {
    if (width * height > maxImagePixels) {
      throw new Unreadable(
        'The image has more pixels than can be read (120 million). Save it at a lower resolution, and upload that.',
      );
    }
    await emit({
      number: index + 1,
      state: 'waiting',
      text: '',
      engine: '',
      confidence: 0,
      label: null,
      layout: { width, height, words: [] },
    });
  }
  return {};
};

export type OcrPage = { number: number; mediaType: string; layout: PageLayout | null };

/** Reads one page of a PDF or one picture of an image file. @throws ToolFailed, SandboxInterrupted */
export async function readByOcr(session: SandboxSession, page: OcrPage): Promise<ExtractedPage> {
  const dpi = page.mediaType === 'application/pdf' ? chooseDpi(page.layout) : undefined;
  const upright = await runTesseract(session, page, { dpi, segmentation: '3' });
  const found =
    upright.confidence >= doubtfulConfidence || upright.text === ''
      ? upright
      : await retryRotated(session, page, { dpi, upright });
  return {
    number: page.number,
    state: 'read',
    text: found.text,
    engine: 'tesseract',
    confidence: found.confidence,
    label: null,
    spans: found.spans,
    layout: dpi === undefined ? found.layout : toPoints(found.layout, dpi),
  };
}

/**
 * Tries again, finding out which way up the page is; keeps the reading with the higher confidence. A page
 * with too little on it says nothing.
 */
async function retryRotated(
  session: SandboxSession,
  page: OcrPage,
  before: { dpi: number | undefined; upright: WordPage },
): Promise<WordPage> {
  try {
    const second = await runTesseract(session, page, { dpi: before.dpi, segmentation: '1' });
    return second.confidence > before.upright.confidence ? second : before.upright;
  } catch (error) {
    if (error instanceof ToolFailed) return before.upright;
    throw error;
  }
}

async function runTesseract(
  session: SandboxSession,
  page: OcrPage,
  how: { dpi: number | undefined; segmentation: Segmentation },
): Promise<WordPage> {
  const reading = { segmentation: how.segmentation, language: 'eng' } as const;
  if (how.dpi === undefined) await session.run('ocr-image', { frame: page.number, ...reading });
  else await session.run('ocr-pdf-page', { page: page.number, dpi: how.dpi, ...reading });
  for await (const found of readWordTable(session.readLines('words.tsv', maxTableBytes))) return found;
  throw new ToolFailed('output', 'tesseract left no page');
}

function chooseDpi(layout: PageLayout | null): number {
  const squareInches = ((layout?.width ?? 0) * (layout?.height ?? 0)) / pointsPerInch ** 2;
  if (squareInches <= 0) return bestDpi;
  return Math.max(20, Math.min(bestDpi, Math.floor(Math.sqrt(maxPixels / squareInches))));
}

/** Places in points, as the text layers of other pages have them. */
function toPoints(layout: PageLayout, dpi: number): PageLayout {
  const points = (pixels: number) => Math.round(((pixels * pointsPerInch) / dpi) * 10) / 10;
  return {
    width: points(layout.width),
    height: points(layout.height),
    words: layout.words.map(([left, top, width, height, text]) => [
      points(left),
      points(top),
      points(width),
      points(height),
      text,
    ]),
  };
}
