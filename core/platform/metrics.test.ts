import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentStates } from '../documents/journey.ts';
import { metricList } from './metric-list.ts';
import { createMetrics } from './metrics.ts';

const processes = ['server', 'worker', 'ops'] as const;
const codeDirs = ['core', 'server', 'worker', 'ops', 'test'];

describe('metrics', () => {
  it('are made in metrics.ts alone, of one list: nothing else imports what makes them', () => {
    const root = process.cwd();
    const files = codeDirs.flatMap((dir) =>
      readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)),
    );
    const importing = files
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) => /^import .*from 'prom-client'/m.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(importing, ['core/platform/metrics.ts']);
  });

  it('have each a name of their own, and a process that reports it', () => {
    const names = Object.values(metricList).map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, exportedBy } of Object.values(metricList)) assert.ok(exportedBy.length > 0, name);
  });

  for (const processName of processes) {
    it(`are reported by ${processName} where it knows them, and nowhere else`, async () => {
      const text = await createMetrics(processName).registry.metrics();
      const reported = [...text.matchAll(/^# TYPE (strongroom_\w+) /gm)].map(([, name = '']) => name);
      const known = Object.values(metricList)
        .filter(({ exportedBy }) => (exportedBy as readonly string[]).includes(processName))
        .map(({ name }) => name);
      assert.deepEqual(reported.toSorted(), known.toSorted());
    });
  }

  it('that count are there from the start with 0 for every closed value, so that the first one is a rise', async () => {
    const server = await createMetrics('server').registry.metrics();
    for (const limit of metricList.rateLimited.labels.limit)
      assert.match(server, new RegExp(`^strongroom_limited_total\\{limit="${limit}",.*\\} 0$`, 'm'));
    const worker = await createMetrics('worker').registry.metrics();
    for (const job of metricList.jobDuration.labels.job)
      assert.match(
        worker,
        new RegExp(`^strongroom_job_duration_seconds_count\\{.*job="${job}".*\\} 0$`, 'm'),
      );
  });

  it('that are read say nothing until somebody has read them: a 0 of the time before would be an alarm', async () => {
    const metrics = createMetrics('ops');
    assert.doesNotMatch(await metrics.registry.metrics(), /^strongroom_audit_verified_timestamp_seconds/m);
    metrics.auditVerified.set(5);
    assert.match(await metrics.registry.metrics(), /^strongroom_audit_verified_timestamp_seconds\{.*\} 5$/m);
    metrics.auditVerified.remove();
    assert.doesNotMatch(await metrics.registry.metrics(), /^strongroom_audit_verified_timestamp_seconds/m);
  });

  it('know every state of a document', () => {
    assert.deepEqual([...metricList.documents.labels.state].toSorted(), documentStates.toSorted());
  });
});
