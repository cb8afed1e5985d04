import { signInAdministrator, runStrongroom } from '../stack/first-day/appliance.ts';
import { createMeasuredBackup } from './backup-rate.ts';
import { generateMegabytes } from './random-bytes.ts';
import type { BenchmarkRow } from './benchmark-row.ts';

/** The goal of docs/design.md, a quarter of an hour for 10 GB, by the size there is. */
const goalSecondsPerGigabyte = 90;
const largeGigabytes = 10;

/** From nothing to a proven appliance, with whatever the rows before have uploaded: a scaled figure, and its name says of how much. */
export async function measureRecoveryTime(): Promise<BenchmarkRow> {
  const { bytes } = await createMeasuredBackup();
  const ran = await runStrongroom('rehearse', '--json');
  if (ran.code !== 0) throw new Error(`The rehearsal failed:\n${ran.stderr.slice(-2_000)}`);
  const { seconds } = JSON.parse(ran.stdout) as { seconds: number };
  return {
    what: `recovery time of ${(bytes / 1e9).toFixed(1)} GB: brought back, started, every object read and hashed, a search`,
    unit: 's',
    ours: seconds,
    baseline: (bytes / 1e9) * goalSecondsPerGigabyte,
    baselineName: 'asked for, at most, by its size',
  };
}

/** The same with at least 10 GB. Needs 40 GB of disk and half an hour, so it runs only when it is named. */
export async function measureLargeRecoveryTime(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of the recovery time' });
  for (let number = 0; number < largeGigabytes; number += 1) {
    const bytes = (async function* () {
      yield* generateMegabytes(1_000);
    })();
    await admin.uploadAccepted(matter.id, `large-${number}.bin`, bytes);
  }
  return measureRecoveryTime();
}
