import { errorKinds, type LoadResult } from './send-open-loop.ts';

/** The value below which `share` of some figures lie, 0.95 for the 95th percentile: one of them, none between. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** What was answered and how fast, by kind of request and all together, and what went wrong, each with an example. */
export function formatLoad({ taken, errors, seconds, mostLateMs }: LoadResult): string {
  const all = [...taken.values()].flat();
  const line = (kind: string, figures: readonly number[]) => {
    const [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1].map((share) => percentile(figures, share).toFixed(0));
    return `  ${kind}: ${figures.length} answered; ms: p50 ${p50}, p95 ${p95}, p99 ${p99}, max ${most}`;
  };
  const found = errorKinds.flatMap((kind) => {
    const those = errors.filter((error) => error.kind === kind);
    return those.length === 0 ? [] : [`  ${kind}: ${those.length}, such as ${those[0]?.example}`];
  });
  return [
    ...[...taken]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, figures]) => line(kind, figures)),
    line('all', all),
    `  ${errors.length} errors; ${(all.length / seconds).toFixed(1)} /s over ${seconds.toFixed(0)} s; sent at most ${mostLateMs.toFixed(0)} ms after it was due`,
    ...found,
  ].join('\n');
}
