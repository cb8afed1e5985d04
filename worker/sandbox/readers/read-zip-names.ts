import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { openZip } from './open-zip.ts';

/** A name as text where the archive says what it is, else as the bytes it is written in. */
export type ZipName = { name: string | Buffer; bytes: number };

const isUtf8Flag = 0x0800;
const unicodePath = 0x7075;

/** The names in a ZIP file in the order of its directory; undefined where there is none, or it is too long. */
export async function readZipNames(path: string, maxEntries: number): Promise<ZipName[] | undefined> {
  const found: ZipName[] = [];
  try {
    for await (const entry of openZip(path).eachEntry()) {
      if (found.length >= maxEntries) return undefined;
      found.push({ name: readName(entry), bytes: entry.uncompressedSize });
    }
    return found;
  } catch {
    // A damaged directory: 7-Zip goes by the entries themselves.
    return undefined;
  }
}

/** APPNOTE appendix D: the flag, or Info-ZIP's field with the same name in UTF-8 (4.6.9), where it is of this name. */
function readName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string | Buffer {
  const field = extraFields.find(({ id }) => id === unicodePath)?.data;
  if (field && field.length > 5 && field[0] === 1 && field.readUInt32LE(1) === crc32(fileNameRaw))
    return field.toString('utf8', 5);
  // A flag that lies is no flag.
  const name = fileNameRaw.toString('utf8');
  return (generalPurposeBitFlag & isUtf8Flag) !== 0 && !name.includes('\ufffd') ? name : fileNameRaw;
}
