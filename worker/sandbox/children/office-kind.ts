import { writeFileSync } from 'node:fs';
import { CompoundFile } from './compound-file.js';
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

/** What a compound file (the container of .doc, .xls, .ppt, .msg) holds: `kind.json`. */
function main(): void {
  const file = new CompoundFile('input');
  const names = file.rootNames();
  file.close();
  const mediaType = kinds.find(([name]) => names.has(name))?.[1] ?? 'application/x-cfb';
  writeFileSync('kind.json', JSON.stringify({ mediaType }), { flag: 'wx', mode: 0o640 });
}

await runReader(main);
