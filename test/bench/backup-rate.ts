import { join } from 'node:path';
import { administrator, dataDir, strongroom } from '../stack/first-day/appliance.ts';
import { bareRepository } from './bare-restic.ts';
import { randomMegabytes } from './random-bytes.ts';
import { secondsOf, startEven, type Row } from './row.ts';

const gigabytes = 4;

export type MadeBackup = { bytes: number; seconds: number; documents: number };

/** Has the appliance make a backup. @throws Error with what it said. */
export async function backUp(): Promise<MadeBackup> {
  const ran = await strongroom('backup', '--json');
  if (ran.code !== 0) throw new Error(`The backup failed:\n${ran.stderr.slice(-2_000)}`);
  return JSON.parse(ran.stdout) as MadeBackup;
}

/** A few gigabytes, so that what a backup does once is not all that is measured; a firm has a hundred times as much. */
async function uploadGigabytes(): Promise<void> {
  const admin = await administrator();
  const matter = await admin.createMatter({ name: 'Benchmark of backups' });
  for (let number = 0; number < gigabytes; number += 1) {
    const bytes = (async function* () {
      yield* randomMegabytes(1024);
    })();
    const { id } = await admin.file(matter.id, `backup-${number}.bin`, bytes);
    // Or the virus scanner would be at work beside the backup.
    await admin.settled(id);
  }
}

/** The first backup of these and of what the other rows uploaded, against restic over the same objects into a repository of its own. */
export async function backupRate(): Promise<Row> {
  await uploadGigabytes();
  const objects = join(dataDir, 'minio/documents');
  await startEven(objects);
  const made = await backUp();
  const restic = await bareRepository('bench-restic');
  let summary = '';
  await startEven(objects);
  const seconds = await secondsOf(async () => {
    summary = await restic('--json', '--quiet', 'backup', '/data/documents');
  });
  const bytes = (JSON.parse(summary.trim().split('\n').at(-1) ?? '{}') as { total_bytes_processed: number })
    .total_bytes_processed;
  return {
    ...{
      what: `first backup, ${(made.bytes / 1e9).toFixed(1)} GB: database, objects, settings, checked`,
      unit: 'MB/s',
      aloneIs: '`restic backup` of the objects',
    },
    ...{ ours: made.bytes / 1e6 / made.seconds, alone: bytes / 1e6 / seconds },
  };
}
