import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/** The checkout: tests are started from it. */
export const rootDir = process.cwd();
/** Where this code stands: the checkout when it runs from its source, else what it was compiled to. */
const codeDir = dirname(dirname(import.meta.dirname));
/** Where the code is compiled to, for what runs in containers. */
export const distDir = codeDir === rootDir ? join(rootDir, 'dist') : codeDir;

/** A program of the house, such as `ops/main`, as this test runs: from its source or compiled. */
export function programFile(name: string): string {
  return join(codeDir, `${name}${extname(import.meta.filename)}`);
}
export const imageVersion = (
  JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')) as { version: string }
).version;
