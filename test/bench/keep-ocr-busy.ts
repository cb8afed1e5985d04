import { finalStates, type ApiClient, type ApiDocument } from '../support/client.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** So many wait for OCR, or are being read, at any time. */
export const scansAtOnce = 3;
const pagesOfScan = 4;
const pauseMs = 1_000;

function createScan(number: number): Uint8Array<ArrayBuffer> {
  const lines = (page: number) =>
    Array.from({ length: 24 }, (_, line) => `SCAN ${number} PAGE ${page} LINE ${line}: THE GOODS ARE LANDED`);
  const pages = Array.from({ length: pagesOfScan }, (_, page) => ({ picture: drawPage(lines(page)) }));
  return Uint8Array.from(buildPdf(pages));
}

/**
 * Keeps scanned pages waiting for OCR until `stop`: as soon as a scan has been read the next one is filed. `stop` waits until
 * those on their way are read as well, so that nobody's next measurement is disturbed, and gives all of them.
 */
export async function keepOcrBusy(admin: ApiClient): Promise<{ stop: () => Promise<ApiDocument[]> }> {
  const matter = await admin.createMatter({ name: 'Scans of a hundred people' });
  // Drawn beforehand: it takes processor time that the requests would wait for. The same bytes are read anew each time.
  const scans = Array.from({ length: scansAtOnce }, (_, number) => createScan(number));
  const going = new AbortController();
  const read: ApiDocument[] = [];
  const keepOneWaiting = async (content: Uint8Array<ArrayBuffer>, place: number) => {
    for (let number = 1; !going.signal.aborted; number += 1) {
      const { id } = await admin.uploadAccepted(matter.id, `scan-${place}-${number}.pdf`, content);
      let document = await admin.document(id);
      while (!finalStates.includes(document.state)) {
        await sleep(pauseMs);
        document = await admin.document(id);
      }
      read.push(document);
    }
  };
  const work = Promise.all(scans.map(keepOneWaiting));
  // Whoever awaits `stop` hears of it; until then nobody does.
  work.catch(() => undefined);
  return {
    stop: async () => {
      going.abort();
      await work;
      return read;
    },
  };
}
