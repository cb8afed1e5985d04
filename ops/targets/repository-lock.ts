import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, TargetSettings } from '../../core/platform/config.ts';
import { Busy } from '../errors.ts';

const busyCode = 75;

/** The log goes to a place in seconds, or for as long as this when much has piled up: whoever comes meanwhile waits and is not refused. */
export const walMinutes = 20;
/** Holders that were let go need a moment to end. */
const endingSeconds = 3;

/**
 * Runs `work` while nobody else of this appliance writes to the repository, in whatever container. The kernel holds the lock
 * for a child that ends with this process, however that ends: a killed backup leaves no lock behind.
 * @throws Busy when somebody holds it already.
 */
export async function withRepositoryLock<T>(
  config: Pick<Config, 'dataDir'>,
  work: () => Promise<T>,
): Promise<T> {
  const locks = await lockFiles(config);
  const walReleases: (() => void)[] = [];
  const acquireAll = async () => {
    for (const name of targetNames)
      walReleases.push(await acquireLock(locks[name], { waitSeconds: walMinutes * 60 + 60 }));
    return acquireLock(locks.repository, { waitSeconds: endingSeconds });
  };
  const release = await acquireAll().finally(() => walReleases.forEach((pass) => pass()));
  return work().finally(release);
}

/**
 * As withRepositoryLock, for the log on its way to one place: it steps back at once for anybody else, and the logs to several
 * places do not hold each other up. @throws Busy
 */
export async function withWalLock<T>(
  { config, place }: { config: Pick<Config, 'dataDir'>; place: TargetSettings['name'] },
  work: () => Promise<T>,
): Promise<T> {
  const locks = await lockFiles(config);
  const releaseOwn = await acquireLock(locks[place], { waitSeconds: 0 });
  return acquireLock(locks.repository, { waitSeconds: 0, shared: true })
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

/** Each of them has a lock for the log on its way there. */
const targetNames = ['near', 'far'] as const satisfies readonly TargetSettings['name'][];
type LockName = 'repository' | 'rehearsal' | TargetSettings['name'];

async function lockFiles(config: Pick<Config, 'dataDir'>): Promise<Record<LockName, string>> {
  const directory = join(config.dataDir, 'ops');
  await mkdir(directory, { recursive: true });
  const file = (name: string) => join(directory, `${name}.lock`);
  const logs = { near: file('log-near'), far: file('log-far') };
  return { repository: file('repository'), rehearsal: file('rehearsal'), ...logs };
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
            'A backup, a check or a rehearsal is under way already. Wait for it to end, then try again.',
          ),
        );
      else
        reject(
          new Error(
            `The lock file ${file} cannot be taken (code ${String(code)}). Check that its folder can be written.`,
          ),
        );
    });
  });
}
