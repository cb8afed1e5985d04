import { readFileSync, writeFileSync } from 'node:fs';
import { findDarkBoxes, type DarkBox } from './find-dark-boxes.ts';
import { findHiddenRuns } from './find-hidden-runs.ts';
import { Pdfium } from './pdfium.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

/** Beyond this nobody made the file for reading. */
const maxPages = 20_000;

/**
 * Where text lies readable under a black box: `hidden.ndjson`, a line for each page that has such places, in
 * points from the top left as the word table has them. The text itself is written nowhere.
 */
async function main(): Promise<void> {
  const pdfium = await Pdfium.start();
  const document = pdfium.open(readFileSync('input'));
  // Not looked through is not the same as nothing found.
  if (document === 0) throw new ReaderRefusal('damaged');
  const lines: string[] = [];
  const count = Math.min(pdfium.call('FPDF_GetPageCount', document), maxPages);
  for (let index = 0; index < count; index += 1) {
    const page = pdfium.call('FPDF_LoadPage', document, index);
    if (page === 0) continue;
    const { covers, drawingOrder: orders } = findDarkBoxes(pdfium, page);
    const boxes = covers.length === 0 ? [] : findOnPdfPage(pdfium, page, { covers, orders });
    if (boxes.length > 0) lines.push(JSON.stringify({ page: index + 1, boxes }));
    pdfium.call('FPDF_ClosePage', page);
  }
  writeFileSync('hidden.ndjson', lines.map((line) => `${line}\n`).join(''));
}

function findOnPdfPage(
  pdfium: Pdfium,
  page: number,
  drawn: { covers: DarkBox[]; orders: Map<number, number> },
): number[][] {
  const text = pdfium.call('FPDFText_LoadPage', page);
  if (text === 0) return [];
  const boxes = findHiddenRuns(pdfium, { page, text, ...drawn });
  pdfium.call('FPDFText_ClosePage', text);
  return boxes;
}

await runReader(main);
