import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import { openDatabase } from '../../core/platform/database.ts';
import { migrate } from '../../core/platform/migrations/migrate.ts';
import { describeRepair } from '../../core/platform/migrations/repair-structure.ts';
import { openStorage } from '../../core/platform/storage.ts';
import { backupFiles } from '../backup/manifest.ts';
import { lastOutputLine, runProgram } from '../run-program.ts';
import type { ScratchSpace } from './scratch-space.ts';

/** Inside the container of ops nobody else listens. */
const storagePort = 19_000;
const startSeconds = 600;
/** Staff must notice nothing: the last in the queue for processor and disk. */
const lowestPriority = ['-n', '19', 'ionice', '-c', '3'];

/** A restored backup as if it were in service: its own database and object storage, for this process alone. */
export type ScratchServices = {
  /** As ops sees it. */
  app: App;
  /** What somebody had changed in that database by hand, and what became of it; a line each. */
  changedByHand: string[];
  /** The database as the server sees it, with row-level security for persons. */
  asServer: App['database'];
};

/**
 * Starts PostgreSQL and MinIO on a restored backup, with small limits and behind everybody else, migrates the database of an older
 * version to this one as a restore does, runs `work`, and ends both however that ends.
 * @throws Error when one of them does not start, or the database cannot be migrated: the backup is then not proven.
 */
export async function withScratchServices<T>(
  app: App,
  space: ScratchSpace,
  work: (scratch: ScratchServices) => Promise<T>,
): Promise<T> {
  const storage = startStorage(space.backup);
  try {
    await startDatabase(space);
    return await connectToScratch(app, space, work);
  } finally {
    const how = ['--mode', 'immediate', '--wait', '--silent'];
    const what = ['stop', '--pgdata', join(space.backup, backupFiles.postgres)];
    await runProgram('pg_ctl', [...what, ...how], { ignoresDeadline: true });
    const ended = once(storage, 'exit');
    if (storage.exitCode === null && storage.kill('SIGKILL')) await ended;
  }
}

async function startDatabase({ backup, runtime }: ScratchSpace): Promise<void> {
  const file = (name: string) => join(runtime, name);
  await writeFile(file('hba'), 'local all all trust\n');
  await writeFile(
    file('conf'),
    `listen_addresses = ''
unix_socket_directories = '${runtime}'
hba_file = '${file('hba')}'
shared_buffers = 64MB
max_connections = 40
jit = off
# What is thrown away afterwards need not survive a power cut.
fsync = off
default_text_search_config = 'pg_catalog.english'
`,
  );
  const args = [
    'start',
    '--pgdata',
    join(backup, backupFiles.postgres),
    '--wait',
    '--silent',
    '--timeout',
    String(startSeconds),
  ];
  const options = ['--log', file('log'), '--options', `-c config_file=${file('conf')}`];
  const started = await runProgram('nice', [...lowestPriority, 'pg_ctl', ...args, ...options]);
  if (started.code === 0) return;
  const log = (await readFile(file('log'), 'utf8').catch(() => '')).split('\n');
  const why = log.findLast((line) => /FATAL|PANIC/.test(line)) ?? lastOutputLine(started);
  throw new Error(`The restored database does not start: ${why}.`);
}

function startStorage(backup: string): ChildProcess {
  const secret = (name: string) => join(backup, 'secrets', name);
  const settings = [
    `MINIO_ROOT_USER_FILE=${secret('storage_access_key')}`,
    `MINIO_ROOT_PASSWORD_FILE=${secret('storage_secret_key')}`,
    'MINIO_BROWSER=off',
    'MINIO_UPDATE=off',
    'MINIO_CALLHOME_ENABLE=off',
    'HOME=/tmp',
    'GOMEMLIMIT=160MiB',
    'GOMAXPROCS=1',
  ];
  const serve = [
    'minio',
    'server',
    join(backup, 'minio'),
    '--address',
    `127.0.0.1:${storagePort}`,
    '--quiet',
  ];
  const child = spawn('env', [...settings, 'nice', ...lowestPriority, ...serve], { stdio: 'ignore' });
  child.on('error', () => undefined);
  return child;
}

async function connectToScratch<T>(
  app: App,
  { backup, runtime }: ScratchSpace,
  work: (scratch: ScratchServices) => Promise<T>,
): Promise<T> {
  const [accessKey, secretKey] = await Promise.all(
    ['storage_access_key', 'storage_secret_key'].map(async (name) =>
      (await readFile(join(backup, 'secrets', name), 'utf8')).trim(),
    ),
  );
  const inScratch = { ...app.config.database, host: runtime, port: 5432 };
  const migrated = await migrate({ database: inScratch, secretsDir: join(backup, 'secrets') });
  const database = openDatabase({ ...app.config, database: inScratch });
  const asServer = openDatabase({ process: 'server', database: { ...inScratch, user: 'strongroom_server' } });
  const address = {
    host: '127.0.0.1',
    port: storagePort,
    accessKey: accessKey ?? '',
    secretKey: secretKey ?? '',
  };
  const storage = openStorage({ storage: { ...app.config.storage, ...address } });
  try {
    await waitForStorage(storage);
    return await work({
      app: { ...app, database, storage },
      asServer,
      changedByHand: describeRepair(migrated),
    });
  } finally {
    storage.close();
    await Promise.all([database.close(), asServer.close()]);
  }
}

async function waitForStorage(storage: App['storage']): Promise<void> {
  for (const end = Date.now() + startSeconds * 1000; ; await setTimeout(500)) {
    try {
      await storage.size('0'.repeat(64));
      return;
    } catch (error) {
      if (Date.now() < end) continue;
      throw new Error(`The restored object storage does not answer: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}
