import { closeSync, openSync, readSync } from 'node:fs';
import { Refusal } from './refusal.js';

type Entry = { name: string; left: number; right: number; child: number; start: number; bytes: number };

const maxSectors = 200_000;
const entryBytes = 128;
const endOfChain = 0xfffffff0;
const miniSectorBytes = 64;
/** Streams shorter than this lie in the stream of short streams (MS-CFB 2.2). */
const miniLimit = 4_096;

/** A compound file (MS-CFB): the file system in a file of Office before 2007. Chains are followed as long as they make sense. */
export class CompoundFile {
  readonly #file: number;
  readonly #header: Buffer;
  readonly #sectorBytes: number;
  readonly #entries: Entry[];

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.#header = this.#read(0, 512);
    this.#sectorBytes = this.#header.readUInt16LE(30) === 12 ? 4096 : 512;
    const directory = this.#chain(this.#header.readUInt32LE(48));
    this.#entries = [];
    for (let at = 0; at + entryBytes <= directory.length; at += entryBytes) {
      this.#entries.push(readEntry(directory.subarray(at, at + entryBytes)));
    }
  }

  /** Names directly under the root: what is embedded deeper says nothing about the file itself. */
  rootNames(): Set<string> {
    return new Set(this.#rootEntries().map((entry) => entry.name));
  }

  /** The bytes of a stream under the root. @throws Refusal when there is none of that name. */
  stream(name: string): Buffer {
    const entry = this.#rootEntries().find((one) => one.name === name);
    if (!entry) throw new Refusal('damaged');
    const whole = entry.bytes < miniLimit ? this.#miniChain(entry.start) : this.#chain(entry.start);
    return whole.subarray(0, entry.bytes);
  }

  close(): void {
    closeSync(this.#file);
  }

  #rootEntries(): Entry[] {
    const found: Entry[] = [];
    const seen = new Set<number>();
    const waiting = [this.#entries[0]?.child ?? endOfChain];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const entry = this.#entries[index];
      if (!entry || seen.has(index)) continue;
      seen.add(index);
      found.push(entry);
      waiting.push(entry.left, entry.right);
    }
    return found;
  }

  #chain(start: number): Buffer {
    const parts: Buffer[] = [];
    for (let sector = start; sector < endOfChain; sector = this.#next(sector)) {
      if (parts.length >= maxSectors) throw new Refusal('too-large');
      parts.push(this.#sector(sector));
    }
    return Buffer.concat(parts);
  }

  #miniChain(start: number): Buffer {
    const holder = this.#chain(this.#entries[0]?.start ?? endOfChain);
    const table = this.#chain(this.#header.readUInt32LE(60));
    const parts: Buffer[] = [];
    for (let sector = start; sector < endOfChain; sector = table.readUInt32LE(sector * 4)) {
      if (parts.length >= miniLimit / miniSectorBytes) break;
      parts.push(holder.subarray(sector * miniSectorBytes, (sector + 1) * miniSectorBytes));
    }
    return Buffer.concat(parts);
  }

  /** The sector after this one. The table's own first 109 sectors stand in the header; larger files are for other readers. */
  #next(sector: number): number {
    const perSector = this.#sectorBytes / 4;
    const index = Math.floor(sector / perSector);
    if (index > 108) return endOfChain;
    return this.#sector(this.#header.readUInt32LE(76 + 4 * index)).readUInt32LE((sector % perSector) * 4);
  }

  #sector(sector: number): Buffer {
    return this.#read((sector + 1) * this.#sectorBytes, this.#sectorBytes);
  }

  #read(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, offset);
    return bytes;
  }
}

function readEntry(entry: Buffer): Entry {
  const bytes = Math.max(0, Math.min(entry.readUInt16LE(64), 64) - 2);
  return {
    name: entry.subarray(0, bytes).toString('utf16le'),
    left: entry.readUInt32LE(68),
    right: entry.readUInt32LE(72),
    child: entry.readUInt32LE(76),
    start: entry.readUInt32LE(116),
    bytes: entry.readUInt32LE(120),
  };
}
