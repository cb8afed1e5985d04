import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { App } from '../../core/app.ts';
import { exportPaths, readFiles, type ExportedFile } from './export-layout.ts';
import { everyFiveSeconds, type OnProgress } from '../progress.ts';

/** A document that could not be exported, and why, as the end of a sentence. */
export type ExportFault = ExportedFile & { fault: string };
export type CopyResult = { files: number; bytes: number; already: number; faults: ExportFault[] };

const concurrency = 4;

/**
 * Writes every document that the lists name and that is not there yet, each hashed on its way and durable before it gets its name: a
 * file with its name is complete. One that cannot be read is listed as a fault and passed over.
 * @throws Problem `unavailable` when the storage is away; the file system's own error when the folder has no more room.
 */
export async function copyDocuments(
  app: Pick<App, 'storage'>,
  folder: string,
  onProgress: OnProgress,
): Promise<CopyResult> {
  const { lists, incoming } = exportPaths(folder);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming);
  const copied: CopyResult = { files: 0, bytes: 0, already: 0, faults: [] };
  const report = everyFiveSeconds(onProgress);
  const files = readFiles(lists);
  const lane = async () => {
    for await (const file of files) {
      const [target, temporary] = [join(folder, file.path), join(incoming, randomUUID())];
      if (await isWhole(target, file)) copied.already += 1;
      else {
        const fault = await copyFile(app, file, { target, temporary });
        if (fault !== undefined) copied.faults.push({ ...file, fault });
        else Object.assign(copied, { files: copied.files + 1, bytes: copied.bytes + file.bytes });
      }
      report(
        () => `${copied.files + copied.already} files, ${Math.round(copied.bytes / 1024 ** 2)} MB written`,
      );
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return copied;
}

/** True for a file of an earlier try that holds what it must, read again. */
async function isWhole(target: string, file: ExportedFile): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  if (found?.size !== file.bytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(target)) hash.update(chunk as Buffer);
  return hash.digest('hex') === file.sha256;
}

/** @returns what is wrong with the document, or undefined when it is there. */
async function copyFile(
  app: Pick<App, 'storage'>,
  file: ExportedFile,
  to: { target: string; temporary: string },
): Promise<string | undefined> {
  if ((await app.storage.size(file.sha256)) === undefined) return 'is missing from the document storage';
  const source = await app.storage.open(file.sha256);
  const hash = createHash('sha256');
  try {
    // `flush`: the bytes are on the disk when the stream ends.
    const target = createWriteStream(to.temporary, { flush: true, mode: 0o600 });
    await pipeline(() => hashWhileReading(source as AsyncIterable<Buffer>, hash), target);
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error;
    await rm(to.temporary, { force: true });
    return 'cannot be read to its end';
  }
  if (hash.digest('hex') !== file.sha256) {
    await rm(to.temporary);
    return 'has other bytes than the ones that were stored';
  }
  await utimes(to.temporary, file.uploadedAt, file.uploadedAt);
  await mkdir(dirname(to.target), { recursive: true });
  await rename(to.temporary, to.target);
  return undefined;
}

/** The storage's fault, and not that of a folder which has no more room. */
class UnreadableSource extends Error {}

async function* hashWhileReading(source: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (cause) {
    throw new UnreadableSource('', { cause });
  }
}
