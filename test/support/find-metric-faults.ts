import { metricList } from '../../core/platform/metric-list.ts';
import { commonMetrics, exporterMetrics, watchedJobs } from './exporter-metrics.ts';
import { readPromql, type Matcher, type Selector } from './read-promql.ts';

type Known = { labels: Record<string, readonly string[] | 'any'> };

/** What a metric is known as to Prometheus: the name with its ending, and the labels that arrive there. */
export type MetricFinder = (name: string) => Known | undefined;

/** Prometheus' own label `job` is the target: the kind of job is renamed (prometheus.yml). */
const renamed: Record<string, string> = { job: 'job_name' };

/** Finds every metric that is exported, and those that rules record. `routes` are the values of the label of that name. */
export function createMetricFinder(recorded: readonly string[], routes: readonly string[]): MetricFinder {
  const known = new Map<string, Known>();
  const ours = { instance: 'any', job: watchedJobs, process: 'any' } as const;
  for (const definition of Object.values(metricList)) {
    const labels: Known['labels'] = { ...ours, job: definition.exportedBy };
    for (const [label, values] of Object.entries<unknown>(definition.labels))
      labels[renamed[label] ?? label] = Array.isArray(values) ? values : label === 'route' ? routes : 'any';
    if (definition.type !== 'histogram') known.set(definition.name, { labels });
    else {
      known.set(`${definition.name}_count`, { labels });
      known.set(`${definition.name}_sum`, { labels });
      const le = [...definition.buckets.map(String), '+Inf'];
      known.set(`${definition.name}_bucket`, { labels: { ...labels, le } });
    }
  }
  for (const [job, metrics] of Object.entries(exporterMetrics))
    for (const [name, { labels }] of Object.entries(metrics))
      known.set(name, { labels: { instance: 'any', job: [job], ...labels } });
  for (const [name, { labels }] of Object.entries(commonMetrics))
    known.set(name, { labels: { ...ours, ...labels } });
  for (const name of recorded) known.set(name, { labels: {} });
  return (name) => known.get(name);
}

/** Says of an expression what it names that nobody exports: metrics, labels, values of labels. */
export function findMetricFaults(expression: string, find: MetricFinder): string[] {
  const { selectors, groupedBy } = readPromql(expression);
  const every = new Set<string>();
  const faults = selectors.flatMap((selector) => {
    const metric = find(selector.metric);
    if (!metric) return [`${selector.metric} is exported by nobody`];
    for (const label of Object.keys(metric.labels)) every.add(label);
    return findLabelFaults(selector, metric);
  });
  const unknown = groupedBy.filter((label) => faults.length === 0 && !every.has(label));
  return [...faults, ...unknown.map((label) => `no metric here has the label ${label}`)];
}

function findLabelFaults({ metric, matchers }: Selector, { labels }: Known): string[] {
  return matchers.flatMap((matcher) => {
    const values = labels[matcher.label];
    if (values === undefined) return [`${metric} has no label ${matcher.label}`];
    if (values === 'any') return [];
    return listAlternatives(matcher)
      .filter((pattern) => !values.some((value) => pattern.test(value)))
      .map((pattern) => `${metric}: ${matcher.label} is never ${pattern.source}`);
  });
}

/** Each alternative of a condition, so that one that fits nothing does not hide behind one that does. */
function listAlternatives({ operator, value }: Matcher): RegExp[] {
  if (operator === '=' || operator === '!=')
    return [new RegExp(`^${value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`)];
  let depth = 0;
  const alternatives = [''];
  for (const letter of value) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === '|' && depth === 0) alternatives.push('');
    else alternatives[alternatives.length - 1] += letter;
  }
  return alternatives.map((one) => new RegExp(`^(?:${one})$`));
}
