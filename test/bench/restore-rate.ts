import { chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { productVersion } from '../support/paths.ts';
import { run } from '../support/run.ts';
import { besideData, dataDir, repository } from '../stack/first-day/appliance.ts';
import { backUp } from './backup-rate.ts';
import { bareRestic } from './bare-restic.ts';
import { secondsOf, startEven, type Row } from './row.ts';

const [opsUser, serviceGroup] = [10_004, 10_000];

/** A set brought back, its pieces compared with their hashes, database and queue put together, against `restic restore` of the same snapshot. */
export async function restoreRate(): Promise<Row> {
  const { bytes } = await backUp();
  const into = besideData('bench-restored');
  chownSync(into, opsUser, serviceGroup);
  const secrets = `${join(dataDir, 'secrets')}:/run/secrets:ro`;
  await startEven(repository);
  const ours = await secondsOf(() =>
    run(
      'docker',
      [
        ...['run', '--rm', '--network', 'none', '--user', `${opsUser}:${serviceGroup}`],
        ...['--tmpfs', '/tmp:size=64m,mode=1777', '--volume', `${repository}:/repository:ro`],
        ...['--volume', secrets, '--volume', `${into}:/into`, `strongroom/ops:${productVersion}`],
        ...['node', 'dist/ops/main.js', 'restore-set', 'latest', '--into', '/into/set'],
        ...['--password-file', '/run/secrets/repository_key', '--json'],
      ],
      { timeoutMs: 900_000 },
    ),
  );
  rmSync(into, { recursive: true });
  const bare = besideData('bench-restored-bare');
  const volumes = [`${repository}:/repository:ro`, secrets, `${bare}:/into`];
  const key = ['--repo', '/repository', '--password-file', '/run/secrets/repository_key', '--no-lock'];
  const latest = ['restore', 'latest', '--tag', 'strongroom', '--target', '/into'];
  await startEven(repository);
  const alone = await secondsOf(() => bareRestic(volumes, [...key, '--quiet', ...latest]));
  rmSync(bare, { recursive: true });
  return {
    what: 'restore: every piece compared with its hash, database and queue put together and verified',
    unit: 'MB/s',
    ours: bytes / 1e6 / ours,
    alone: bytes / 1e6 / alone,
    aloneIs: '`restic restore` of the same snapshot',
  };
}
