import { crc32, deflateRawSync } from 'node:zlib';

export type ZipFileEntry = { name: string; content: Buffer | string };

/** A ZIP archive (APPNOTE 6.3), deflated. */
export function buildZip(entries: readonly ZipFileEntry[]): Buffer {
  return Buffer.concat([...zipPieces(entries, { deflated: true })]);
}

/** The same piece by piece, one entry in memory at a time: for archives larger than that. At most 4 GiB. */
export function* zipPieces(
  entries: Iterable<ZipFileEntry>,
  { deflated }: { deflated: boolean },
): Generator<Buffer<ArrayBuffer>> {
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const plain = Buffer.from(content);
    const packed = deflated ? deflateRawSync(plain) : plain;
    const facts = entryFacts({ plain, packed, name });
    const offset = Buffer.alloc(14);
    offset.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), facts, offset, Buffer.from(name)]));
    const head = Buffer.concat([Buffer.from('504b0304', 'hex'), facts, Buffer.from(name)]);
    yield head;
    yield packed;
    at += head.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('504b0506', 0, 'hex');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  yield Buffer.concat([listed, end]);
}

function entryFacts({ plain, packed, name }: { plain: Buffer; packed: Buffer; name: string }): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(0x0800, 2);
  // 8 deflated, 0 as it is.
  facts.writeUInt16LE(packed === plain ? 0 : 8, 4);
  facts.writeUInt32LE(crc32(plain), 10);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(plain.length, 18);
  facts.writeUInt16LE(Buffer.byteLength(name), 22);
  return facts;
}
