import { setTimeout } from 'node:timers/promises';
import { tryRun } from '../support/run-program.ts';
import { signInAdministrator, listContainers } from '../stack/first-day/appliance.ts';
import { generateMegabytes } from './random-bytes.ts';
import { measureSeconds, type BenchmarkRow } from './benchmark-row.ts';

const shipments = 3;
const megabytesEach = 4;
const pauseMs = 1_000;
/** As the clock of ops/scheduler/schedule.ts says. */
const intervalSeconds = 240;

/**
 * What would be lost at worst while uploads go on: the log goes off-site at a fixed interval, so it is that interval and the longest
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
    longest = Math.max(longest, await measureSeconds(() => sendWal(ops)));
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

/** The clock of the appliance may be sending at that moment: then that is what is waited for. */
export async function sendWal(ops: string): Promise<void> {
  for (let left = 60; ; left -= 1) {
    const args = ['exec', ops, 'node', 'dist/ops/main.js', 'ship-wal'];
    const ran = await tryRun('docker', args, { timeoutMs: 300_000 });
    if (ran.code === 0) return;
    if (left === 0 || !ran.stderr.includes('is under way already'))
      throw new Error(`The log was not sent:\n${ran.stderr.slice(-2_000)}`);
    await setTimeout(1_000);
  }
}
