import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runReader } from './run-reader.ts';

/** Which of the pictures `frame-N.ppm` differ from all before them: their numbers from 1, in `distinct.json`. */
function main(): void {
  const seen = new Set<string>();
  const distinct: number[] = [];
  for (let index = 0; existsSync(`frame-${String(index)}.ppm`); index += 1) {
    const hash = createHash('sha256')
      .update(readFileSync(`frame-${String(index)}.ppm`))
      .digest('base64');
    if (!seen.has(hash)) distinct.push(index + 1);
    seen.add(hash);
  }
  writeFileSync('distinct.json', JSON.stringify(distinct), { flag: 'wx', mode: 0o640 });
}

await runReader(main);
