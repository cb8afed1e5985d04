import { writeFileSync } from 'node:fs';
import { RandomAccessFile } from './random-access-file.ts';
import { readExifOrientation } from './read-exif-orientation.ts';
import { runReader } from './run-reader.ts';

type Frame = {
  /** As it is stored; an orientation of 5 to 8 is shown with its sides swapped. */
  width: number;
  height: number;
  orientation?: number;
  /** The pixels may be transparent: whether any is, only decoding tells. */
  isTransparent?: boolean;
};

const maxFrames = 5_000;
/** Chunks of PNG and WebP before the one that is looked for; a file with more is no picture. */
const maxChunks = 10_000;

/** The pictures in an image file, with their sizes, read from its headers alone: `frames.json`. */
function main(): void {
  const file = new RandomAccessFile('input');
  const frames = readFrames(file);
  file.close();
  writeFileSync('frames.json', JSON.stringify(frames), { flag: 'wx', mode: 0o640 });
}

function readFrames(file: RandomAccessFile): Frame[] {
  const head = file.name(0);
  if (head === '\u0089PNG') return [pngFrame(file)];
  if (head.startsWith('\u00ff\u00d8')) return [jpegFrame(file)];
  if (head === 'GIF8') return gifFrames(file);
  if (head === 'RIFF' && file.name(8) === 'WEBP') return [webpFrame(file)];
  if (head === 'II*\0' || head === 'MM\0*') return tiffFrames(file, head.startsWith('I'));
  return [{ width: 0, height: 0 }];
}

/** ISO/IEC 15948, 11: colour types 4 and 6 have an alpha channel, `tRNS` makes one; `eXIf` says how it lies. */
function pngFrame(file: RandomAccessFile): Frame {
  const frame: Frame = { width: file.number(16, 4), height: file.number(20, 4) };
  const colourType = file.number(25, 1);
  frame.isTransparent = colourType === 4 || colourType === 6;
  for (let offset = 8, chunks = 0; offset < file.length && chunks < maxChunks; chunks += 1) {
    const type = file.name(offset + 4);
    if (type === 'tRNS') frame.isTransparent = true;
    if (type === 'eXIf') frame.orientation = readExifOrientation(file, offset + 8);
    offset += 12 + file.number(offset, 4);
  }
  return frame;
}

/**
 * ITU-T T.81 B.2.2: the frame header holds the size; the markers before it each say how long they are. Exif stands
 * in the first APP1 of that name.
 */
function jpegFrame(file: RandomAccessFile): Frame {
  let orientation = 1;
  for (let offset = 2; offset < file.length; offset += 2 + file.number(offset + 2, 2)) {
    // Any number of fill bytes may stand before a marker.
    while (file.number(offset, 2) === 0xffff && offset < file.length) offset += 1;
    const marker = file.number(offset + 1, 1);
    if (marker === 0xe1 && file.name(offset + 4, 6) === 'Exif\0\0')
      orientation = readExifOrientation(file, offset + 4);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      return { height: file.number(offset + 5, 2), width: file.number(offset + 7, 2), orientation };
    if (file.number(offset, 1) !== 0xff) break;
  }
  return { width: 0, height: 0 };
}

/** RFC 9649, 2.5 to 2.7: the extended header holds the size; without one the only chunk does. */
function webpFrame(file: RandomAccessFile): Frame {
  file.isLittle = true;
  const frame: Frame = { width: 0, height: 0 };
  for (let offset = 12, chunks = 0; offset < file.length && chunks < maxChunks; chunks += 1) {
    const [type, at] = [file.name(offset), offset + 8];
    if (type === 'VP8X') {
      frame.width = file.number(at + 4, 3) + 1;
      frame.height = file.number(at + 7, 3) + 1;
      frame.isTransparent = (file.number(at, 1) & 0x10) !== 0;
    } else if (type === 'VP8L' && frame.width === 0) {
      const bits = file.number(at + 1, 4);
      frame.width = (bits & 0x3fff) + 1;
      frame.height = ((bits >>> 14) & 0x3fff) + 1;
      frame.isTransparent = ((bits >>> 28) & 1) === 1;
    } else if (type === 'VP8 ' && frame.width === 0) {
      frame.width = file.number(at + 6, 2) & 0x3fff;
      frame.height = file.number(at + 8, 2) & 0x3fff;
    } else if (type === 'EXIF') frame.orientation = readExifOrientation(file, at);
    const length = file.number(offset + 4, 4);
    offset = at + length + (length % 2);
  }
  return frame;
}

/** GIF89a, 18 to 26: a picture for each image descriptor. Between them lie extensions of blocks. */
function gifFrames(file: RandomAccessFile): Frame[] {
  file.isLittle = true;
  const frame: Frame = { width: file.number(6, 2), height: file.number(8, 2) };
  const frames: Frame[] = [];
  let offset = 13 + colourTableBytes(file.number(10, 1));
  while (offset < file.length && frames.length < maxFrames) {
    const kind = file.number(offset, 1);
    if (kind === 0x2c) {
      frames.push(frame);
      // A byte before the blocks says how many bits a code has.
      offset = skipGifBlocks(file, offset + 11 + colourTableBytes(file.number(offset + 9, 1)));
    } else if (kind === 0x21) {
      // A graphic control extension (23) says whether one of the colours is none.
      if (file.number(offset + 1, 1) === 0xf9 && (file.number(offset + 3, 1) & 1) === 1)
        frame.isTransparent = true;
      offset = skipGifBlocks(file, offset + 2);
    } else break;
  }
  return frames.length > 0 ? frames : [frame];
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function skipGifBlocks(file: RandomAccessFile, from: number): number {
  let offset = from;
  for (let length = -1; length !== 0 && offset < file.length; offset += 1 + length)
    length = file.number(offset, 1);
  return offset;
}

/** TIFF 6.0 §2: a chain of directories, one a picture. A chain that bites its tail ends where it does. */
function tiffFrames(file: RandomAccessFile, isLittle: boolean): Frame[] {
  file.isLittle = isLittle;
  const frames: Frame[] = [];
  const seen = new Set<number>();
  let offset = file.number(4, 4);
  while (offset > 0 && offset < file.length && !seen.has(offset) && frames.length < maxFrames) {
    seen.add(offset);
    const entries = file.number(offset, 2);
    frames.push({
      width: tiffValue(file, { offset, entries, tag: 256 }),
      height: tiffValue(file, { offset, entries, tag: 257 }),
    });
    offset = file.number(offset + 2 + entries * 12, 4);
  }
  return frames;
}

function tiffValue(file: RandomAccessFile, at: { offset: number; entries: number; tag: number }): number {
  for (let index = 0; index < at.entries; index += 1) {
    const entry = at.offset + 2 + index * 12;
    if (file.number(entry, 2) !== at.tag) continue;
    const isShort = file.number(entry + 2, 2) === 3;
    return file.number(entry + 8, isShort ? 2 : 4);
  }
  return 0;
}

await runReader(main);
