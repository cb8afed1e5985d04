import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createDataDir } from './data-dir.ts';
import { distDir, imageVersion, rootDir } from './paths.ts';
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
  const folder = createDataDir();
  const ports = await freePorts('postgres', 'redis', 'minio', 'clamav');
  const composeEnv = { ...process.env, ...composeVariables(folder, ports) };
  const files = ['docker-compose.prod.yml', 'test/support/services.compose.yml'].map((file) =>
    join(rootDir, file),
  );
  const compose = ['compose', '--project-name', project, ...files.flatMap((file) => ['--file', file])];
  const docker = (...args: string[]) =>
    run('docker', [...compose, ...args], { env: composeEnv, timeoutMs: 180_000 });
  process.once('exit', () => {
    runAtExit('docker', [...compose, 'down', '--volumes', '--timeout', '0', '--remove-orphans'], composeEnv);
    rmSync(folder, { recursive: true, force: true });
  });
  process.once('SIGTERM', () => process.exit(143));

  await docker('up', '--detach', '--wait', 'postgres', 'redis', 'minio', 'clamav');
  const env = processEnvironment(folder, ports);
  Object.assign(process.env, env);
  const sql = (statements: string, database = 'postgres') =>
    run('docker', [...compose, 'exec', '-T', 'postgres', ...psql, database], {
      env: composeEnv,
      input: statements,
    });
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
    /** Runs statements as the superuser inside the container; returns unaligned rows. */
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
        'REDISCLI_AUTH=$(</run/secrets/redis_password) redis-cli flushall',
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

const psql = [
  'psql',
  '--no-psqlrc',
  '--quiet',
  '--tuples-only',
  '--no-align',
  '--set=ON_ERROR_STOP=1',
  '--username=postgres',
  '--dbname',
];

const freshDatabase = `
  DROP DATABASE IF EXISTS strongroom WITH (FORCE);
  CREATE DATABASE strongroom TEMPLATE strongroom_template OWNER strongroom_owner;
  REVOKE ALL ON DATABASE strongroom FROM PUBLIC;
  GRANT CONNECT ON DATABASE strongroom TO strongroom_server, strongroom_worker, strongroom_ops;`;

type Ports = { postgres: number; redis: number; minio: number; clamav: number };

function composeVariables(folder: string, ports: Ports): NodeJS.ProcessEnv {
  return {
    STRONGROOM_VERSION: imageVersion,
    STRONGROOM_DATA_DIR: folder,
    STRONGROOM_REPOSITORY_PATH: join(folder, 'repository'),
    STRONGROOM_ORIGIN: 'https://localhost',
    STRONGROOM_HOSTS: 'localhost',
    TEST_POSTGRES_PORT: String(ports.postgres),
    TEST_REDIS_PORT: String(ports.redis),
    TEST_MINIO_PORT: String(ports.minio),
    TEST_CLAMAV_PORT: String(ports.clamav),
    TEST_DIST: join(folder, 'dist'),
    TEST_PACKAGES: join(rootDir, 'node_modules'),
    TEST_PID: String(process.pid),
  };
}

function processEnvironment(folder: string, ports: Ports): Record<string, string> {
  return {
    STRONGROOM_ORIGIN: 'https://localhost',
    STRONGROOM_HOSTS: 'localhost',
    STRONGROOM_DATABASE_HOST: '127.0.0.1',
    STRONGROOM_DATABASE_PORT: String(ports.postgres),
    STRONGROOM_REDIS_HOST: '127.0.0.1',
    STRONGROOM_REDIS_PORT: String(ports.redis),
    STRONGROOM_STORAGE_HOST: '127.0.0.1',
    STRONGROOM_STORAGE_PORT: String(ports.minio),
    STRONGROOM_SCANNER_HOST: '127.0.0.1',
    STRONGROOM_SCANNER_PORT: String(ports.clamav),
    STRONGROOM_SECRETS_DIR: join(folder, 'secrets'),
    STRONGROOM_SCRATCH_DIR: join(folder, 'scratch'),
    STRONGROOM_DATA_DIR: folder,
    STRONGROOM_REPOSITORY: join(folder, 'repository'),
    STRONGROOM_TLS_DIR: join(folder, 'tls'),
    STRONGROOM_LOG_LEVEL: process.env['STRONGROOM_LOG_LEVEL'] ?? 'silent',
  };
}

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
