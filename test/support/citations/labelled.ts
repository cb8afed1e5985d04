import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpus } from '../corpus.ts';
import type { Sample } from './score.ts';

/** The labelled sets beside the checkout, or undefined where they are not. */
export function labelledSamples(): Sample[] | undefined {
  const there = corpus('citations');
  if (!there) return undefined;
  return there.files
    .filter((file) => file.endsWith('-corpus.json'))
    .flatMap((file) => {
      const set = JSON.parse(readFileSync(join(there.dir, file), 'utf8')) as Sample[] | { samples: Sample[] };
      return Array.isArray(set) ? set : set.samples;
    });
}
