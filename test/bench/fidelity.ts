import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signInAdministrator } from '../stack/first-day/appliance.ts';
import type { ApiClient, ApiDocument } from '../support/client.ts';
import { findCorpus } from '../support/corpus.ts';
import { buildPng } from '../support/documents/images.ts';
import { characterErrorRate } from '../support/fidelity/compare-words.ts';
import { listFormatsWithoutReader } from '../support/fidelity/independent-readers.ts';
import {
  formatFidelity,
  measureFile,
  recallOf,
  type FidelityInput,
  type FileFidelity,
  type FoundDocument,
} from '../support/fidelity/measure-fidelity.ts';
import { drawNoisyPages } from '../support/fidelity/noisy-pages.ts';
import { buildOwnDocuments } from '../support/fidelity/own-documents.ts';
import { pictureReaders } from '../support/fidelity/plain-readers.ts';
import { ReaderContainers } from '../support/fidelity/reader-container.ts';
import type { BenchmarkRow } from './benchmark-row.ts';

const asked = { recall: 0.995, fileRecall: 0.98 };
const ocrPages = 6;
/** A scan of many pages takes its time on a machine that does other things as well. */
const readingSeconds = 900;

/** Words that other programs read of the same files, and the share of them that is found in the appliance. */
export async function measureFidelity(): Promise<BenchmarkRow> {
  const containers = new ReaderContainers();
  try {
    const rows: FileFidelity[] = [];
    const admin = await signInAdministrator();
    const matter = await admin.createMatter({ name: 'Fidelity' });
    for (const input of await listInputs())
      rows.push(await measureFile(containers, input, await findInAppliance(admin, matter.id, input)));
    const unread = listFormatsWithoutReader().map((line) => `No other program reads ${line}\n`);
    process.stdout.write(`${formatFidelity(rows, asked.fileRecall)}\n${unread.join('')}`);
    return {
      what: `words of ${rows.length} files that other programs read, found`,
      unit: '',
      ours: recallOf(rows),
      baseline: asked.recall,
      baselineName: 'asked for',
    };
  } finally {
    await containers.stop();
  }
}

/** Characters that OCR read right on noisy pages with known text, against the bare engine on the same pictures. */
export async function measureOcrFidelity(): Promise<BenchmarkRow> {
  const containers = new ReaderContainers();
  const [tesseract] = pictureReaders;
  if (!tesseract) throw new Error('No program reads pictures.');
  try {
    const admin = await signInAdministrator();
    const matter = await admin.createMatter({ name: 'Fidelity of OCR' });
    const rates = { ours: 0, bare: 0 };
    for (const [index, { truth, page }] of drawNoisyPages(ocrPages).entries()) {
      const input = { name: `page-${index}.png`, content: buildPng(page) };
      const [, text = ''] = (await findInAppliance(admin, matter.id, input)).texts;
      rates.ours += characterErrorRate(text, truth) / ocrPages;
      rates.bare +=
        characterErrorRate(await containers.read(tesseract, input.name, input.content), truth) / ocrPages;
    }
    return {
      what: `OCR of ${ocrPages} noisy pages with known text: characters right`,
      unit: '',
      ours: 1 - rates.ours,
      baseline: 1 - rates.bare,
      baselineName: 'bare `tesseract`',
    };
  } finally {
    await containers.stop();
  }
}

async function listInputs(): Promise<FidelityInput[]> {
  const real = (['court', 'redactions', 'tika'] as const).flatMap((set) => {
    const there = findCorpus(set);
    return (there?.files ?? []).map((name) => ({
      name,
      content: readFileSync(join(there?.dir ?? '', name)),
    }));
  });
  // An empty file is refused at the door.
  return [...real, ...(await buildOwnDocuments())].filter(({ content }) => content.length > 0);
}

type ReadDocument = ApiDocument & { unread?: { what: string; reason: string; page: number | null }[] };

async function findInAppliance(
  admin: ApiClient,
  matterId: string,
  input: FidelityInput,
): Promise<FoundDocument> {
  const { id } = await admin.uploadAccepted(matterId, input.name, Uint8Array.from(input.content));
  const document: ReadDocument = await admin.waitForFinalState(id, readingSeconds);
  const family = await listFamily(admin, matterId, document);
  const texts: string[] = [];
  for (const { id: member, filename, pageCount } of family) {
    texts.push(filename);
    for (let page = 1; page <= (pageCount ?? 0); page += 1) texts.push((await admin.page(member, page)).text);
  }
  return {
    state: document.state,
    mediaType: document.mediaType,
    reason: document.reason,
    texts,
    unread: family.flatMap(({ unread }) => (unread ?? []).map(({ what, reason }) => `${what}, ${reason}`)),
  };
}

/** The document and all that was found inside it, each once it has ended. */
async function listFamily(
  admin: ApiClient,
  matterId: string,
  document: ReadDocument,
): Promise<ReadDocument[]> {
  const all = await admin.documents(matterId);
  const children = all.filter(({ parentId }) => parentId === document.id);
  const family: ReadDocument[] = [document];
  for (const { id } of children)
    family.push(...(await listFamily(admin, matterId, await admin.waitForFinalState(id, readingSeconds))));
  return family;
}
