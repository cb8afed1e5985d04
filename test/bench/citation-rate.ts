import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { scanCitations } from '../../core/analysis/citations/scan-citations.ts';
import { readLabelledSamples } from '../support/citations/labelled-samples.ts';
import { scoreCitations } from '../support/citations/score-citations.ts';
import { findCorpus } from '../support/corpus.ts';
import type { BenchmarkRow } from './benchmark-row.ts';

const rounds = 10;
const asked = { megabytesPerSecond: 20, precision: 0.98, recall: 0.97 };

function scoreLabelledSamples() {
  const samples = readLabelledSamples();
  if (!samples) throw new Error('The labelled citations (../shared/corpus/citations) are not there.');
  return scoreCitations(samples);
}

/** Megabytes of whole opinions a second, on one core, when the code is warm; against what was asked for. */
export async function measureCitationRate(): Promise<BenchmarkRow> {
  const there = findCorpus('citations');
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
    baseline: asked.megabytesPerSecond,
    baselineName: 'asked for',
  };
}

export async function measureCitationPrecision(): Promise<BenchmarkRow> {
  const { precision } = scoreLabelledSamples();
  return {
    what: 'citations: precision on the labelled sets',
    unit: '',
    ours: precision,
    baseline: asked.precision,
    baselineName: 'asked for',
  };
}

export async function measureCitationRecall(): Promise<BenchmarkRow> {
  const { recall } = scoreLabelledSamples();
  return {
    what: 'citations: recall on the labelled sets',
    unit: '',
    ours: recall,
    baseline: asked.recall,
    baselineName: 'asked for',
  };
}
