import { join } from 'node:path';
import { openComposeProject } from '../support/compose-project.ts';
import { rootDir } from '../support/paths.ts';

/** The first of the ports that development uses on this machine; another checkout beside this one takes another. */
export const firstPort = Number(process.env['DEV_PORT'] ?? 17_000);
/** Everything development keeps, and all that `services -- stop` leaves behind. Not in version control. */
export const devDir = join(rootDir, '.dev');
export const dataDir = join(devDir, 'data');

const port = (offset: number) => firstPort + offset;
export const ports = {
  http: port(0),
  postgres: port(1),
  redis: port(2),
  minio: port(3),
  clamav: port(4),
  serverMetrics: port(5),
  workerMetrics: port(6),
};

export const origin = `http://localhost:${ports.http}`;

/** The services of development: those of the tests, under a name that stays. */
export const project = openComposeProject({
  name: `strongroom-dev-${firstPort}`,
  folder: dataDir,
  ports,
  label: `strongroom.dev=${firstPort}`,
  // Nothing compiled is mounted: the overlay has the containers run the sources.
  distDir: join(dataDir, 'dist'),
  files: ['test/dev/dev.compose.yml'],
});

/** What a process of the product is given to run on this machine beside them. */
export const processEnv: Record<string, string> = {
  ...project.env,
  STRONGROOM_ORIGIN: origin,
  STRONGROOM_HTTP_PORT: String(ports.http),
  STRONGROOM_LOG_LEVEL: process.env['STRONGROOM_LOG_LEVEL'] ?? 'info',
};

/** True when the services answer to their name. */
export async function areServicesUp(): Promise<boolean> {
  const running = await project.docker('ps', '--services', '--status', 'running').catch(() => '');
  return ['postgres', 'redis', 'minio', 'clamav'].every((name) => running.split('\n').includes(name));
}

/** Ends this program with one sentence: what, why, what to do. Exit code 3: nothing was changed. */
export function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(3);
}
