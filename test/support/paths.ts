import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout: tests are started from it. */
export const rootDir = process.cwd();
/** Where this code was compiled to; usually `dist`. */
export const distDir = dirname(dirname(import.meta.dirname));
export const imageVersion = (
  JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')) as { version: string }
).version;
