import { join } from 'node:path';
import { distDir, imageVersion } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  applianceDataDir,
  applianceProject,
  httpsPort,
  listContainers,
} from '../stack/first-day/appliance.ts';
import { askInParallel } from './ask-in-parallel.ts';
import { measureInPairs } from './benchmark-row.ts';

const sockets = 16;
const warmUpMs = 2_000;
const measuredMs = 4_000;
const barePort = httpsPort + 1;
const names = ['bench-1', 'bench-2', 'bench-nginx'].map((name) => `${applianceProject}-${name}`);
const network = `${applianceProject}_bench`;

/** What the least Express can do: the program in this folder, its arguments, whether it needs the database, and what its answer has. */
export type BareHandler = { file: string; arguments: string[]; usesDatabase?: boolean; mustAnswer?: string };

/**
 * How often a path is answered in a second by the appliance, and by two bare handlers behind the same nginx image and settings:
 * the middle one of some interleaved pairs.
 */
export async function compareWithBareHandlers(
  path: string,
  cookies: readonly string[],
  handler: BareHandler,
): Promise<{ ours: number; baseline: number }> {
  await startBareHandlers(handler);
  try {
    await waitFor('the bare handler', 30, () => isAnswering(path, handler));
    const rate = (port: number) => () => measureRequestRate(port, path, cookies);
    return await measureInPairs(rate(httpsPort), rate(barePort));
  } finally {
    await stopBareHandlers();
  }
}

/** Asks as fast as answers come, over connections that stay open. Returns answers per second. @throws at an answer other than 200 */
async function measureRequestRate(port: number, path: string, cookies: readonly string[]): Promise<number> {
  const started = performance.now();
  const asking = { port, path, cookies, sockets };
  await askInParallel(asking, () => performance.now() - started >= warmUpMs);
  const begun = performance.now();
  const answers = await askInParallel(asking, () => performance.now() - begun >= measuredMs);
  return answers.length / ((performance.now() - begun) / 1000);
}

async function startBareHandlers(handler: BareHandler): Promise<void> {
  // With the project's label all of this is removed together with the appliance.
  const label = ['--label', `com.docker.compose.project=${applianceProject}`];
  const start = (name: string, options: string[], command: string[]) =>
    run('docker', [
      'run',
      '--detach',
      ...label,
      '--name',
      name,
      '--network',
      network,
      ...options,
      ...command,
    ]);
  const [one = '', two = '', nginx = ''] = names;
  await run('docker', ['network', 'create', ...label, network]);
  const code = `${join(distDir, 'test/bench')}:/opt/strongroom/dist/test/bench:ro`;
  const secrets = `${join(applianceDataDir, 'secrets')}:/run/secrets:ro`;
  for (const name of [one, two]) {
    await start(
      name,
      [
        ...['--network-alias', 'server', '--env', 'NODE_ENV=production', '--volume', code],
        ...(handler.usesDatabase ? ['--user', '0:10000', '--volume', secrets] : []),
      ],
      [`strongroom/app:${imageVersion}`, 'node', `dist/test/bench/${handler.file}`, ...handler.arguments],
    );
    if (handler.usesDatabase) await run('docker', ['network', 'connect', `${applianceProject}_back`, name]);
  }
  await start(
    nginx,
    [
      ...[
        '--publish',
        `127.0.0.1:${barePort}:8443`,
        '--read-only',
        '--tmpfs',
        '/run/nginx:uid=10008,gid=10000',
      ],
      ...['--env', 'STRONGROOM_HOSTS=localhost', '--env', `STRONGROOM_HTTPS_PORT=${barePort}`],
      ...['--volume', `${join(applianceDataDir, 'tls')}:/run/tls:ro`],
    ],
    [`strongroom/nginx:${imageVersion}`],
  );
}

async function stopBareHandlers(): Promise<void> {
  const before = (await listContainers()).length;
  await run('docker', ['rm', '--force', ...names]);
  await run('docker', ['network', 'rm', network]);
  if ((await listContainers()).length !== before - names.length)
    throw new Error('The containers of the bare handler are still there.');
}

async function isAnswering(path: string, { mustAnswer = '' }: BareHandler): Promise<true | undefined> {
  const answer = await fetch(`https://localhost:${barePort}${path}`);
  return answer.status === 200 && (await answer.text()).includes(mustAnswer) ? true : undefined;
}
