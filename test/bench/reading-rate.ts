import { join } from 'node:path';
import { distDir, imageVersion } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  signInAdministrator,
  listContainers,
  applianceDataDir,
  httpsPort,
  applianceProject,
} from '../stack/first-day/appliance.ts';
import { askInParallel } from './ask-in-parallel.ts';
import type { BenchmarkRow } from './benchmark-row.ts';

const sockets = 16;
const warmUpMs = 2_000;
const measuredMs = 10_000;
const barePort = httpsPort + 1;

/** Asks as fast as answers come, over connections that stay open. Returns answers per second. @throws at an answer other than 200 */
async function measureRequestRate(port: number, path: string, cookie: string): Promise<number> {
  const started = performance.now();
  const asking = { port, path, cookie, sockets };
  await askInParallel(asking, () => performance.now() - started >= warmUpMs);
  const begun = performance.now();
  const answers = await askInParallel(asking, () => performance.now() - begun >= measuredMs);
  return answers.length / ((performance.now() - begun) / 1000);
}

/** The same nginx image and settings, but behind it two bare Express handlers that answer the same body. */
async function startBareHandlers(body: string): Promise<void> {
  // With the project's label all of this is removed together with the appliance.
  const label = ['--label', `com.docker.compose.project=${applianceProject}`];
  const network = `${applianceProject}_bench`;
  await run('docker', ['network', 'create', ...label, network]);
  for (const name of ['bench-1', 'bench-2']) {
    await run('docker', [
      ...[
        'run',
        '--detach',
        ...label,
        '--name',
        `${applianceProject}-${name}`,
        '--network',
        network,
        '--network-alias',
        'server',
      ],
      ...[
        '--env',
        'NODE_ENV=production',
        '--volume',
        `${join(distDir, 'test/bench')}:/opt/strongroom/dist/test/bench:ro`,
      ],
      ...[`strongroom/app:${imageVersion}`, 'node', 'dist/test/bench/bare-handler.js', body],
    ]);
  }
  await run('docker', [
    ...[
      'run',
      '--detach',
      ...label,
      '--name',
      `${applianceProject}-bench-nginx`,
      '--network',
      network,
      '--publish',
      `127.0.0.1:${barePort}:8443`,
    ],
    ...[
      '--read-only',
      '--tmpfs',
      '/run/nginx:uid=10008,gid=10000',
      '--env',
      'STRONGROOM_HOSTS=localhost',
      '--env',
      `STRONGROOM_HTTPS_PORT=${barePort}`,
    ],
    ...['--volume', `${join(applianceDataDir, 'tls')}:/run/tls:ro`, `strongroom/nginx:${imageVersion}`],
  ]);
}

/** One document's description, asked for by a signed-in program, against a bare handler behind the same nginx. */
export async function measureReadingRate(): Promise<BenchmarkRow> {
  const admin = await signInAdministrator();
  const matter = await admin.createMatter({ name: 'Benchmark of reading' });
  const { id } = await admin.uploadAccepted(matter.id, 'note.txt', 'A note of one page.');
  await admin.waitForFinalState(id);
  const path = `/api/documents/${id}`;
  const answer = await admin.call('GET', path);
  const ours = await measureRequestRate(httpsPort, path, admin.cookie());
  await startBareHandlers(answer.text);
  await waitFor('the bare handler', 30, () => isAnswering(path));
  const alone = await measureRequestRate(barePort, path, admin.cookie());
  const extra = (await listContainers()).length;
  await run('docker', [
    'rm',
    '--force',
    `${applianceProject}-bench-1`,
    `${applianceProject}-bench-2`,
    `${applianceProject}-bench-nginx`,
  ]);
  if ((await listContainers()).length !== extra - 3)
    throw new Error('The containers of the bare handler are still there.');
  return {
    what: '`GET /api/documents/:id`, signed in, through nginx',
    unit: '/s',
    ours,
    baseline: alone,
    baselineName: 'bare Express behind the same nginx',
  };
}

async function isAnswering(path: string): Promise<true | undefined> {
  const answer = await fetch(`https://localhost:${barePort}${path}`).catch(() => undefined);
  return answer?.status === 200 ? true : undefined;
}
