import { readFileSync, writeFileSync } from 'node:fs';
import { extractOleObjects } from './extract-ole-objects.ts';
import { runReader } from './run-reader.ts';

/** The files inside a compound file: `object-N`, listed in `objects.json`. */
function main(): void {
  const { found } = extractOleObjects(readFileSync('input'));
  for (const [index, { bytes }] of found.entries())
    writeFileSync(`object-${String(index + 1)}`, bytes, { flag: 'wx', mode: 0o640 });
  const listed = found.map(({ filename }) => ({ filename, mimeType: 'application/octet-stream' }));
  writeFileSync('objects.json', JSON.stringify(listed), { flag: 'wx', mode: 0o640 });
}

await runReader(main);
