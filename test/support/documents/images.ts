import { crc32, deflateSync } from 'node:zlib';
import type { Raster } from './raster.ts';

/** A grey PNG (ISO/IEC 15948). */
export function buildPng({ width, height, pixels }: Raster): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1)
    pixels.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    // 300 dots to the inch, as pixels to the metre.
    chunk('pHYs', Buffer.from('00002e2300002e2301', 'hex')),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const framed = Buffer.alloc(8 + named.length);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), 4 + named.length);
  return framed;
}

/** A grey TIFF 6.0 with one directory a picture, the directories after the pictures as most programs write them. */
export function buildTiff(rasters: readonly Raster[]): Buffer {
  const parts: Buffer[] = [Buffer.from('49492a0000000000', 'hex')];
  let at = 8;
  let link = { part: 0, offset: 4 };
  for (const { width, height, pixels } of rasters) {
    const content = deflateSync(pixels, { level: 1 });
    const even = Buffer.concat([content, Buffer.alloc(content.length % 2)]);
    const directory = at + even.length;
    parts[link.part]?.writeUInt32LE(directory, link.offset);
    const entries = tiffEntries({
      width,
      height,
      strip: at,
      bytes: content.length,
      extra: directory + 2 + 11 * 12 + 4,
    });
    parts.push(even, entries);
    link = { part: parts.length - 1, offset: 2 + 11 * 12 };
    at = directory + entries.length;
  }
  return Buffer.concat(parts);
}

function tiffEntries(of: {
  width: number;
  height: number;
  strip: number;
  bytes: number;
  extra: number;
}): Buffer {
  const [short, long, fraction] = [3, 4, 5];
  const entries: [tag: number, type: number, value: number][] = [
    [256, long, of.width],
    [257, long, of.height],
    [258, short, 8],
    [259, short, 8],
    [262, short, 1],
    [273, long, of.strip],
    [277, short, 1],
    [278, long, of.height],
    [279, long, of.bytes],
    [282, fraction, of.extra],
    [283, fraction, of.extra],
  ];
  const block = Buffer.alloc(2 + entries.length * 12 + 4 + 8);
  block.writeUInt16LE(entries.length, 0);
  for (const [index, [tag, type, value]] of entries.entries()) {
    const start = 2 + index * 12;
    block.writeUInt16LE(tag, start);
    block.writeUInt16LE(type, start + 2);
    block.writeUInt32LE(1, start + 4);
    block.writeUInt32LE(value, start + 8);
  }
  block.writeUInt32LE(300, block.length - 8);
  block.writeUInt32LE(1, block.length - 4);
  return block;
}
