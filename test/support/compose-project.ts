import { join } from 'node:path';
import { imageVersion, rootDir } from './paths.ts';
import { run } from './run-program.ts';

export type ServicePorts = { postgres: number; redis: number; minio: number; clamav: number };

export type ProjectSettings = {
  /** Compose's own name for it: containers and networks begin with it. */
  name: string;
  /** Laid out like /var/lib/strongroom. */
  folder: string;
  ports: ServicePorts;
  /** What its containers and networks are found by, such as `strongroom.test=4711`. */
  label: string;
  /** Compiled code for the sandboxes. */
  distDir: string;
  /** Laid over the others, last. */
  files?: string[];
};

/** The data services of docker-compose.prod.yml from our images, with ports on this machine's loopback. Starts nothing yet. */
export function openComposeProject(settings: ProjectSettings) {
  const { name, folder, ports } = settings;
  const files = ['docker-compose.prod.yml', 'test/support/services.compose.yml', ...(settings.files ?? [])];
  const args = [
    ...['compose', '--project-name', name],
    ...['--env-file', join(rootDir, 'ops/install/sizes/small.env')],
    ...files.flatMap((file) => ['--file', join(rootDir, file)]),
  ];
  const composeEnv = { ...process.env, ...composeVariables(settings) };
  const docker = (...words: string[]) =>
    run('docker', [...args, ...words], { env: composeEnv, timeoutMs: 180_000 });
  return {
    /** What every call of `docker` begins with, and its environment. */
    args,
    composeEnv,
    docker,
    imageOf: (service: string) => `strongroom/${service}:${imageVersion}`,
    /** What a process of the product is given to reach these services. */
    env: processEnvironment(folder, ports),
    /** Runs statements as the superuser inside the container; returns unaligned rows. */
    sql: (statements: string, database = 'postgres') =>
      run('docker', [...args, 'exec', '-T', 'postgres', ...psql, database], {
        env: composeEnv,
        input: statements,
      }),
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

function composeVariables({ folder, ports, label, distDir }: ProjectSettings): NodeJS.ProcessEnv {
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
    TEST_DIST: distDir,
    TEST_PACKAGES: join(rootDir, 'node_modules'),
    TEST_LABEL: label,
  };
}

function processEnvironment(folder: string, ports: ServicePorts): Record<string, string> {
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
