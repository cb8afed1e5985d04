import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { choosePictures } from './choose-pictures.ts';
import { extractOleObjects } from './extract-ole-objects.ts';
import { noteUnread } from './note-unread.ts';
import { chunkKind } from './read-chunks.ts';
import { findTargets, readAllRelations } from './read-relations.ts';
import type { ZipParts } from './zip-parts.ts';

const maxFiles = 2_000;

/** Documents that were put into an Office file whole lie here, and so do those that nothing refers to any more. */
const embedded = /(?:^|\/)embeddings\/[^/]+$/i;
const media = /(?:^|\/)media\/[^/]+$/i;

/**
 * Saves what a file holds besides itself as `part-N`, listed in `attachments.json`, as a message's
 * attachments are: documents, what Word takes in when it opens the file, and pictures that may hold words. What lies
 * anywhere is found by its relationship.
 */
export async function saveEmbeddedFiles(parts: ZipParts): Promise<void> {
  const inside = (await readAllRelations(parts)).filter(({ isExternal }) => !isExternal);
  const objects = merge(parts, parts.listNames(embedded), findTargets(inside, 'oleObject', 'package'));
  const chunks = await findChunks(parts, findTargets(inside, 'aFChunk'));
  const pictures = merge(parts, parts.listNames(media), findTargets(inside, 'image'));
  const names = [...objects, ...chunks, ...(await choosePictures(parts, pictures))];
  if (names.length > maxFiles) noteUnread({ kind: 'cut-off', count: names.length - maxFiles });
  const listed: { filename: string; mimeType: string }[] = [];
  for (const name of names.slice(0, maxFiles)) {
    const path = `part-${String(listed.length + 1)}`;
    const base = name.slice(name.lastIndexOf('/') + 1);
    const { bytes, isWhole } = await parts.save(name, path);
    if (!isWhole) noteUnread({ kind: bytes === 0 ? 'attachment' : 'damaged-part', name: base });
    if (!isWhole && bytes === 0) {
      rmSync(path);
      continue;
    }
    const filename = /\.bin$/i.test(name) ? unwrapOleObject(path, base) : base;
    listed.push({ filename, mimeType: 'application/octet-stream' });
  }
  writeFileSync('attachments.json', JSON.stringify(listed), { flag: 'wx', mode: 0o640 });
}

/** Names that are there, each once, the first list's first. */
function merge(parts: ZipParts, ...lists: string[][]): string[] {
  return [...new Set(lists.flat())].filter((name) => parts.has(name));
}

/** What stands on the page itself already is no document of its own (read-chunks.ts). */
async function findChunks(parts: ZipParts, names: readonly string[]): Promise<string[]> {
  const own: string[] = [];
  for (const name of names.filter((one) => parts.has(one))) {
    const kind = chunkKind(await parts.readStart(name, 4_096));
    if (kind !== 'html' && kind !== 'text') own.push(name);
  }
  return own;
}

/**
 * Office wraps what is no Office file; where just one file is inside, it stands for its wrapping. Returns what it is
 * called.
 */
function unwrapOleObject(path: string, base: string): string {
  try {
    const { found, isDocument } = extractOleObjects(readFileSync(path));
    const [only, ...more] = found;
    if (only && more.length === 0) {
      writeFileSync(path, only.bytes);
      return only.filename;
    }
    if (only || isDocument) return base;
  } catch {
    // It is no compound file.
  }
  noteUnread({ kind: 'attachment', name: base });
  return base;
}
