import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { productVersion } from '../support/paths.js';
import { run } from '../support/run.js';
import { besideData, dataDir, strongroom } from '../stack/first-day/appliance.js';
import { secondsOf, type Row } from './row.js';

/** The first backup of what the other rows uploaded, against restic over the same objects into a repository of its own. */
export async function backupRate(): Promise<Row> {
  const ran = await strongroom('backup', '--json');
  if (ran.code !== 0) throw new Error(`The backup failed:\n${ran.stderr.slice(-2_000)}`);
  const made = JSON.parse(ran.stdout) as { bytes: number; seconds: number };

  const own = besideData('bench-restic');
  writeFileSync(join(own, 'password'), 'only for this measurement\n');
  const restic = (...args: string[]) =>
    run(
      'docker',
      [
        ...[
          'run',
          '--rm',
          '--network',
          'none',
          '--user',
          '0:0',
          '--volume',
          `${own}:/bench`,
          '--volume',
          `${join(dataDir, 'minio/documents')}:/data/documents:ro`,
        ],
        ...[
          `strongroom/ops:${productVersion}`,
          'restic',
          '--repo',
          '/bench/repository',
          '--password-file',
          '/bench/password',
          '--no-cache',
          ...args,
        ],
      ],
      { timeoutMs: 900_000 },
    );
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
