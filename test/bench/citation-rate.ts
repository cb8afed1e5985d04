import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { scanCitations } from '../../core/analysis/citations/scan-citations.ts';
import { labelledSamples } from '../support/citations/labelled.ts';
import { score } from '../support/citations/score.ts';
import { corpus } from '../support/corpus.ts';
import type { Row } from './row.ts';

const rounds = 10;
const asked = { megabytesPerSecond: 20, precision: 0.98, recall: 0.97 };

function labelled() {
  const samples = labelledSamples();
  if (!samples) throw new Error('The labelled citations (../shared/corpus/citations) are not there.');
  return score(samples);
}

/** Megabytes of whole opinions a second, on one core, when the code is warm; against what was asked for. */
export async function citationRate(): Promise<Row> {
  const there = corpus('citations');
  if (!there) throw new Error('The opinions (../shared/corpus/citations) are not there.');
  const texts: string[] = Object.values(
    JSON.parse(gunzipSync(readFileSync(join(there.dir, 'texts.json.gz'))).toString()) as Record<
      string,
      string
    >,
  );
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const scanAll = () => texts.forEach((text) => scanCitations(text));
  for (let round = 0; round < 3; round += 1) scanAll();
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) scanAll();
  const seconds = (performance.now() - started) / 1000;
  return {
    what: `citation scan of ${texts.length} opinions, one core`,
    unit: 'MB/s',
    ours: (bytes * rounds) / 1e6 / seconds,
    alone: asked.megabytesPerSecond,
    aloneIs: 'asked for',
  };
}

export async function citationPrecision(): Promise<Row> {
  const { precision } = labelled();
  return {
    what: 'citations: precision on the labelled sets',
    unit: '',
    ours: precision,
    alone: asked.precision,
    aloneIs: 'asked for',
  };
}

export async function citationRecall(): Promise<Row> {
  const { recall } = labelled();
  return {
    what: 'citations: recall on the labelled sets',
    unit: '',
    ours: recall,
    alone: asked.recall,
    aloneIs: 'asked for',
  };
}
