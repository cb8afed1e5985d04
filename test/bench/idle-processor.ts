import { setTimeout as sleep } from 'node:timers/promises';
import { installedAppliance } from '../stack/first-day/appliance.ts';
import type { BenchmarkRow } from './benchmark-row.ts';
import { listRunningContainers, measureProcessorMs } from './processor-time.ts';

const minutes = 5;
/** What came before it (an installation, another row) has its own ends to tie up. */
const settleMs = 60_000;
const atMostPercent = 3;

/** What the whole appliance uses of one core while nobody does anything. */
export async function measureIdleProcessor(): Promise<BenchmarkRow> {
  await installedAppliance();
  await sleep(settleMs);
  const started = performance.now();
  const used = await measureProcessorMs(await listRunningContainers(), () => sleep(minutes * 60_000));
  const percent = (ms: number) => (ms / (performance.now() - started)) * 100;
  const parts = [...used]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, ms]) => `${name} ${percent(ms).toFixed(2)}`);
  process.stdout.write(`  % of one core: ${parts.join(', ')}\n`);
  return {
    what: `processor use of the idle appliance, all containers together, over ${minutes} minutes`,
    unit: '% of a core',
    ours: percent([...used.values()].reduce((sum, ms) => sum + ms, 0)),
    baseline: atMostPercent,
    baselineName: 'asked for, at most',
  };
}
