import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCorpus } from '../corpus.ts';
import type { LabelledSample } from './score-citations.ts';

/** The labelled sets beside the checkout, or undefined where they are not. */
export function readLabelledSamples(): LabelledSample[] | undefined {
  const there = findCorpus('citations');
  if (!there) return undefined;
  return there.files
    .filter((file) => file.endsWith('-corpus.json'))
    .flatMap((file) => {
      const set = JSON.parse(readFileSync(join(there.dir, file), 'utf8')) as
        | LabelledSample[]
        | { samples: LabelledSample[] };
      return Array.isArray(set) ? set : set.samples;
    });
}
