import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../core/platform/config.js';
import { Busy } from '../refused.js';

const busyCode = 75;

/** The log goes to the repository in seconds: whoever comes meanwhile waits for it and is not refused. */
const logWaitSeconds = 120;

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
  const passed = await takeLock(locks.log, logWaitSeconds);
  const release = await takeLock(locks.repository, 0).finally(passed);
  return work().finally(release);
}

/** As withRepositoryLock, for the log on its way: it steps back at once for anybody else. @throws Busy */
export async function withLogLock<T>(config: Pick<Config, 'dataDir'>, work: () => Promise<T>): Promise<T> {
  const locks = await lockFiles(config);
  const passed = await takeLock(locks.log, 0);
  return takeLock(locks.repository, 0)
    .then((release) => work().finally(release))
    .finally(passed);
}

/** Runs `work` while no other rehearsal does; backups go on meanwhile. @throws Busy */
export async function withRehearsalLock<T>(
  config: Pick<Config, 'dataDir'>,
  work: () => Promise<T>,
): Promise<T> {
  const release = await takeLock((await lockFiles(config)).rehearsal, 0);
  return work().finally(release);
}

async function lockFiles(
  config: Pick<Config, 'dataDir'>,
): Promise<Record<'repository' | 'log' | 'rehearsal', string>> {
  const directory = join(config.dataDir, 'ops');
  await mkdir(directory, { recursive: true });
  const file = (name: string) => join(directory, `${name}.lock`);
  return { repository: file('repository'), log: file('log'), rehearsal: file('rehearsal') };
}

function takeLock(file: string, waitSeconds: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const args = [
      '--wait',
      String(waitSeconds),
      '--conflict-exit-code',
      String(busyCode),
      file,
      'sh',
      '-c',
      'echo held; exec cat',
    ];
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
