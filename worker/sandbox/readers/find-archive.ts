import { writeFileSync } from 'node:fs';
import { readZipNames } from './read-zip-names.ts';
import { runReader } from './run-reader.ts';

const maxEntries = 20_000;

/**
 * Whether a file whose first bytes say something else, or nothing, ends as a ZIP archive does: a program that unpacks
 * itself, an archive with something put before it. `archive.json`.
 */
async function main(): Promise<void> {
  const names = await readZipNames('input', maxEntries);
  writeFileSync('archive.json', JSON.stringify({ isZip: names !== undefined && names.length > 0 }), {
    flag: 'wx',
    mode: 0o640,
  });
}

await runReader(main);
