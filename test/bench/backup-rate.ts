import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { besideData, dataDir, strongroom } from '../stack/first-day/appliance.js';
import { bareRestic } from './bare-restic.js';
import { secondsOf, type Row } from './row.js';

export type MadeBackup = { bytes: number; seconds: number; documents: number };

/** Has the appliance make a backup. @throws Error with what it said. */
export async function backUp(): Promise<MadeBackup> {
  const ran = await strongroom('backup', '--json');
  if (ran.code !== 0) throw new Error(`The backup failed:\n${ran.stderr.slice(-2_000)}`);
  return JSON.parse(ran.stdout) as MadeBackup;
}

/** The first backup of what the other rows uploaded, against restic over the same objects into a repository of its own. */
export async function backupRate(): Promise<Row> {
  const made = await backUp();
  const own = besideData('bench-restic');
  writeFileSync(join(own, 'password'), 'only for this measurement\n');
  const volumes = [`${own}:/bench`, `${join(dataDir, 'minio/documents')}:/data/documents:ro`];
  const restic = (...args: string[]) =>
    bareRestic(volumes, ['--repo', '/bench/repository', '--password-file', '/bench/password', ...args]);
  await restic('init');
  let summary = '';
  const seconds = await secondsOf(async () => {
    summary = await restic('--json', '--quiet', 'backup', '/data/documents');
  });
  const bytes = (JSON.parse(summary.trim().split('\n').at(-1) ?? '{}') as { total_bytes_processed: number })
    .total_bytes_processed;
  return {
    ...{
      what: 'first backup: database, objects, settings, checked',
      unit: 'MB/s',
      aloneIs: '`restic backup` of the objects',
    },
    ...{ ours: made.bytes / 1e6 / made.seconds, alone: bytes / 1e6 / seconds },
  };
}
