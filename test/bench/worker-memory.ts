import { randomBytes } from 'node:crypto';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { zipPieces } from '../support/documents/zip.ts';
import { readPeakMemory, watchMemory } from '../support/container-memory.ts';
import { signInAdministrator, listContainers } from '../stack/first-day/appliance.ts';
import type { BenchmarkRow } from './benchmark-row.ts';

const entries = 32;
const entryBytes = 64 * 1024 ** 2;
const scannedPages = 1_000;
/** A slip of paper at 300 dpi: what is looked at is memory, and a full page would keep tesseract busy for half an hour. */
const slip = { width: 1_500, height: 450 };
const settleSeconds = 40 * 60;

/** 2 GiB that do not compress, in files that differ. */
function createArchive(): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const content = randomBytes(entryBytes);
  const files = function* () {
    for (let index = 0; index < entries; index += 1) {
      content.writeUInt32BE(index, 0);
      yield { name: `disk/part-${index}.bin`, content };
    }
  };
  return (async function* () {
    yield* zipPieces(files(), { deflated: false });
  })();
}

function createScan(): Buffer {
  const page = (number: number) => ({
    picture: drawPage([`SLIP NUMBER ${number + 1}`], slip),
    size: { width: (slip.width * 72) / 300, height: (slip.height * 72) / 300 },
  });
  return buildPdf(Array.from({ length: scannedPages }, (_, number) => page(number)));
}

/** The most memory the worker held while a 2 GiB archive and a scan of 1,000 pages went through, both at once. */
export async function measureWorkerMemory(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of large work' });
  const workers = await listContainers('worker');
  const memory = watchMemory(workers);
  const filed = [
    await admin.uploadAccepted(matter.id, 'scan.pdf', Uint8Array.from(createScan())),
    await admin.uploadAccepted(matter.id, 'disk.zip', createArchive()),
  ];
  for (const { id } of filed) {
    const settled = await admin.waitForFinalState(id, settleSeconds);
    if (settled.state !== 'searchable')
      throw new Error(`${settled.filename} ended ${settled.state}: ${settled.reason}`);
  }
  const processes = await Promise.all(workers.map((id) => readPeakMemory(id)));
  const peaks = [...memory.stop(), ...processes.map(({ whole }) => whole)];
  return {
    what: `the worker’s memory at most, with a ZIP of 2 GiB and a scan of ${scannedPages} pages`,
    unit: 'MiB',
    ours: Math.max(...peaks),
    baseline: 1024,
    baselineName: 'asked for, at most',
  };
}
