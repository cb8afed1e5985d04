import { closeSync, openSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { decode } from './charset.ts';
import { runReader } from './run-reader.ts';
import { suggestNameCharset } from './suggest-name-charset.ts';

const headBytes = 65_536;

/**
 * What one compressed file (gzip, bzip2, xz and their like) held, which was unpacked into `content`: how many bytes,
 * under which name, and whether they are a tar archive, which is then the `input`. `stream.json`.
 */
async function main(): Promise<void> {
  const head = readHead('content');
  const stream = {
    bytes: statSync('content').size,
    name: await readGzipName(readHead('input')),
    isTar: isTar(head.subarray(0, 512)),
  };
  if (stream.isTar) renameSync('content', 'input');
  writeFileSync('stream.json', JSON.stringify(stream), { flag: 'wx', mode: 0o640 });
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(headBytes);
  const read = readSync(file, head, 0, headBytes, 0);
  closeSync(file);
  return head.subarray(0, read);
}

/** RFC 1952, 2.3: the name of the file that was packed, where the packer kept it. */
async function readGzipName(head: Buffer): Promise<string | null> {
  const flags = head[3] ?? 0;
  if (head.readUInt16BE(0) !== 0x1f8b || (flags & 8) === 0) return null;
  const start = 10 + ((flags & 4) !== 0 && head.length > 12 ? 2 + head.readUInt16LE(10) : 0);
  const end = head.indexOf(0, start);
  const name = end > start ? head.subarray(start, end) : Buffer.alloc(0);
  if (name.length === 0) return null;
  const isUtf8 = Buffer.from(name.toString('utf8')).equals(name);
  return decode(name, isUtf8 ? 'utf-8' : suggestNameCharset([name]));
}

/** POSIX.1-1988 and later: the sum of the header's bytes stands in it, itself counted as spaces. */
function isTar(header: Buffer): boolean {
  if (header.length < 512) return false;
  const stated = Number.parseInt(header.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return stated === sum && header[0] !== 0;
}

await runReader(main);
