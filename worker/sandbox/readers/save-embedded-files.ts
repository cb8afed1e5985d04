import { readFileSync, writeFileSync } from 'node:fs';
import { extractOleObjects, type OleObject } from './extract-ole-objects.ts';
import { ReaderRefusal } from './run-reader.ts';
import { readRelations, findTargets } from './read-relations.ts';
import type { ZipParts } from './zip-parts.ts';

const maxFiles = 2_000;

/** Documents that were put into an Office file whole. */
const embedded = /(?:^|\/)embeddings\/[^/]+$/i;
/**
 * Pictures that may hold words: a scan or a screenshot pasted into a letter. Smaller ones are logos and
 * bullets.
 */
const picture = /(?:^|\/)media\/[^/]+\.(?:png|jpe?g|tiff?|bmp)$/i;
const minPictureBytes = 20_000;
const maxPictures = 50;

/**
 * Saves what a file holds besides itself as `part-N`, listed in `attachments.json`, as a message's
 * attachments are.
 */
export async function saveEmbeddedFiles(parts: ZipParts, mainPart: string): Promise<void> {
  // What Word takes in from elsewhere when it opens the file (altChunk) lies anywhere and is found by its
  // relationship.
  const chunks = findTargets(await readRelations(parts, mainPart), 'aFChunk').filter((name) =>
    parts.has(name),
  );
  const pictures = parts.listNames(picture).filter((name) => parts.readDeclaredSize(name) >= minPictureBytes);
  const names = [...parts.listNames(embedded), ...chunks, ...pictures.slice(0, maxPictures)];
  if (names.length > maxFiles) throw new ReaderRefusal('too-many-parts');
  const listed: { filename: string; mimeType: string }[] = [];
  for (const name of names) {
    const path = `part-${String(listed.length + 1)}`;
    await parts.save(name, path);
    const wrapped = /\.bin$/i.test(name) ? unwrapOleObject(path) : undefined;
    if (wrapped) writeFileSync(path, wrapped.bytes);
    const filename = wrapped?.filename ?? name.slice(name.lastIndexOf('/') + 1);
    listed.push({ filename, mimeType: 'application/octet-stream' });
  }
  writeFileSync('attachments.json', JSON.stringify(listed), { flag: 'wx', mode: 0o640 });
}

/** Office wraps what is no Office file; where just one file is inside, it stands for its wrapping. */
function unwrapOleObject(path: string): OleObject | undefined {
  try {
    const [only, ...more] = extractOleObjects(readFileSync(path));
    return more.length === 0 ? only : undefined;
  } catch {
    return undefined;
  }
}
