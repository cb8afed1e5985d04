import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { imageVersion } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { signInAdministrator, createWorkFolder } from '../stack/first-day/appliance.ts';
import { measureSeconds, type BenchmarkRow } from './benchmark-row.ts';

const textDocuments = 24;
const textPages = 60;
const shortDocuments = 10;
const shortPages = 20;
const scannedDocuments = 6;
const scannedPages = 12;

const words =
  'the party of the first part shall hold harmless and indemnify against every claim arising from carriage of goods'.split(
    ' ',
  );

/** Lines of words that differ from page to page, as many as a page of a brief has. */
function linesOf(seed: number, count: number, perLine: number): string[] {
  const word = (at: number) => words[(at * 7 + seed * 3 + (at % 5)) % words.length] ?? '';
  return Array.from(
    { length: count },
    (_, line) =>
      `${Array.from({ length: perLine }, (_unused, at) => word(line * perLine + at)).join(' ')} ${seed}.${line}`,
  );
}

function textPdfs(): Buffer[] {
  const page = (document: number, number: number) => ({
    lines: linesOf(document * textPages + number, 42, 12),
  });
  return Array.from({ length: textDocuments }, (_, document) =>
    buildPdf(Array.from({ length: textPages }, (_unused, number) => page(document, number))),
  );
}

function scannedPdfs(): Buffer[] {
  const page = (document: number, number: number) => ({
    picture: drawPage(
      linesOf(document * scannedPages + number, 24, 6).map((line) => line.toUpperCase().slice(-52)),
    ),
  });
  return Array.from({ length: scannedDocuments }, (_, document) =>
    buildPdf(Array.from({ length: scannedPages }, (_unused, number) => page(document, number))),
  );
}

/** Seconds from the first upload to the last document being searchable. */
async function measurePipelineSeconds(name: string, documents: readonly Buffer[]): Promise<number> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name });
  return measureSeconds(async () => {
    const filed = [];
    for (const [index, content] of documents.entries())
      filed.push(await admin.uploadAccepted(matter.id, `${name}-${index}.pdf`, Uint8Array.from(content)));
    for (const { id } of filed) {
      const settled = await admin.waitForFinalState(id, 900);
      if (settled.state !== 'searchable')
        throw new Error(`${settled.filename} ended ${settled.state}: ${settled.reason}`);
    }
  });
}

/** Seconds for a shell command in the sandbox's image, with the documents in /bench, as many at a time as there are sandboxes. */
async function measureBareToolSeconds(
  name: string,
  documents: readonly Buffer[],
  command: string,
): Promise<number> {
  const folder = createWorkFolder(`bench-${name}`);
  mkdirSync(folder, { recursive: true });
  for (const [index, content] of documents.entries()) writeFileSync(join(folder, `${index}.pdf`), content);
  const image = `strongroom/sandbox:${imageVersion}`;
  const printed = await run(
    'docker',
    [
      ...[
        'run',
        '--rm',
        '--network',
        'none',
        '--tmpfs',
        '/tmp:size=1g',
        '--volume',
        `${folder}:/bench:ro`,
        '--entrypoint',
        'bash',
        image,
        '-c',
      ],
      `started=$EPOCHREALTIME; ${command} >/dev/null 2>&1; ended=$EPOCHREALTIME; echo $(( (\${ended/./} - \${started/./}) / 1000 ))`,
    ],
    { timeoutMs: 900_000 },
  );
  return Number(printed) / 1000;
}

/** Documents with a text layer: from upload to searchable, against poppler over the same files. */
export async function measureTextPipeline(): Promise<BenchmarkRow> {
  const documents = textPdfs();
  const pages = textDocuments * textPages;
  const ours = await measurePipelineSeconds('text', documents);
  const alone = await measureBareToolSeconds(
    'text',
    documents,
    "ls /bench/*.pdf | xargs -P 2 -I {} sh -c 'pdftotext -raw -bbox {} - >/dev/null'",
  );
  return {
    what: `text layer, ${textDocuments} PDFs of ${textPages} pages: upload to searchable`,
    unit: 'pages/s',
    ours: pages / ours,
    baseline: pages / alone,
    baselineName: '`pdftotext -raw -bbox`, two at a time',
  };
}

/** How long somebody waits for a document of 20 pages while nothing else is going on: the mean of several, one after the other. */
export async function measureShortDocumentWait(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of waiting' });
  const page = (document: number, number: number) => ({ lines: linesOf(document * 997 + number, 42, 12) });
  let seconds = 0;
  for (let document = 0; document < shortDocuments; document += 1) {
    const pages = Array.from({ length: shortPages }, (_, number) => page(document, number));
    const { id } = await admin.uploadAccepted(
      matter.id,
      `short-${document}.pdf`,
      Uint8Array.from(buildPdf(pages)),
    );
    seconds += await measureSeconds(() => admin.waitForFinalState(id));
  }
  return {
    what: `a PDF of ${shortPages} pages, nothing else going on: upload accepted to searchable`,
    unit: 's',
    ours: seconds / shortDocuments,
    baseline: 2,
    baselineName: 'asked for, at most',
  };
}

/** Scanned documents: from upload to searchable, against rendering and tesseract alone on the same cores. */
export async function measureOcrPipeline(): Promise<BenchmarkRow> {
  const documents = scannedPdfs();
  const pages = scannedDocuments * scannedPages;
  const ours = await measurePipelineSeconds('scan', documents);
  const list = `for file in /bench/*.pdf; do for page in $(seq ${scannedPages}); do echo "$file $page"; done; done`;
  const read = 'pdftoppm -gray -r 300 -f $2 -l $2 $1 | OMP_THREAD_LIMIT=1 tesseract - - tsv >/dev/null';
  const alone = await measureBareToolSeconds(
    'scan',
    documents,
    `{ ${list}; } | xargs -P 2 -L 1 sh -c '${read}' sh`,
  );
  return {
    what: `OCR, ${scannedDocuments} scanned PDFs of ${scannedPages} pages: upload to searchable`,
    unit: 'pages/s',
    ours: pages / ours,
    baseline: pages / alone,
    baselineName: '`pdftoppm` into `tesseract`, two at a time',
  };
}
