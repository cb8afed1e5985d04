import { signInAdministrator } from '../stack/first-day/appliance.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { formatLoad, percentile } from './format-load.ts';
import { keepOcrBusy } from './keep-ocr-busy.ts';
import { openOffice } from './open-office.ts';
import { workAsPeople } from './work-as-people.ts';

/** Each of the hundred asks for something every two seconds on average: nobody reads faster all day long. */
const perSecond = 50;
const documentsOfMatter = 50;
const asked = { p95Ms: 150 };

/** So many requests in all: a hundred thousand are asked for, and `BENCH_REQUESTS` names fewer for a look. */
const requests = Number(process.env['BENCH_REQUESTS'] ?? 100_000);

/** A hundred people at work while pages wait for OCR: how long the slowest of twenty requests takes. */
export async function measurePeopleAtWork(): Promise<BenchmarkRow> {
  const office = await openOffice(documentsOfMatter);
  const ocr = await keepOcrBusy(await signInAdministrator());
  const result = await workAsPeople(office, { perSecond, requests });
  const read = await ocr.stop();
  process.stdout.write(`${formatLoad(result)}\n  ${read.length} scans were read meanwhile\n`);
  return {
    what: `100 people at work, ${perSecond} requests/s, OCR queue full: ${requests} requests, ${result.errors.length} errors (0 asked for); p95`,
    unit: 'ms',
    ours: percentile([...result.taken.values()].flat(), 0.95),
    baseline: asked.p95Ms,
    baselineName: 'asked for, at most',
  };
}
