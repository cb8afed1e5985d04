import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from './paths.ts';

/**
 * The real documents beside the checkout (../shared/corpus/NAME), or undefined where that folder is not there: then one
 * line says which part did not run. The repository is complete without them.
 */
export function findCorpus(
  name: 'court' | 'tika' | 'citations' | 'redactions',
): { dir: string; files: string[] } | undefined {
  const dir = join(rootDir, '../shared/corpus', name);
  if (!existsSync(dir)) {
    process.stdout.write(
      `NOT RUN: ../shared/corpus/${name} is not beside this checkout; its documents were not tried.\n`,
    );
    return undefined;
  }
  return { dir, files: readdirSync(dir).toSorted() };
}
