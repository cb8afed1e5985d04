import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { Transaction } from '../../core/platform/database.ts';
import { Refused } from '../errors.ts';
import { copyDocuments, type CopyResult, type ExportFault } from './copy-documents.ts';
import {
  exportFiles,
  exportPaths,
  listNames,
  readFiles,
  workFolder,
  type ExportSummary,
} from './export-layout.ts';
import { findExportMatters, writeExportLists } from './write-lists.ts';
import { secondsSince, type OnProgress } from '../progress.ts';

type ExportApp = Pick<App, 'database' | 'storage'>;
export type ExportResult = ExportSummary & { copied: CopyResult; seconds: number };

/** What a new file system has in it. */
const ignoredEntries = new Set(['lost+found', 'System Volume Information']);

/**
 * Writes the firm's documents into an empty folder as plain files, with lists that describe them, all of one point in time. Killed at any
 * time, the same call goes on where it was; a finished one is left as it is.
 * @throws Refused when something else is in the folder, or it has no room; Error when the disk fills up meanwhile.
 */
export async function exportFolder(
  app: ExportApp,
  wanted: { folder: string; matter: string | null },
  onProgress: OnProgress,
): Promise<ExportResult> {
  const started = performance.now();
  const toResult = (about: ExportSummary, copied: CopyResult) => {
    return { ...about, copied, seconds: secondsSince(started) };
  };
  const finished = await findFinishedExport(wanted);
  if (finished) return toResult(finished, { files: 0, bytes: 0, already: finished.documents, faults: [] });
  try {
    const about = await prepareLists(app, wanted, onProgress);
    onProgress(`${about.documents} documents, matters: ${about.matters}, as they were at ${about.madeAt}`);
    const copied = await copyDocuments(app, wanted.folder, onProgress);
    await writeFinalLists(wanted.folder, copied.faults);
    await app.database.asProcess(async (tx) => {
      const detail = { matter: wanted.matter, documents: about.documents, missing: copied.faults.length };
      for (const each of await listAuditSubjects(tx, wanted.matter))
        await recordEvent(tx, { event: 'export.done', ...each, detail });
    });
    if (copied.faults.length === 0)
      await rm(exportPaths(wanted.folder).work, { recursive: true, force: true });
    return toResult(about, copied);
  } catch (error) {
    throw isDiskFull(error) ? diskFullError(error) : error;
  }
}

const orderSchema = z.object({ matter: z.string().nullable() });

/** @returns what a finished export in this folder is. @throws Refused when something else is in the folder. */
async function findFinishedExport(wanted: {
  folder: string;
  matter: string | null;
}): Promise<ExportSummary | undefined> {
  const { folder, matter } = wanted;
  const there = (await readdir(folder)).filter((name) => !ignoredEntries.has(name));
  const begun = there.includes(workFolder);
  if (there.length === 0) return undefined;
  const text = begun
    ? await readFile(exportPaths(folder).order, 'utf8').catch(() => undefined)
    : await readFile(join(folder, exportFiles.about), 'utf8').catch(() => '');
  // Killed before it stored what it was to do.
  if (text === undefined && there.length === 1) return undefined;
  const order = orderSchema.safeParse(parseJson(text));
  if (!order.success)
    throw new Refused(
      `There is something else in the folder (${there.slice(0, 3).join(', ')}). Name an empty one; nothing was changed.`,
    );
  if (order.data.matter !== matter)
    throw new Refused(
      `The export in this folder is ${order.data.matter === null ? 'of every matter' : `of the matter ${order.data.matter}`}. Name another folder; nothing was changed.`,
    );
  return begun ? undefined : (parseJson(text) as ExportSummary);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** What a row of the audit log names: the matters of the number, or none where everything is exported. @throws Refused */
async function listAuditSubjects(tx: Transaction, matter: string | null): Promise<{ matterId?: string }[]> {
  if (matter === null) return [{}];
  return (await findExportMatters(tx, matter)).map(({ id }) => ({ matterId: id }));
}

/** The lists of an earlier try, or new ones. @throws Refused when the folder has no room for what they name. */
async function prepareLists(
  app: ExportApp,
  { folder, matter }: { folder: string; matter: string | null },
  onProgress: OnProgress,
): Promise<ExportSummary> {
  const { work, order, lists } = exportPaths(folder);
  const resumed = await readFile(join(lists, exportFiles.about), 'utf8').catch(() => undefined);
  if (resumed !== undefined) {
    onProgress('going on with the export that was begun in this folder');
    return JSON.parse(resumed) as ExportSummary;
  }
  // The audit log has it before anything leaves the house, and so has the audit log that is exported.
  await app.database.asProcess(async (tx) => {
    for (const each of await listAuditSubjects(tx, matter))
      await recordEvent(tx, { event: 'export.begun', ...each, detail: { matter } });
  });
  await mkdir(work, { recursive: true, mode: 0o700 });
  await writeFile(order, JSON.stringify({ matter }));
  const about = await writeExportLists(app, folder, matter);
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (free > about.bytes * 1.02) return about;
  await rm(work, { recursive: true });
  const gigabytes = (count: number) => `${(count / 1024 ** 3).toFixed(2)} GB`;
  throw new Refused(
    `The export needs ${gigabytes(about.bytes)} and the folder has room for ${gigabytes(free)}. Name one with more room; nothing was exported.`,
  );
}

/** The lists go beside the documents, and the checksums of everything come last. */
async function writeFinalLists(folder: string, faults: readonly ExportFault[]): Promise<void> {
  const { work, lists } = exportPaths(folder);
  for (const name of listNames)
    await copyFile(join(lists, exportFiles[name]), join(folder, exportFiles[name]));
  const missing = join(folder, exportFiles.missing);
  if (faults.length === 0) await rm(missing, { force: true });
  else await writeFile(missing, formatMissing(faults));
  const names = [...listNames, ...(faults.length === 0 ? [] : (['missing'] as const))];
  const sums = join(work, exportFiles.sums);
  const absent = new Set(faults.map(({ path }) => path));
  await pipeline(
    async function* () {
      for (const name of names)
        yield `${await hashFile(join(folder, exportFiles[name]))}  ${exportFiles[name]}\n`;
      for await (const { path, sha256 } of readFiles(lists))
        if (!absent.has(path)) yield `${sha256}  ${path}\n`;
    },
    createWriteStream(sums, { flush: true }),
  );
  await rename(sums, join(folder, exportFiles.sums));
  // The names of what was written are to survive a power cut as well.
  const directory = await open(folder);
  await directory.sync();
  await directory.close();
}

function formatMissing(faults: readonly ExportFault[]): string {
  const lines = faults.map(({ path, documentId, fault }) => `${path}\n    document ${documentId} ${fault}\n`);
  return `These could not be exported. The same command tries them again; the backups may still have them.\n\n${lines.join('')}`;
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function isDiskFull(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function diskFullError(cause: unknown): Error {
  return new Error(
    'The disk with the folder is full. What was written is whole and stays. Make room, then type the same command again: it goes on from there.',
    { cause },
  );
}
