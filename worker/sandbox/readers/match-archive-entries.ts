import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { runReader } from './run-reader.ts';

/** `isInOrder`: the format has no checksums, but nothing can be missing before it. */
type ListedEntry = { bytes: number | null; crc32: string | null; isInOrder: boolean };

const chunk = Buffer.alloc(1024 * 1024);
/**
 * After a broken entry the next may begin in one of two places; of a row of broken ones no more than this is
 * tried.
 */
const maxPlaces = 8;

/**
 * 7-Zip writes all entries one after the other into `content`, in the order of its listing, and leaves out
 * what it cannot unpack. Finds for each the place where its bytes are whole, by their checksum:
 * `places.json`, null where there is none.
 */
function main(): void {
  const entries = JSON.parse(readFileSync('entries.json', 'utf8')) as ListedEntry[];
  const file = openSync('content', 'r');
  const length = statSync('content').size;
  const isComplete = length === entries.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  let candidates = [0];
  const places = entries.map((entry) => {
    const { bytes } = entry;
    if (bytes === null) return null;
    const place = candidates.find((start) => isWhole(file, { ...entry, bytes, start, length, isComplete }));
    candidates = place === undefined ? nextCandidates(candidates, bytes) : [place + bytes];
    return place ?? null;
  });
  closeSync(file);
  writeFileSync('places.json', JSON.stringify(places), { flag: 'wx', mode: 0o640 });
}

function nextCandidates(candidates: number[], bytes: number): number[] {
  return [...new Set([...candidates, ...candidates.map((start) => start + bytes)])].slice(0, maxPlaces);
}

type Slice = ListedEntry & { start: number; bytes: number; length: number; isComplete: boolean };

function isWhole(file: number, slice: Slice): boolean {
  const end = slice.start + slice.bytes;
  if (end > slice.length) return false;
  // Some formats and some ways of encrypting have no checksum: where anything is missing its place is not known.
  if (slice.crc32 === null) return slice.isInOrder || slice.isComplete || slice.bytes === 0;
  let sum = 0;
  for (let at = slice.start; at < end;) {
    const read = readSync(file, chunk, 0, Math.min(chunk.length, end - at), at);
    if (read === 0) return false;
    sum = crc32(chunk.subarray(0, read), sum);
    at += read;
  }
  return sum === Number.parseInt(slice.crc32, 16);
}

await runReader(main);
