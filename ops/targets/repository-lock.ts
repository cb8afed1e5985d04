import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../core/platform/config.ts';
import { Busy } from '../errors.ts';

const busyCode = 75;

/** WAL goes to a target in seconds, or for as long as this when much has piled up: whoever needs a target alone waits that long. */
export const walMinutes = 20;
/** Holders that were released need a little time to end. */
const endingSeconds = 3;

/** Runs what would lock out, or be locked out by, WAL on its way to a target: that has ended, and begins again only afterwards. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs `work` while no other backup, check, dump or pruning of this appliance does, in whatever container. WAL goes on being
 * shipped beside it, but for what runs in `alone`. The kernel holds the lock for a child that ends with this process, however
 * that ends: a killed backup leaves no lock behind.
 * @throws Busy when somebody holds it already.
 */
export async function withRepositoryLock<T>(
  config: Pick<Config, 'dataDir' | 'targets'>,
  work: (alone: Alone) => Promise<T>,
): Promise<T> {
  const lock = await lockFiles(config);
  const release = await acquireLock(lock.repository, { waitSeconds: endingSeconds });
  return work(async (isolated) => {
    const releases: (() => void)[] = [];
    try {
      for (const { name } of config.targets)
        releases.push(await acquireLock(lock.wal(name), { waitSeconds: walMinutes * 60 + 60 }));
      return await isolated();
    } finally {
      releases.forEach((releaseWal) => releaseWal());
    }
  }).finally(release);
}

/** As withRepositoryLock, all of it alone: not even WAL is shipped meanwhile. @throws Busy */
export function withRepositoryAlone<T>(
  config: Pick<Config, 'dataDir' | 'targets'>,
  work: () => Promise<T>,
): Promise<T> {
  return withRepositoryLock(config, (alone) => alone(work));
}

/**
 * Runs `act` where nobody else works on repositories: what locks the target then was left by a killed program. Whoever begins
 * meanwhile is kept waiting by nothing but their first `alone`.
 */
export type WhenIdle = (act: () => Promise<unknown>) => Promise<void>;

/**
 * Runs `work` for WAL on its way to one target, beside backups, checks and the WAL of other targets; never beside what runs
 * alone. @throws Busy
 */
export async function withWalLock<T>(
  config: Pick<Config, 'dataDir'>,
  targetName: string,
  work: (whenIdle: WhenIdle) => Promise<T>,
): Promise<T> {
  const lock = await lockFiles(config);
  const release = await acquireLock(lock.wal(targetName), { waitSeconds: 0 });
  return work(async (act) => {
    const releaseIdle = await acquireLock(lock.repository, { waitSeconds: 0, shared: true }).catch(
      (error: unknown) => {
        if (error instanceof Busy) return undefined;
        throw error;
      },
    );
    if (!releaseIdle) return;
    releaseIdle();
    await act();
  }).finally(release);
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
