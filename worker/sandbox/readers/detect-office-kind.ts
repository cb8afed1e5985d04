import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { noteUnread } from './note-unread.ts';
import { runReader } from './run-reader.ts';
import { ZipParts } from './zip-parts.ts';

/**
 * Streams of a compound file that say what it is, by the names Office gives them, in either case (MS-CFB 2.6.4).
 * First match wins.
 */
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

type DirectoryEntry = { name: string; left: number; right: number; child: number; start: number };
type Read = (offset: number, length: number) => Buffer;

/**
 * What a compound file (the container of .doc, .xls, .ppt, .msg) holds, and whether a password locks it:
 * `kind.json`.
 */
async function main(): Promise<void> {
  const file = openSync('input', 'r');
  const read = (offset: number, length: number) => {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, offset);
    return bytes;
  };
  if (read(0, 2).toString('latin1') === 'PK') {
    await detectOpenDocument();
    return;
  }
  const roots = rootEntries(readDirectory(read));
  const [name, mediaType] = kinds.find(([known]) => roots.has(known.toLowerCase())) ?? [
    '',
    'application/x-cfb',
  ];
  const start = read(sectorOffset(read, roots.get(name.toLowerCase())?.start ?? 0), 4_096);
  const isEncrypted = name === 'EncryptedPackage' || roots.has('encryptedsummary') || isLocked(name, start);
  closeSync(file);
  // Where Word and Excel keep macros (MS-DOC 2.1.9, MS-XLS 2.1.2).
  if (roots.has('macros') || roots.has('_vba_project_cur')) noteUnread({ kind: 'macros' });
  writeKind({ mediaType, isEncrypted });
}

/** OpenDocument 1.2 part 3, §4: what is encrypted says so in the manifest. */
async function detectOpenDocument(): Promise<void> {
  const parts = await ZipParts.open('input');
  let isEncrypted = false;
  await parts.read('META-INF/manifest.xml', {
    open: (name) => {
      if (name === 'encryption-data') isEncrypted = true;
    },
    text: () => undefined,
    close: () => undefined,
  });
  writeKind({ mediaType: 'application/zip', isEncrypted });
}

function writeKind(kind: { mediaType: string; isEncrypted: boolean }): void {
  writeFileSync('kind.json', JSON.stringify(kind), { flag: 'wx', mode: 0o640 });
}

/**
 * The flag of Word (MS-DOC 2.5.2, fEncrypted), the FilePass record of Excel (MS-XLS 2.4.117) near the start
 * of the stream.
 */
function isLocked(name: string, start: Buffer): boolean {
  if (name === 'WordDocument') return (start.readUInt16LE(10) & 0x0100) !== 0;
  if (name !== 'Workbook' && name !== 'Book') return false;
  for (let at = 0, count = 0; at + 4 <= start.length && count < 20; count += 1) {
    if (start.readUInt16LE(at) === 0x2f) return true;
    at += 4 + start.readUInt16LE(at + 2);
  }
  return false;
}

/**
 * The directory, followed through the allocation table for as long as it makes sense (MS-CFB 2.2, 2.3, 2.6).
 */
function readDirectory(read: Read): DirectoryEntry[] {
  const header = read(0, 512);
  const sectorBytes = sectorBytesOf(header);
  const offsetOf = (sector: number) => (sector + 1) * sectorBytes;
  const entries: DirectoryEntry[] = [];
  let sector = header.readUInt32LE(48);
  for (let count = 0; count < maxDirectorySectors && sector < endOfChain; count += 1) {
    const directory = read(offsetOf(sector), sectorBytes);
    for (let at = 0; at < sectorBytes; at += entryBytes)
      entries.push(readEntry(directory.subarray(at, at + entryBytes)));
    const table = header.readUInt32LE(76 + 4 * Math.min(Math.floor(sector / (sectorBytes / 4)), 108));
    sector = read(offsetOf(table) + (sector % (sectorBytes / 4)) * 4, 4).readUInt32LE(0);
  }
  return entries;
}

function sectorBytesOf(header: Buffer): number {
  return header.readUInt16LE(30) === 12 ? 4096 : 512;
}

function sectorOffset(read: Read, sector: number): number {
  return sector < endOfChain ? (sector + 1) * sectorBytesOf(read(0, 512)) : 0;
}

function readEntry(entry: Buffer): DirectoryEntry {
  const bytes = Math.max(0, Math.min(entry.readUInt16LE(64), 64) - 2);
  const name = entry.subarray(0, bytes).toString('utf16le');
  return {
    name,
    left: entry.readUInt32LE(68),
    right: entry.readUInt32LE(72),
    child: entry.readUInt32LE(76),
    start: entry.readUInt32LE(116),
  };
}

/** What lies directly under the root, by name in lower case: what is embedded deeper says nothing about the file itself. */
function rootEntries(entries: DirectoryEntry[]): Map<string, DirectoryEntry> {
  const roots = new Map<string, DirectoryEntry>();
  const seen = new Set<number>();
  const waiting = [entries[0]?.child ?? endOfChain];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const entry = entries[index];
    if (!entry || seen.has(index)) continue;
    seen.add(index);
    roots.set(entry.name.toLowerCase(), entry);
    waiting.push(entry.left, entry.right);
  }
  return roots;
}

await runReader(main);
