import { crc32, deflateSync } from 'node:zlib';
import type { Raster } from './raster.ts';

/** A grey PNG (ISO/IEC 15948), with an alpha channel of a byte a pixel and Exif where they are given. */
export function buildPng(
  { width, height, pixels }: Raster,
  more: { alpha?: Buffer; exif?: Buffer } = {},
): Buffer {
  const { alpha } = more;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, alpha ? 4 : 0, 0, 0, 0], 8);
  const bytes = alpha ? withAlpha(pixels, alpha) : pixels;
  const row = width * (alpha ? 2 : 1);
  const rows = Buffer.alloc((row + 1) * height);
  for (let line = 0; line < height; line += 1)
    bytes.copy(rows, line * (row + 1) + 1, line * row, (line + 1) * row);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    // 300 dots to the inch, as pixels to the metre.
    chunk('pHYs', Buffer.from('00002e2300002e2301', 'hex')),
    ...(more.exif ? [chunk('eXIf', more.exif)] : []),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function withAlpha(pixels: Buffer, alpha: Buffer): Buffer {
  const both = Buffer.alloc(pixels.length * 2);
  for (const [at, value] of pixels.entries()) both.set([value, alpha[at] ?? 255], at * 2);
  return both;
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

/** Exif with nothing but how a picture lies (CIPA DC-008, 4.6.4), as JPEG begins it. */
export function buildExif(orientation: number, order: 'II' | 'MM'): Buffer {
  const [short, long] =
    order === 'II'
      ? ([(value: number) => [value, 0], (value: number) => [value, 0, 0, 0]] as const)
      : ([(value: number) => [0, value], (value: number) => [0, 0, 0, value]] as const);
  const entry = [
    ...(order === 'II' ? [0x12, 0x01] : [0x01, 0x12]),
    ...short(3),
    ...long(1),
    ...short(orientation),
    0,
    0,
  ];
  const directory = [...short(1), ...entry, ...long(0)];
  return Buffer.concat([
    Buffer.from(`Exif\0\0${order}`, 'latin1'),
    Buffer.from([...short(42), ...long(8), ...directory]),
  ]);
}

/** The headers of a JPEG (ITU-T T.81 B.2) without a picture behind them. */
export function buildJpegHeader(of: { width: number; height: number; exif: Buffer }): Buffer {
  const segment = (marker: number, content: Buffer) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, content]);
  };
  const frame = Buffer.alloc(6);
  frame[0] = 8;
  frame.writeUInt16BE(of.height, 1);
  frame.writeUInt16BE(of.width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0')),
    segment(0xe1, of.exif),
    segment(0xc0, frame),
  ]);
}

/** The headers of an extended WebP (RFC 9649, 2.7) without a picture between them. */
export function buildWebpHeader(of: {
  width: number;
  height: number;
  hasAlpha: boolean;
  exif: Buffer;
}): Buffer {
  const extended = Buffer.alloc(10);
  extended[0] = (of.hasAlpha ? 0x10 : 0) | 0x08;
  extended.writeUIntLE(of.width - 1, 4, 3);
  extended.writeUIntLE(of.height - 1, 7, 3);
  const riffChunk = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(type);
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  return riffChunk(
    'RIFF',
    Buffer.concat([Buffer.from('WEBP'), riffChunk('VP8X', extended), riffChunk('EXIF', of.exif)]),
  );
}

/** A GIF of greys (GIF89a), each picture whole. Its codes are all eight bits wide: nothing is compressed. */
export function buildGif(rasters: readonly [Raster, ...Raster[]]): Buffer {
  const [{ width, height }] = rasters;
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const greys = Buffer.from(Array.from({ length: 128 }, (_, grey) => [grey * 2, grey * 2, grey * 2]).flat());
  const pictures = rasters.map(({ pixels }) =>
    Buffer.concat([
      Buffer.from([0x21, 0xf9, 4, 4, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0]),
      size,
      Buffer.from([0, 7]),
      gifBlocks(pixels),
    ]),
  );
  return Buffer.concat([
    Buffer.from('GIF89a'),
    size,
    Buffer.from([0xf6, 0, 0]),
    greys,
    ...pictures,
    Buffer.from([0x3b]),
  ]);
}

/** Codes of eight bits, begun anew before the table grows so far that they need nine. */
function gifBlocks(pixels: Buffer): Buffer {
  const [clear, end] = [128, 129];
  const codes: number[] = [];
  for (const [at, value] of pixels.entries()) {
    if (at % 120 === 0) codes.push(clear);
    codes.push(value >> 1);
  }
  const content = Buffer.from([...codes, end]);
  const blocks: Buffer[] = [];
  for (let from = 0; from < content.length; from += 255) {
    const block = content.subarray(from, from + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  return Buffer.concat([...blocks, Buffer.from([0])]);
}
