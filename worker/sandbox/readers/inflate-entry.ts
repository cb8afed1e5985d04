import { pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';

const stored = 0;
const deflated = 8;

/**
 * The bytes of one entry of a ZIP file. yauzl's own stream may neither end nor fail where the packed bytes are
 * damaged, so it gives the packed bytes only. What comes may be shorter than the directory says: who needs to know
 * compares.
 * @throws Error for what is damaged so that it cannot be unpacked, encrypted, or packed in an unknown way
 */
export async function* inflateEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const { compressionMethod: method } = entry;
  if (entry.isEncrypted() || (method !== stored && method !== deflated)) throw new Error('unknown packing');
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  if (method === stored) {
    yield* packed as AsyncIterable<Buffer>;
    return;
  }
  const plain = createInflateRaw();
  // An error reaches who reads `plain`; packed bytes after the end of the data are nothing to wait for.
  pipeline(packed, plain, () => undefined);
  try {
    yield* plain as AsyncIterable<Buffer>;
  } finally {
    packed.destroy();
  }
}
