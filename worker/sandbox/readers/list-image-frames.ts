import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { runReader } from './run-reader.ts';

type Frame = { width: number; height: number };

const maxFrames = 5_000;

/** The pictures in an image file, with their sizes, read from its headers alone: `frames.json`. */
function main(): void {
  const file = new RandomAccessFile('input');
  const frames = readFrames(file);
  file.close();
  writeFileSync('frames.json', JSON.stringify(frames), { flag: 'wx', mode: 0o640 });
}

/** Random access to a file; beyond its end there are zeros. */
class RandomAccessFile {
  readonly length: number;
  readonly #file: number;
  isLittle = false;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.length = statSync(path).size;
  }

  at(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    if (offset < this.length) readSync(this.#file, bytes, 0, length, offset);
    return bytes;
  }

  number(offset: number, length: number): number {
    const bytes = this.at(offset, length);
    return this.isLittle ? bytes.readUIntLE(0, length) : bytes.readUIntBE(0, length);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function readFrames(file: RandomAccessFile): Frame[] {
  const head = file.at(0, 4).toString('latin1');
  if (head === '\u0089PNG') return [{ width: file.number(16, 4), height: file.number(20, 4) }];
  if (head.startsWith('\u00ff\u00d8')) return [jpegFrame(file)];
  if (head === 'II*\0' || head === 'MM\0*') return tiffFrames(file, head.startsWith('I'));
  return [{ width: 0, height: 0 }];
}

/** ITU-T T.81 B.2.2: the frame header holds the size; the markers before it each say how long they are. */
function jpegFrame(file: RandomAccessFile): Frame {
  for (let offset = 2; offset < file.length; offset += 2 + file.number(offset + 2, 2)) {
    const marker = file.number(offset + 1, 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: file.number(offset + 5, 2), width: file.number(offset + 7, 2) };
    if (file.number(offset, 1) !== 0xff) break;
  }
  return { width: 0, height: 0 };
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
