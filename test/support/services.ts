import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openComposeProject } from './compose-project.ts';
import { copyDist, createDataDir } from './data-dir.ts';
import { distDir, rootDir } from './paths.ts';
import { run, runAtExit } from './run-program.ts';

export type ServiceName = 'postgres' | 'redis' | 'minio' | 'clamav' | 'sandbox-1' | 'sandbox-2';
export type Services = Awaited<ReturnType<typeof startServices>>;

let started: Promise<Services> | undefined;

/** The real PostgreSQL, Redis, MinIO and ClamAV, started at the first call and shared by every test of this process. */
export function sharedServices(): Promise<Services> {
  started ??= startServices();
  return started;
}

/**
 * Starts the data services of docker-compose.prod.yml from our images in a project of this process's own, migrates the database and keeps
 * a copy of it as the template of every fresh one. Everything is removed when the process exits.
 */
async function startServices() {
  const project = `strongroom-test-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-`));
  createDataDir(folder);
  copyDist(folder);
  const ports = await freePorts('postgres', 'redis', 'minio', 'clamav');
  const { args, composeEnv, docker, env, sql } = openComposeProject({
    name: project,
    folder,
    ports,
    label: `strongroom.test=${process.pid}`,
    distDir: join(folder, 'dist'),
  });
  process.once('exit', () => {
    runAtExit('docker', [...args, 'down', '--volumes', '--timeout', '0', '--remove-orphans'], composeEnv);
    rmSync(folder, { recursive: true, force: true });
  });
  process.once('SIGTERM', () => process.exit(143));

  await docker('up', '--detach', '--wait', 'postgres', 'redis', 'minio', 'clamav');
  Object.assign(process.env, env);
  await run(process.execPath, [join(distDir, 'ops/main.js'), 'migrate'], { cwd: rootDir });
  await sql('CREATE DATABASE strongroom_template TEMPLATE strongroom OWNER strongroom_owner;');

  return {
    /** What a process of the product is given to reach these services. Already part of `process.env`. */
    env,
    project,
    network: `${project}_back`,
    /** Laid out like /var/lib/strongroom. */
    dataDir: folder,
    secretsDir: join(folder, 'secrets'),
    ports,
    sql,
    /** A database as it is right after installation. Every connection to the old one is cut. */
    freshDatabase: () => sql(freshDatabase),
    startSandboxes: () => docker('up', '--detach', '--wait', 'sandbox-1', 'sandbox-2'),
    /** SIGKILL, as a crash or the OOM killer would do it. */
    kill: (name: ServiceName) => docker('kill', name),
    stop: (name: ServiceName) => docker('stop', name),
    start: (name: ServiceName) => docker('up', '--detach', '--wait', name),
    /** Frozen: connections stay open and nothing answers. */
    pause: (name: ServiceName) => docker('pause', name),
    unpause: (name: ServiceName) => docker('unpause', name),
    /** Redis as after the loss of its disk: killed, its files gone, started again. */
    wipeRedis: async () => {
      await docker('kill', 'redis');
      for (const entry of readdirSync(join(folder, 'redis')))
        rmSync(join(folder, 'redis', entry), { recursive: true });
      await docker('up', '--detach', '--wait', 'redis');
    },
    /** No jobs: what a fresh installation starts with. */
    flushRedis: () =>
      docker(
        'exec',
        '-T',
        'redis',
        'bash',
        '-c',
        'redis-cli --user tests --pass none --no-auth-warning flushall',
      ),
    /** A command to clamd, such as RELOAD. Returns its answer. */
    sendScannerCommand: (command: string) =>
      docker(
        'exec',
        '-T',
        'clamav',
        'bash',
        '-c',
        `exec 3<>/dev/tcp/127.0.0.1/3310; printf 'n${command}\\n' >&3; cat <&3`,
      ),
    /** The id of a service's container, for docker's own commands. */
    container: async (name: ServiceName) => (await docker('ps', '--quiet', '--all', name)).trim(),
  };
}

const freshDatabase = `
  DROP DATABASE IF EXISTS strongroom WITH (FORCE);
  CREATE DATABASE strongroom TEMPLATE strongroom_template OWNER strongroom_owner;
  REVOKE ALL ON DATABASE strongroom FROM PUBLIC;
  GRANT CONNECT ON DATABASE strongroom TO strongroom_server, strongroom_worker, strongroom_ops, strongroom_exporter;`;

/** A TCP port nobody listens on now. Fixed before the container starts, so that it stays the same when that is restarted. */
export async function freePort(): Promise<number> {
  return (await freePorts('only')).only;
}

/** Several of them, each held until all are chosen: one that was let go before could be given out again as the next. */
export async function freePorts<Name extends string>(...names: Name[]): Promise<Record<Name, number>> {
  const servers = await Promise.all(
    names.map(async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<Name, number>;
}
