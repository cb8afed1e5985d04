import { join } from 'node:path';
import { distDir, imageVersion } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { signInAdministrator, applianceDataDir, applianceProject } from '../stack/first-day/appliance.ts';
import { generateMegabytes } from './random-bytes.ts';
import { measureSeconds, type BenchmarkRow } from './benchmark-row.ts';

const megabytes = 1024;

async function* streamed(): AsyncGenerator<Uint8Array> {
  yield* generateMegabytes(megabytes);
}

/** One upload through nginx, TLS and the server, against one PUT of as many bytes from a container beside MinIO. */
export async function measureUploadRate(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of uploads' });
  const ours = await measureSeconds(() => admin.uploadAccepted(matter.id, 'random.bin', streamed()));
  const printed = await run('docker', [
    ...['run', '--rm', '--network', `${applianceProject}_back`, '--user', '10001:10000'],
    ...[
      '--volume',
      `${join(applianceDataDir, 'secrets')}:/run/secrets:ro`,
      '--volume',
      `${join(distDir, 'test/bench')}:/opt/strongroom/dist/test/bench:ro`,
    ],
    ...[`strongroom/app:${imageVersion}`, 'node', 'dist/test/bench/put-directly.js', String(megabytes)],
  ]);
  const alone = (JSON.parse(printed) as { seconds: number }).seconds;
  return {
    ...{
      what: 'upload of 1 GiB through nginx and TLS',
      unit: 'MiB/s',
      baselineName: 'the same bytes put straight into MinIO',
    },
    ...{ ours: megabytes / ours, baseline: megabytes / alone },
  };
}
