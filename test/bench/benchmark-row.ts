import { run } from '../support/run-program.ts';

/** One line of the table: what we reach, what the bare tool reaches with the same work on the same machine, and the ratio. */
export type BenchmarkRow = {
  what: string;
  unit: string;
  ours: number;
  baseline: number;
  baselineName: string;
};

/** How much of the bare tool's rate is left, 1 being all of it. */
export function ratio(row: BenchmarkRow): number {
  return row.ours / row.baseline;
}

export function formatTable(rows: readonly BenchmarkRow[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.what} | ${round(row.ours)} ${row.unit} | ${row.baselineName}: ${round(row.baseline)} ${row.unit} | ${ratio(row).toFixed(2)} |`,
  );
  return ['| what | Strongroom | the bare tool | ratio |', '|---|---|---|---|', ...lines].join('\n');
}

function round(figure: number): string {
  return figure >= 100 ? String(Math.round(figure)) : figure.toPrecision(3);
}

/**
 * The same start for both sides of a ratio: nothing waits to be written to the disk, and `folder`, which both read, has been read once.
 * Without it whoever came first paid for both: 23 s for a restore that takes 17 when it is repeated.
 */
export async function prepareDisk(folder: string): Promise<void> {
  await run('bash', ['-c', 'sync && find "$1" -type f -exec cat {} + >/dev/null', '-', folder], {
    timeoutMs: 900_000,
  });
}

/** Seconds that `work` takes. */
export async function measureSeconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const pairs = 5;

/**
 * Both sides of a ratio in turns, and the pair whose ratio is in the middle: what else the machine does changes while it is
 * measured, and hits both.
 */
export async function measureInPairs(
  ours: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<{ ours: number; baseline: number }> {
  const measured: { ours: number; baseline: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) measured.push({ ours: await ours(), baseline: await bare() });
  const sorted = measured.toSorted((one, other) => one.ours / one.baseline - other.ours / other.baseline);
  const ratios = sorted.map((pair) => (pair.ours / pair.baseline).toFixed(3));
  process.stdout.write(`  ratios of ${pairs} interleaved pairs: ${ratios.join(', ')}\n`);
  const middle = sorted[Math.floor(pairs / 2)];
  if (!middle) throw new Error('Nothing was measured.');
  return middle;
}
