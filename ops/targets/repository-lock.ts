import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../core/platform/config.ts';
import { Busy } from '../errors.ts';

const busyCode = 75;

/** WAL goes to a target in seconds, or for as long as this when much has piled up: whoever comes meanwhile waits and is not refused. */
export const walMinutes = 20;
/** Holders that were released need a little time to end. */
const endingSeconds = 3;

/**
 * Runs `work` while nobody else of this appliance writes to a repository, in whatever container. The kernel holds the lock for
 * a child that ends with this process, however that ends: a killed backup leaves no lock behind.
 * @throws Busy when somebody holds it already.
 */
export async function withRepositoryLock<T>(
  config: Pick<Config, 'dataDir' | 'targets'>,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await lockFiles(config);
  const walReleases: (() => void)[] = [];
  const acquireAll = async () => {
    for (const { name } of config.targets)
      walReleases.push(await acquireLock(lock.wal(name), { waitSeconds: walMinutes * 60 + 60 }));
    return acquireLock(lock.repository, { waitSeconds: endingSeconds });
  };
  const release = await acquireAll().finally(() => walReleases.forEach((releaseWal) => releaseWal()));
  return work().finally(release);
}

/**
 * As withRepositoryLock, for WAL on its way to one target: it steps back at once for anybody else, and the WAL of several
 * targets does not hold each other up. @throws Busy
 */
export async function withWalLock<T>(
  config: Pick<Config, 'dataDir'>,
  targetName: string,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await lockFiles(config);
  const releaseOwn = await acquireLock(lock.wal(targetName), { waitSeconds: 0 });
  return acquireLock(lock.repository, { waitSeconds: 0, shared: true })
    .then((release) => work().finally(release))
    .finally(releaseOwn);
}

/** Runs `work` while no other rehearsal does; backups go on meanwhile. @throws Busy */
export async function withRehearsalLock<T>(
  config: Pick<Config, 'dataDir'>,
  work: () => Promise<T>,
): Promise<T> {
  const release = await acquireLock((await lockFiles(config)).rehearsal, { waitSeconds: 0 });
  return work().finally(release);
}

/** Every target has a lock of its own, for the WAL on its way there. */
type LockFiles = { repository: string; rehearsal: string; wal: (targetName: string) => string };

async function lockFiles(config: Pick<Config, 'dataDir'>): Promise<LockFiles> {
  const directory = join(config.dataDir, 'ops');
  await mkdir(directory, { recursive: true });
  const file = (name: string) => join(directory, `${name}.lock`);
  return {
    repository: file('repository'),
    rehearsal: file('rehearsal'),
    wal: (targetName) => file(`log-${targetName}`),
  };
}

function acquireLock(file: string, how: { waitSeconds: number; shared?: boolean }): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const wait = [how.shared === true ? '--shared' : '--exclusive', '--wait', String(how.waitSeconds)];
    const args = [...wait, '--conflict-exit-code', String(busyCode), file, 'sh', '-c', 'echo held; exec cat'];
    // `cat` ends when the pipe from this process closes, and the lock with it.
    const holder = spawn('flock', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    holder.stdin.on('error', () => undefined);
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()));
    holder.once('error', reject);
    holder.once('exit', (code) => {
      if (code === busyCode)
        reject(
          new Busy(
            'A backup, a check or a rehearsal is already running. Wait for it to end, then try again.',
          ),
        );
      else
        reject(
          new Error(
            `The lock file ${file} cannot be locked (code ${String(code)}). Check that its folder can be written.`,
          ),
        );
    });
  });
}
