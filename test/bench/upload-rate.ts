import { join } from 'node:path';
import { distDir, productVersion } from '../support/paths.ts';
import { run } from '../support/run.ts';
import { administrator, dataDir, project } from '../stack/first-day/appliance.ts';
import { randomMegabytes } from './random-bytes.ts';
import { secondsOf, type Row } from './row.ts';

const megabytes = 1024;

async function* streamed(): AsyncGenerator<Uint8Array> {
  yield* randomMegabytes(megabytes);
}

/** One upload through nginx, TLS and the server, against one PUT of as many bytes from a container beside MinIO. */
export async function uploadRate(): Promise<Row> {
  const admin = await administrator();
  const matter = await admin.createMatter({ name: 'Benchmark of uploads' });
  const ours = await secondsOf(() => admin.file(matter.id, 'random.bin', streamed()));
  const printed = await run('docker', [
    ...['run', '--rm', '--network', `${project}_back`, '--user', '10001:10000'],
    ...[
      '--volume',
      `${join(dataDir, 'secrets')}:/run/secrets:ro`,
      '--volume',
      `${join(distDir, 'test/bench')}:/opt/strongroom/dist/test/bench:ro`,
    ],
    ...[`strongroom/app:${productVersion}`, 'node', 'dist/test/bench/put-directly.js', String(megabytes)],
  ]);
  const alone = (JSON.parse(printed) as { seconds: number }).seconds;
  return {
    ...{
      what: 'upload of 1 GiB through nginx and TLS',
      unit: 'MiB/s',
      aloneIs: 'the same bytes put straight into MinIO',
    },
    ...{ ours: megabytes / ours, alone: megabytes / alone },
  };
}
