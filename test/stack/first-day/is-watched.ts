import assert from 'node:assert/strict';
import { metricList } from '../../../core/platform/metric-list.ts';
import { commonMetrics, exporterMetrics, watchedJobs } from '../../support/exporter-metrics.ts';
import { readMonitoringRules, readPanelQueries } from '../../support/monitoring-rules.ts';
import { readPromql } from '../../support/read-promql.ts';
import { run } from '../../support/run-program.ts';
import { waitFor } from '../../support/wait-for.ts';
import { installedAppliance, listContainers, signInAdministrator } from './appliance.ts';

type Series = { metric: Record<string, string>; value: [time: number, value: string] };

/** Metrics of our own that are there only once something has happened, or where something is set up, with the reason. */
const appearsLater: Partial<Record<keyof typeof metricList, string>> = {
  backupDuration: 'after the first backup',
  backupBytes: 'after the first backup',
  integrationUp: 'where mail or single sign-on is set up',
  dataEncrypted: 'where the kernel can tell whether the disk is encrypted',
};
/** Alerts that a machine for tests deserves. */
const deserved: Record<string, string> = {
  SignaturesMissing: 'the installer of the tests may reach no server with virus signatures',
  DataNotEncrypted: 'nobody encrypts the disk of a test machine',
  DiskLow: 'the disk of the test machine is not ours',
  MemoryLow: 'nor is its memory',
  MemoryPressure: 'nor is its memory',
};
/** Two rounds of scraping and one of evaluating, each twice a minute, and the check of what is connected. */
const settleSeconds = 240;

/** Asks Prometheus from inside its own container: nothing of it is reachable from elsewhere. */
async function ask(expression: string): Promise<Series[]> {
  const [prometheus = ''] = await listContainers('prometheus', false);
  const query = ['promtool', 'query', 'instant', '--format=json', 'http://127.0.0.1:9090', expression];
  return JSON.parse(await run('docker', ['exec', prometheus, ...query])) as Series[];
}

/** What is to be there, and the values of its closed labels: each of them has a series of its own. */
type Wanted = { name: string; label?: string; values?: readonly string[] };

function listWanted(): Wanted[] {
  const ours = Object.entries(metricList)
    .filter(([key]) => !(key in appearsLater))
    .flatMap(([, { name, type, labels }]) => {
      const reported = type === 'histogram' ? `${name}_count` : name;
      const closed = Object.entries<unknown>(labels).filter(([, values]) => Array.isArray(values));
      const each = closed.map(([label, values]) => ({
        name: reported,
        label: label === 'job' ? 'job_name' : label,
        values: values as readonly string[],
      }));
      return [{ name: reported }, ...each];
    });
  const others = Object.values(exporterMetrics).flatMap((metrics) =>
    Object.entries(metrics).flatMap(([name, { labels }]) => [
      { name },
      ...Object.entries<'any' | readonly string[]>(labels).flatMap(([label, values]) =>
        values === 'any' ? [] : [{ name, label, values }],
      ),
    ]),
  );
  const common = Object.entries(commonMetrics).flatMap(([name, { appears }]) => (appears ? [] : [{ name }]));
  return [...ours, ...others, ...common];
}

/** Every name that Prometheus has a sample of now. */
async function listNames(): Promise<Set<string>> {
  const counted = await ask('count by (__name__) ({__name__=~".+"})');
  return new Set(counted.map(({ metric }) => metric['__name__'] ?? ''));
}

async function findMissing(): Promise<string[]> {
  const names = await listNames();
  const missing: string[] = [];
  for (const { name, label, values = [] } of listWanted()) {
    if (label === undefined && !names.has(name)) missing.push(name);
    if (label === undefined || !names.has(name)) continue;
    const there = new Set((await ask(`count by (${label}) (${name})`)).map(({ metric }) => metric[label]));
    missing.push(
      ...values.filter((value) => !there.has(value)).map((value) => `${name}{${label}="${value}"}`),
    );
  }
  return missing;
}

/** The answer once it is empty, else the last one: it is asserted, so that what is missing is named. */
async function settle(look: () => Promise<string[]>): Promise<string[]> {
  let last = ['Prometheus was never asked'];
  const looked = async () => ((last = await look()).length === 0 ? true : undefined);
  await waitFor('nothing to be missing', settleSeconds, looked).catch(() => undefined);
  return last;
}

describe('the installed appliance is watched', function isWatched() {
  this.timeout(20 * 60_000);
  before(async () => {
    await installedAppliance();
    // How long pages take is known once somebody has asked for one.
    const admin = await signInAdministrator();
    assert.equal((await admin.call('GET', '/api/matters')).status, 200);
  });

  it('by a Prometheus that reaches every part', async () => {
    const findDown = async () => {
      const up = await ask('up');
      const jobs = new Set(
        up.filter(({ value }) => value[1] === '1').map(({ metric }) => metric['job'] ?? ''),
      );
      const down = up.filter(({ value }) => value[1] !== '1').map(({ metric }) => JSON.stringify(metric));
      return [...watchedJobs.filter((job) => !jobs.has(job)), ...down];
    };
    assert.deepEqual(await settle(findDown), []);
    for (const service of ['pg_up', 'redis_up', 'minio_cluster_health_status'])
      assert.deepEqual(
        (await ask(service)).map(({ value }) => value[1]),
        ['1'],
        service,
      );
  });

  it('with every metric that there is, and every value of its labels', async () => {
    assert.deepEqual(await settle(findMissing), []);
  });

  it('with an answer to every rule that is recorded, and to every metric that a rule or a panel names', async () => {
    const rules = readMonitoringRules();
    const later = Object.keys(appearsLater).map((key) => metricList[key as keyof typeof metricList].name);
    const quiet = new Set<string>([...later, 'ALERTS']);
    const named = [...rules, ...readPanelQueries()].flatMap(({ expression }) =>
      readPromql(expression).selectors.map(({ metric }) => metric),
    );
    const recorded = rules.filter(({ kind }) => kind === 'record').map(({ name }) => name);
    const names = [...new Set([...named, ...recorded])].filter((name) => !quiet.has(name));
    assert.ok(names.length > 60, `${names.length} names`);
    const findSilent = async () => {
      const there = await listNames();
      return names.filter((name) => !there.has(name));
    };
    assert.deepEqual(await settle(findSilent), []);
  });

  it('by rules that Prometheus can all evaluate', async () => {
    const failures = await ask('prometheus_rule_evaluation_failures_total > 0');
    assert.deepEqual(
      failures.map(({ metric }) => metric['rule_group']),
      [],
    );
    const groups = await ask('count(prometheus_rule_group_rules)');
    assert.equal(Number(groups[0]?.value[1]), new Set(readMonitoringRules().map(({ topic }) => topic)).size);
  });

  it('and no alert rings, or is about to, that it does not deserve', async () => {
    const findRinging = async () => {
      const alerts = await ask('ALERTS');
      return alerts
        .filter(({ metric }) => !((metric['alertname'] ?? '') in deserved))
        .map(({ metric }) => JSON.stringify(metric));
    };
    assert.deepEqual(await settle(findRinging), []);
  });
});
