// npm run bench [-- NAME...]: installs the appliance beside whatever runs here, measures it against the bare tools on the same
// machine, and keeps the table in docs/benchmarks.md. One run, no best of three: the ratios are what counts.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../support/paths.ts';
import { installedAppliance } from '../stack/first-day/appliance.ts';
import { measureAuditVerifier } from './audit-verifier.ts';
import { measureBackupRate } from './backup-rate.ts';
import { measureCitationPrecision, measureCitationRate, measureCitationRecall } from './citation-rate.ts';
import { measureFidelity, measureOcrFidelity } from './fidelity.ts';
import { measureWorkerMemory } from './worker-memory.ts';
import { measureOcrPipeline, measureShortDocumentWait, measureTextPipeline } from './pipeline-rates.ts';
import { measureRecoveryPoint } from './recovery-point.ts';
import { measureRecoveryTime, measureLargeRecoveryTime } from './recovery-time.ts';
import { measureIdleProcessor } from './idle-processor.ts';
import { loneRequests } from './lone-requests.ts';
import { measurePeopleAtWork } from './people-rate.ts';
import { measureReadingRate } from './reading-rate.ts';
import { measureAuthorizationRate, measureSessionCheck } from './authorization-cost.ts';
import { requestCosts } from './request-cost.ts';
import { measureSearchRate } from './search-rate.ts';
import { measureSessionLoad } from './session-load.ts';
import { measureRestoreRate } from './restore-rate.ts';
import { formatTable, type BenchmarkRow } from './benchmark-row.ts';
import { measureUnchangedBackup } from './unchanged-backup.ts';
import { measureUploadRate } from './upload-rate.ts';

const measures: Record<string, () => Promise<BenchmarkRow>> = {
  // First: nothing that was done before is to be tied up.
  idle: measureIdleProcessor,
  ...loneRequests,
  upload: measureUploadRate,
  text: measureTextPipeline,
  short: measureShortDocumentWait,
  ocr: measureOcrPipeline,
  reading: measureReadingRate,
  backup: measureBackupRate,
  restore: measureRestoreRate,
  point: measureRecoveryPoint,
  recovery: measureRecoveryTime,
  citations: measureCitationRate,
  'citation-precision': measureCitationPrecision,
  'citation-recall': measureCitationRecall,
  'ocr-fidelity': measureOcrFidelity,
  memory: measureWorkerMemory,
  rights: measureAuthorizationRate,
  'sign-in': measureSessionCheck,
  'audit-verifier': measureAuditVerifier,
  ...requestCosts,
  'search-sql': measureSearchRate,
  // Last: what it puts there is not what it seems, and nothing after it may read it.
  unchanged: measureUnchangedBackup,
};
/** Run only when they are named: they take longer than the others together. */
const onRequest: typeof measures = {
  fidelity: measureFidelity,
  people: measurePeopleAtWork,
  sessions: measureSessionLoad,
  'recovery-10gb': measureLargeRecoveryTime,
};
/** Several rows under one name. */
const groups: Record<string, string[]> = { cpu: Object.keys(requestCosts), alone: Object.keys(loneRequests) };
const named = process.argv.slice(2).flatMap((name) => groups[name] ?? [name]);
const chosen = named.length > 0 ? named : Object.keys(measures);
const begin = '<!-- figures: written by npm run bench -->';
const end = '<!-- end of figures -->';

const busy = loadavg()[0]?.toFixed(1) ?? '?';
const rows: BenchmarkRow[] = [];
await installedAppliance();
for (const name of chosen) {
  const measure = measures[name] ?? onRequest[name];
  if (!measure)
    throw new Error(
      `There is no measurement "${name}". There are: ${[...Object.keys(measures), ...Object.keys(onRequest)].join(', ')}.`,
    );
  rows.push(await measure());
  process.stdout.write(`${formatTable(rows.slice(-1)).split('\n').at(-1)}\n`);
}
const processor = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`;
const machine = `${processor}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Linux ${release()}, ${new Date().toISOString().slice(0, 10)}; load average at the start ${busy}`;
// A table of some rows only is for looking at; the one that is kept is whole.
if (rows.length === Object.keys(measures).length) {
  const file = join(rootDir, 'docs/benchmarks.md');
  const kept = readFileSync(file, 'utf8');
  const [head = '', rest = ''] = kept.split(begin);
  const tail = rest.split(end)[1] ?? '\n';
  writeFileSync(file, `${head}${begin}\n\nMeasured on ${machine}.\n\n${formatTable(rows)}\n\n${end}${tail}`);
}
process.stdout.write(`\nMeasured on ${machine}.\n\n${formatTable(rows)}\n`);
process.exit(0);
