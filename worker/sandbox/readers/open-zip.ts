import { createReadStream, fstatSync, openSync, read, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { RandomAccessReader, ZipFile } from 'yauzl';

const endBytes = 22;
const locatorBytes = 20;
const end64Bytes = 56;
const maxCommentBytes = 65_535;
const endMark = Buffer.from('504b0506', 'hex');
const entryMark = 0x02014b50;

/** Where the central directory stands in the file, and by how many bytes all its offsets are too small. */
type Directory = { start: number; shift: number; entries: number };

/**
 * Opens a ZIP file by its central directory (APPNOTE 4.3.12), wherever that stands: bytes before the first entry (a
 * program that unpacks it, a header that a server put there) and after the end are passed over, and what the entries'
 * own headers and data descriptors say is not asked. Names come as bytes.
 * @throws Error where there is no directory
 */
export function openZip(path: string): ZipFile {
  const file = openSync(path, 'r');
  const size = fstatSync(file).size;
  const directory = findDirectory(file, size);
  if (!directory) throw new Error('no central directory');
  const { start, shift, entries } = directory;
  return new ZipFile(
    new ShiftedReader({ path, file, shift }),
    start - shift,
    size - shift,
    entries,
    '',
    false,
    true,
    false,
    false,
  );
}

function findDirectory(file: number, size: number): Directory | undefined {
  const tail = readAt(file, Math.max(0, size - maxCommentBytes - endBytes), maxCommentBytes + endBytes);
  for (let at = tail.lastIndexOf(endMark); at >= 0; at = at > 0 ? tail.lastIndexOf(endMark, at - 1) : -1) {
    if (at + endBytes > tail.length) continue;
    const place = size - tail.length + at;
    const found = readEnd64(file, place) ?? readEnd(tail.subarray(at, at + endBytes), place);
    const directory = locateDirectory(file, found);
    if (directory) return directory;
  }
  return undefined;
}

type End = { place: number; entries: number; bytes: number; offset: number };

function readEnd(end: Buffer, place: number): End {
  const [entries, bytes, offset] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)];
  return { place, entries, bytes, offset };
}

/** The end of a large archive (APPNOTE 4.3.14 f.), which stands right before its locator. */
function readEnd64(file: number, place: number): End | undefined {
  const at = place - locatorBytes - end64Bytes;
  const record = at < 0 ? Buffer.alloc(0) : readAt(file, at, end64Bytes + 4);
  if (record.length < end64Bytes + 4) return undefined;
  if (record.readUInt32LE(0) !== 0x06064b50 || record.readUInt32LE(end64Bytes) !== 0x07064b50)
    return undefined;
  const number = (offset: number) => Number(record.readBigUInt64LE(offset));
  return { place: at, entries: number(32), bytes: number(40), offset: number(48) };
}

/** The directory ends where its end begins; by its own offset it stands where it stood before bytes came in front. */
function locateDirectory(file: number, { place, entries, bytes, offset }: End): Directory | undefined {
  if (entries === 0) return bytes === 0 ? { start: place, shift: 0, entries } : undefined;
  const begins = (start: number) => {
    const mark = start < 0 ? Buffer.alloc(0) : readAt(file, start, 4);
    return mark.length === 4 && mark.readUInt32LE(0) === entryMark;
  };
  if (begins(place - bytes)) return { start: place - bytes, shift: place - bytes - offset, entries };
  return begins(offset) ? { start: offset, shift: 0, entries } : undefined;
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}

/** Reads as if the bytes before the archive were not there. */
class ShiftedReader extends RandomAccessReader {
  readonly #path: string;
  readonly #file: number;
  readonly #shift: number;

  constructor({ path, file, shift }: { path: string; file: number; shift: number }) {
    super();
    this.#path = path;
    this.#file = file;
    this.#shift = shift;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const range = { start: start + this.#shift, end: end + this.#shift - 1 };
    // A stream that is ended early closes its file: each has its own.
    return createReadStream(this.#path, range);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    read(this.#file, buffer, offset, length, position + this.#shift, (error, bytes) =>
      callback(error ?? (bytes < length ? new Error('the file ends') : null)),
    );
  }
}
