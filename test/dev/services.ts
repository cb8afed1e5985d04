import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createDataDir } from '../support/data-dir.ts';
import { run, tryRun } from '../support/run-program.ts';
import { dataDir, devDir, firstPort, ports, processEnv, project, refuse } from './surroundings.ts';

const usage = `Usage: npm run services [-- stop]
  Starts PostgreSQL, Redis, MinIO, clamd and two sandboxes in containers that stay, and migrates the database. May be repeated.
  stop          removes the containers and everything in .dev/
  DEV_PORT=N    takes the ports from N on, for a second checkout (17000)
`;

const startedServices = ['postgres', 'redis', 'minio', 'clamav', 'sandbox-1', 'sandbox-2'];

const [word, ...more] = process.argv.slice(2);
if (word === undefined) await start();
else if (word === 'stop' && more.length === 0) await stop();
else {
  process.stderr.write(usage);
  process.exitCode = word === '--help' ? 0 : 2;
}

async function start(): Promise<void> {
  await requireSurroundings();
  createDataDir(dataDir);
  mkdirSync(join(dataDir, 'dist'), { recursive: true });
  await project.docker('up', '--detach', '--wait', ...startedServices);
  const migrated = await run(process.execPath, ['ops/main.ts', 'migrate'], {
    env: { ...process.env, ...processEnv },
  });
  process.stdout.write(migrated);
  const list = Object.entries(ports).map(([name, number]) => `  ${name.padEnd(15)}${number}`);
  process.stdout.write(
    `The services run, from port ${firstPort} on:\n${list.join('\n')}\nGo on with: npm run seed, npm run dev\n`,
  );
}

async function stop(): Promise<void> {
  await project.docker('down', '--volumes', '--timeout', '2', '--remove-orphans');
  rmSync(devDir, { recursive: true, force: true });
  process.stdout.write('The services and .dev/ are removed.\n');
}

/** The services own their folders, as they do in an appliance: only root can give them away. */
async function requireSurroundings(): Promise<void> {
  if (process.getuid?.() !== 0)
    refuse('Only root can give the services their folders. Type: sudo npm run services');
  const { code } = await tryRun('docker', ['image', 'inspect', project.imageOf('sandbox')]);
  if (code !== 0)
    refuse(
      'The images are not built, or Docker Engine does not answer. Type: ./test.sh unit, which sets up both (the first time 15 minutes).',
    );
}
