import { chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { imageVersion } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { createWorkFolder, applianceDataDir, applianceRepository } from '../stack/first-day/appliance.ts';
import { createMeasuredBackup } from './backup-rate.ts';
import { runBareRestic } from './bare-restic.ts';
import { measureSeconds, prepareDisk, type BenchmarkRow } from './benchmark-row.ts';

const [opsUser, serviceGroup] = [10_004, 10_000];

/** A set brought back, its pieces compared with their hashes, database and queue put together, against `restic restore` of the same snapshot. */
export async function measureRestoreRate(): Promise<BenchmarkRow> {
  const { bytes } = await createMeasuredBackup();
  const into = createWorkFolder('bench-restored');
  chownSync(into, opsUser, serviceGroup);
  const secrets = `${join(applianceDataDir, 'secrets')}:/run/secrets:ro`;
  await prepareDisk(applianceRepository);
  const ours = await measureSeconds(() =>
    run(
      'docker',
      [
        ...['run', '--rm', '--network', 'none', '--user', `${opsUser}:${serviceGroup}`],
        ...['--tmpfs', '/tmp:size=64m,mode=1777', '--volume', `${applianceRepository}:/repository:ro`],
        ...['--volume', secrets, '--volume', `${into}:/into`, `strongroom/ops:${imageVersion}`],
        ...['node', 'dist/ops/main.js', 'restore-backup', 'latest', '--into', '/into/set'],
        ...['--password-file', '/run/secrets/repository_key', '--json'],
      ],
      { timeoutMs: 900_000 },
    ),
  );
  rmSync(into, { recursive: true });
  const bare = createWorkFolder('bench-restored-bare');
  const volumes = [`${applianceRepository}:/repository:ro`, secrets, `${bare}:/into`];
  const key = ['--repo', '/repository', '--password-file', '/run/secrets/repository_key', '--no-lock'];
  const latest = ['restore', 'latest', '--tag', 'strongroom', '--target', '/into'];
  await prepareDisk(applianceRepository);
  const alone = await measureSeconds(() => runBareRestic(volumes, [...key, '--quiet', ...latest]));
  rmSync(bare, { recursive: true });
  return {
    what: 'restore: every piece compared with its hash, database and queue put together and verified',
    unit: 'MB/s',
    ours: bytes / 1e6 / ours,
    baseline: bytes / 1e6 / alone,
    baselineName: '`restic restore` of the same snapshot',
  };
}
