import { setTimeout } from 'node:timers/promises';
import { signInAdministrator, listContainers } from '../stack/first-day/appliance.ts';
import { generateMegabytes } from './random-bytes.ts';
import { shipWalNow } from './ship-wal.ts';
import { measureSeconds, type BenchmarkRow } from './benchmark-row.ts';

const shipments = 3;
const megabytesEach = 4;
const pauseMs = 1_000;
/** As ops/scheduler/schedule.ts has it. */
const intervalSeconds = 240;

/**
 * What would be lost at worst while uploads go on: the WAL goes off-site at a fixed interval, so it is that interval and the longest
 * that sending took meanwhile.
 */
export async function measureRecoveryPoint(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of the recovery point' });
  const [ops = ''] = await listContainers('ops', false);
  let going = true;
  const load = (async () => {
    for (let number = 0; going; number += 1) {
      const bytes = (async function* () {
        yield* generateMegabytes(megabytesEach);
      })();
      await admin.uploadAccepted(matter.id, `steady-${number}.bin`, bytes);
      await setTimeout(pauseMs);
    }
  })();
  let longest = 0;
  for (let count = 0; count < shipments; count += 1) {
    await setTimeout(10_000);
    longest = Math.max(longest, await measureSeconds(() => shipWalNow(ops)));
  }
  going = false;
  await load;
  return {
    what: 'recovery point off-site, at worst, under steady uploads: the interval and the longest that sending took',
    unit: 's',
    ours: intervalSeconds + longest,
    baseline: 300,
    baselineName: 'asked for, at most',
  };
}
