import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { metricList, type MetricList } from './metric-list.ts';
import type { ProcessName } from './secrets.ts';

type Definition = MetricList[keyof MetricList];
/** The labels of one metric, each with the values that it may have. */
type LabelsOf<D extends Definition> = {
  [L in keyof D['labels']]: D['labels'][L] extends readonly (infer Value extends string)[] ? Value : string;
};
/** What goes before the value: nothing where there are no labels. */
type LabelArguments<D extends Definition> = keyof D['labels'] extends never ? [] : [labels: LabelsOf<D>];
type MetricGauge<D extends Definition> = {
  set: (...given: [...LabelArguments<D>, value: number]) => void;
  remove: (...given: LabelArguments<D>) => void;
  get: Gauge['get'];
};
type MetricCounter<D extends Definition> = {
  inc: (...given: [...LabelArguments<D>, value?: number]) => void;
  get: Counter['get'];
};
type MetricHistogram<D extends Definition> = {
  observe: (...given: [...LabelArguments<D>, value: number]) => void;
  startTimer: (labels: Partial<LabelsOf<D>>) => (more: Partial<LabelsOf<D>>) => number;
};
type MetricOf<D extends Definition> = D['type'] extends 'gauge'
  ? MetricGauge<D>
  : D['type'] extends 'counter'
    ? MetricCounter<D>
    : MetricHistogram<D>;

export type Metrics = { registry: Registry } & { readonly [K in keyof MetricList]: MetricOf<MetricList[K]> };

/**
 * The metrics of a process, each of metric-list.ts. It reports those that it knows; the others are there so that one
 * code runs in all, and are seen by nobody. What counts begins at 0 for every value its labels may have: a count that
 * is there only once it has happened has not risen for whoever asks. What is read says nothing before it was read.
 */
export function createMetrics(processName: ProcessName): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  const made = Object.entries(metricList).map(([key, definition]) => {
    const exportedBy: readonly ProcessName[] = definition.exportedBy;
    const registers = exportedBy.includes(processName) ? [registry] : [];
    return [key, createMetric(definition, registers)];
  });
  return { registry, ...(Object.fromEntries(made) as Omit<Metrics, 'registry'>) };
}

function createMetric(definition: Definition, registers: Registry[]): Gauge | Counter | Histogram {
  const { name, help, labels } = definition;
  const options = { name, help, labelNames: Object.keys(labels), registers };
  if (definition.type === 'gauge') {
    const gauge = new Gauge(options);
    if (options.labelNames.length === 0) gauge.remove();
    return gauge;
  }
  const combinations = combineLabels(labels);
  if (definition.type === 'counter') {
    const counter = new Counter(options);
    for (const values of combinations) counter.inc(values, 0);
    return counter;
  }
  const histogram = new Histogram({ ...options, buckets: [...definition.buckets] });
  for (const values of combinations) histogram.zero(values);
  return histogram;
}

/** Every combination of the labels' values; none where the values of one are not known here. */
function combineLabels(labels: Definition['labels']): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries<unknown>(labels)) {
    const known = Array.isArray(values) ? (values as string[]) : [];
    combinations = combinations.flatMap((each) => known.map((value) => ({ ...each, [label]: value })));
  }
  return combinations;
}
