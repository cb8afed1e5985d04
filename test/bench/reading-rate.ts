import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { distDir, productVersion } from '../support/paths.ts';
import { run } from '../support/run.ts';
import { waitFor } from '../support/wait.ts';
import { administrator, containers, dataDir, httpsPort, project } from '../stack/first-day/appliance.ts';
import type { Row } from './row.ts';

const sockets = 16;
const warmUpMs = 2_000;
const measuredMs = 10_000;
const barePort = httpsPort + 1;

/** Asks as fast as answers come, over connections that stay open. Returns answers per second. @throws at an answer other than 200 */
async function rate(port: number, path: string, cookie: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const started = performance.now();
  let counted = 0;
  const askOnce = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          path,
          agent,
          servername: 'localhost',
          headers: { host: `localhost:${port}`, cookie },
        },
        (response) => {
          response
            .resume()
            .once('end', () =>
              response.statusCode === 200
                ? resolve()
                : reject(new Error(`${path} answered ${response.statusCode}`)),
            );
        },
      );
      sent.once('error', reject).end();
    });
  const asker = async () => {
    while (performance.now() - started < warmUpMs + measuredMs) {
      await askOnce();
      if (performance.now() - started >= warmUpMs) counted += 1;
    }
  };
  await Promise.all(Array.from({ length: sockets }, asker));
  agent.destroy();
  return counted / (measuredMs / 1000);
}

/** The same nginx image and settings, but behind it two bare Express handlers that answer the same body. */
async function startBare(body: string): Promise<void> {
  // With the project's label all of this is removed together with the appliance.
  const label = ['--label', `com.docker.compose.project=${project}`];
  const network = `${project}_bench`;
  await run('docker', ['network', 'create', ...label, network]);
  for (const name of ['bench-1', 'bench-2']) {
    await run('docker', [
      ...[
        'run',
        '--detach',
        ...label,
        '--name',
        `${project}-${name}`,
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
      ...[`strongroom/app:${productVersion}`, 'node', 'dist/test/bench/bare-handler.js', body],
    ]);
  }
  await run('docker', [
    ...[
      'run',
      '--detach',
      ...label,
      '--name',
      `${project}-bench-nginx`,
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
    ...['--volume', `${join(dataDir, 'tls')}:/run/tls:ro`, `strongroom/nginx:${productVersion}`],
  ]);
}

/** One document's description, asked for by a signed-in program, against a bare handler behind the same nginx. */
export async function readingRate(): Promise<Row> {
  const admin = await administrator();
  const matter = await admin.createMatter({ name: 'Benchmark of reading' });
  const { id } = await admin.file(matter.id, 'note.txt', 'A note of one page.');
  await admin.settled(id);
  const path = `/api/documents/${id}`;
  const answer = await admin.call('GET', path);
  const ours = await rate(httpsPort, path, admin.cookie());
  await startBare(answer.text);
  await waitFor('the bare handler', 30, () => rateOnce(path));
  const alone = await rate(barePort, path, admin.cookie());
  const extra = (await containers()).length;
  await run('docker', [
    'rm',
    '--force',
    `${project}-bench-1`,
    `${project}-bench-2`,
    `${project}-bench-nginx`,
  ]);
  if ((await containers()).length !== extra - 3)
    throw new Error('The containers of the bare handler are still there.');
  return {
    what: '`GET /api/documents/:id`, signed in, through nginx',
    unit: '/s',
    ours,
    alone,
    aloneIs: 'bare Express behind the same nginx',
  };
}

async function rateOnce(path: string): Promise<true | undefined> {
  const answer = await fetch(`https://localhost:${barePort}${path}`).catch(() => undefined);
  return answer?.status === 200 ? true : undefined;
}
