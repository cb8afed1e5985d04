import assert from 'node:assert/strict';
import { pageRoutes, routes } from '../../../server/features.ts';
import { createMetricFinder, findMetricFaults } from '../../support/find-metric-faults.ts';
import { readMonitoringRules, readPanelQueries, readTestSeries } from '../../support/monitoring-rules.ts';

const rules = readMonitoringRules();
const health = ['/health/live', '/health/ready', '/health/detailed', 'unmatched'];
const find = createMetricFinder(
  rules.filter(({ kind }) => kind === 'record').map(({ name }) => name),
  [...[...routes, ...pageRoutes].map(({ path }) => path), ...health],
);

/** What was there once, and what looks like it. */
const planted: [expression: string, fault: string][] = [
  ['sum(strongroom_queue_jobs{state="wating"}) > 0', 'state is never ^wating$'],
  [
    'max(strongroom_last_backup_timestamp_seconds)',
    'strongroom_last_backup_timestamp_seconds is exported by nobody',
  ],
  ['up{job=~"worker|opps"} == 0', 'job is never ^(?:opps)$'],
  ['strongroom_job_duration_seconds_count{job="scan-document"}', 'job is never ^scan-document$'],
  ['strongroom_http_request_duration_seconds_count{route!~"/helth/.*"}', 'route is never'],
  ['strongroom_http_request_duration_seconds_bucket{le="0.6"}', 'le is never'],
  ['sum by (tagret) (strongroom_backup_unusual)', 'no metric here has the label tagret'],
  ['strongroom_certificate_expiry_timestamp_seconds{job="server"}', 'job is never ^server$'],
  [
    'predict_linear(node_filesystem_free_bytes[6h], 24 * 3600) < 0',
    'node_filesystem_free_bytes is exported by nobody',
  ],
];

describe('what rules, panels and their tests ask for is exported', () => {
  for (const { name, expression } of rules)
    it(`by the rule ${name}`, () => {
      assert.notEqual(expression, '');
      assert.deepEqual(findMetricFaults(expression, find), []);
    });

  for (const { title, expression } of readPanelQueries())
    it(`by the panel "${title}": ${expression.slice(0, 60)}`, () =>
      assert.deepEqual(findMetricFaults(expression, find), []));

  it('by every series that a test of the rules invents', () => {
    const series = readTestSeries();
    assert.ok(series.length > 150, `${series.length} series`);
    const faults = series.flatMap(({ file, expression }) =>
      findMetricFaults(expression, find).map((fault) => `${file}: ${fault}`),
    );
    assert.deepEqual([...new Set(faults)], []);
  });

  for (const [expression, fault] of planted)
    it(`and goes red for ${expression}`, () => {
      const found = findMetricFaults(expression, find).join('\n');
      assert.ok(found.includes(fault), found);
    });
});

describe('a rule about what waits in a queue', () => {
  it('asks for the state in which jobs wait: with a priority, and every job has one', () => {
    const waiting = rules.filter(({ expression }) =>
      /strongroom_queue_jobs\{[^}]*state="waiting"/.test(expression),
    );
    assert.deepEqual(
      waiting.map(({ name }) => name),
      [],
    );
    assert.ok(
      rules.some(({ expression }) => expression.includes('strongroom_queue_jobs{state="prioritized"}')),
    );
  });
});
