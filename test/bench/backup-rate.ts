import { join } from 'node:path';
import { signInAdministrator, applianceDataDir, runStrongroom } from '../stack/first-day/appliance.ts';
import { createBareRepository } from './bare-restic.ts';
import { generateMegabytes } from './random-bytes.ts';
import { measureSeconds, prepareDisk, type BenchmarkRow } from './benchmark-row.ts';

const gigabytes = 4;

export type MeasuredBackup = { bytes: number; seconds: number; documents: number };

/** Has the appliance make a backup. @throws Error with what it said. */
export async function createMeasuredBackup(): Promise<MeasuredBackup> {
  const ran = await runStrongroom('backup', '--json');
  if (ran.code !== 0) throw new Error(`The backup failed:\n${ran.stderr.slice(-2_000)}`);
  return JSON.parse(ran.stdout) as MeasuredBackup;
}

/** A few gigabytes, so that what a backup does once is not all that is measured; a firm has a hundred times as much. */
async function uploadGigabytes(): Promise<void> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of backups' });
  for (let number = 0; number < gigabytes; number += 1) {
    const bytes = (async function* () {
      yield* generateMegabytes(1024);
    })();
    const { id } = await admin.uploadAccepted(matter.id, `backup-${number}.bin`, bytes);
    // Or the virus scanner would be at work beside the backup.
    await admin.waitForFinalState(id);
  }
}

/** The first backup of these and of what the other rows uploaded, against restic over the same objects into a repository of its own. */
export async function measureBackupRate(): Promise<BenchmarkRow> {
  await uploadGigabytes();
  const objects = join(applianceDataDir, 'minio/documents');
  await prepareDisk(objects);
  const made = await createMeasuredBackup();
  const restic = await createBareRepository('bench-restic');
  let summary = '';
  await prepareDisk(objects);
  const seconds = await measureSeconds(async () => {
    summary = await restic('--json', '--quiet', 'backup', '/data/documents');
  });
  const bytes = (JSON.parse(summary.trim().split('\n').at(-1) ?? '{}') as { total_bytes_processed: number })
    .total_bytes_processed;
  return {
    ...{
      what: `first backup, ${(made.bytes / 1e9).toFixed(1)} GB: database, objects, settings, checked`,
      unit: 'MB/s',
      baselineName: '`restic backup` of the objects',
    },
    ...{ ours: made.bytes / 1e6 / made.seconds, baseline: bytes / 1e6 / seconds },
  };
}
