import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { runReader } from './refusal.js';

/** Streams of a compound file (MS-CFB) that say what it is, by the names Office gives them. First match wins. */
const kinds = [
  ['EncryptedPackage', 'application/x-encrypted-office'],
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['Book', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
  ['__properties_version1.0', 'application/vnd.ms-outlook'],
] as const;

const maxDirectorySectors = 10_000;
const entryBytes = 128;
const endOfChain = 0xfffffff0;

type Entry = { name: string; left: number; right: number; child: number };

/** What a compound file (the container of .doc, .xls, .ppt, .msg) holds: `kind.json`. */
function main(): void {
  const names = rootNames(readDirectory());
  const mediaType = kinds.find(([name]) => names.has(name))?.[1] ?? 'application/x-cfb';
  writeFileSync('kind.json', JSON.stringify({ mediaType }), { flag: 'wx', mode: 0o640 });
}

/** The directory, followed through the allocation table for as long as it makes sense (MS-CFB 2.2, 2.3, 2.6). */
function readDirectory(): Entry[] {
  const file = openSync('input', 'r');
  const read = (offset: number, length: number) => {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, offset);
    return bytes;
  };
  const header = read(0, 512);
  const sectorBytes = header.readUInt16LE(30) === 12 ? 4096 : 512;
  const offsetOf = (sector: number) => (sector + 1) * sectorBytes;
  const entries: Entry[] = [];
  let sector = header.readUInt32LE(48);
  for (let count = 0; count < maxDirectorySectors && sector < endOfChain; count += 1) {
    const directory = read(offsetOf(sector), sectorBytes);
    for (let at = 0; at < sectorBytes; at += entryBytes)
      entries.push(readEntry(directory.subarray(at, at + entryBytes)));
    const table = header.readUInt32LE(76 + 4 * Math.min(Math.floor(sector / (sectorBytes / 4)), 108));
    sector = read(offsetOf(table) + (sector % (sectorBytes / 4)) * 4, 4).readUInt32LE(0);
  }
  closeSync(file);
  return entries;
}

function readEntry(entry: Buffer): Entry {
  const bytes = Math.max(0, Math.min(entry.readUInt16LE(64), 64) - 2);
  const name = entry.subarray(0, bytes).toString('utf16le');
  return { name, left: entry.readUInt32LE(68), right: entry.readUInt32LE(72), child: entry.readUInt32LE(76) };
}

/** Names directly under the root: what is embedded deeper says nothing about the file itself. */
function rootNames(entries: Entry[]): Set<string> {
  const names = new Set<string>();
  const seen = new Set<number>();
  const waiting = [entries[0]?.child ?? endOfChain];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const entry = entries[index];
    if (!entry || seen.has(index)) continue;
    seen.add(index);
    names.add(entry.name);
    waiting.push(entry.left, entry.right);
  }
  return names;
}

await runReader(main);
