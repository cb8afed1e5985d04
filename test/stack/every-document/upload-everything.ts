import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finalStates, type ApiClient, type ApiDocument } from '../../support/client.ts';
import { findCorpus } from '../../support/corpus.ts';
import { waitFor } from '../../support/wait-for.ts';
import { buildExpectedDocuments, type ExpectedDocument } from './exhibits.ts';

/** What became of one file: enough to tell whether two runs ended alike. */
export type DocumentEnd = { path: string; state: string; pageCount: number | null; sha256: string | null };

export type FileToUpload = { filename: string; content: () => Buffer };

const atOnce = 4;
const settleSeconds = 40 * 60;
/** LibreOffice writes anew what older files embed, with the time of writing in it: those bytes differ from run to run. */
const writtenAnew = /\.(?:doc|xls|ppt|rtf|od[pst]) > [^>]+\.(?:docx|xlsx|pptx)$/i;
const corpora = ['court', 'redactions', 'tika'] as const;

let made: Promise<ExpectedDocument[]> | undefined;
/** What the project makes, made once. */
export function getExpectedDocuments(): Promise<ExpectedDocument[]> {
  made ??= buildExpectedDocuments();
  return made;
}

/** Every file of this test: what the project makes, and the real documents beside the checkout where they are there. */
export async function listFilesToUpload(): Promise<FileToUpload[]> {
  const ours = (await getExpectedDocuments()).map(({ filename, content }) => ({
    filename,
    content: () => content,
  }));
  const real = corpora.flatMap((name) => {
    const found = findCorpus(name);
    return (found?.files ?? []).map((file) => ({
      filename: file,
      content: () => readFileSync(join(found?.dir ?? '', file)),
    }));
  });
  // An empty file is refused at the door; the tests of the API show that.
  return [...ours, ...real].filter(({ content }) => content().length > 0);
}

/** Uploads every file into the matter, a few at a time, and returns the ids in the order of the files. @throws when one is refused. */
export async function uploadAll(
  client: ApiClient,
  matterId: string,
  files: readonly FileToUpload[],
): Promise<string[]> {
  const ids: string[] = [];
  const left = [...files.entries()];
  const take = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, { filename, content }] = next;
      ids[index] = (await client.uploadAccepted(matterId, filename, Uint8Array.from(content()))).id;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, take));
  return ids;
}

/** All documents of the matter, attachments and entries among them, once none is on its way any more. */
export async function waitForAllDocuments(client: ApiClient, matterId: string): Promise<ApiDocument[]> {
  return waitFor('every document to reach a final state', settleSeconds, async () => {
    const documents = await client.documents(matterId);
    return documents.every(({ state }) => finalStates.includes(state)) ? documents : undefined;
  });
}

/** How each document ended, with its place in its family, in an order of its own. */
export function summarizeEnds(documents: readonly ApiDocument[]): DocumentEnd[] {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const pathOf = ({ parentId, filename }: ApiDocument): string => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    return parent ? `${pathOf(parent)} > ${filename}` : filename;
  };
  return documents
    .map((document) => {
      const { state, pageCount } = document;
      const path = pathOf(document);
      return { path, state, pageCount, sha256: writtenAnew.test(path) ? null : document.sha256 };
    })
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
