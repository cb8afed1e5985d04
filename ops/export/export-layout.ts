import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExportedDocument } from './arrange-documents.ts';

/** What lies in an export beside the folder "matters". */
export const exportFiles = {
  about: 'export.json',
  readme: 'README.txt',
  documents: 'documents.json',
  table: 'documents.csv',
  matters: 'matters.json',
  audit: 'audit.jsonl',
  missing: 'MISSING.txt',
  sums: 'SHA256SUMS',
} as const;

/** What export.json says. */
export type ExportSummary = {
  format: 1;
  product: string;
  /** The point in time that everything in the export is of. */
  madeAt: string;
  matter: string | null;
  matters: number;
  documents: number;
  bytes: number;
  audit: { seq: number; hash: string };
};

/** Written while the database stands still; the rest is written from them. */
export const listNames = ['about', 'readme', 'documents', 'table', 'matters', 'audit'] as const;

/** As long as this folder is there the export is not finished, and the same command goes on with it. */
export const workFolder = '.strongroom-export';

/** Where an export keeps what it needs until it is finished. */
export function exportPaths(folder: string) {
  const work = join(folder, workFolder);
  return {
    work,
    order: join(work, 'order.json'),
    /** Whole, or not there. */
    lists: join(work, 'lists'),
    listsBeingMade: join(work, 'lists-being-made'),
    incoming: join(work, 'incoming'),
  };
}

/** documents.json has one document a line: it is read without holding a million of them in memory. */
export async function* readDocuments(lists: string): AsyncGenerator<ExportedDocument> {
  const input = createReadStream(join(lists, exportFiles.documents));
  for await (const line of createInterface({ input }))
    if (line.startsWith('{')) yield JSON.parse(line.replace(/,$/, '')) as ExportedDocument;
}

/** A file of the export: a document as it came, or the same without its password. */
export type ExportedFile = {
  path: string;
  sha256: string;
  bytes: number;
  documentId: string;
  uploadedAt: Date;
};

/** Every file that the lists name, with what it must hold. */
export async function* readFiles(lists: string): AsyncGenerator<ExportedFile> {
  for await (const each of readDocuments(lists)) {
    const { id: documentId, path, sha256, bytes, unlockedPath, decryptedSha256, unlockedBytes } = each;
    const same = { documentId, uploadedAt: new Date(each.uploadedAt) };
    if (path !== null) yield { path, sha256, bytes, ...same };
    if (unlockedPath !== null)
      yield { path: unlockedPath, sha256: decryptedSha256 ?? '', bytes: unlockedBytes ?? 0, ...same };
  }
}
