import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { imageVersion, rootDir } from '../support/paths.ts';
import { run, tryRun, type RunResult } from '../support/run-program.ts';
import type { Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { retryWhileBusy } from '../support/retry-while-busy.ts';

/** A recovery key of the right form, for tests only. */
export const recoveryKey = 'ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567';

/** Where a one-shot container sees a folder of the test's. */
const into = '/into';

export type Mounts = {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Another folder than this version's prisma/, as a newer version has. */
  readonly prisma?: string;
  /** How much of a processor it may use, for what must be slow. */
  readonly cpus?: string;
};

/** The operator's commands as they run for real: in the ops image, as its user, without rights, beside the services. */
export function opsContainer(services: Services) {
  const folder = services.dataDir;
  const base = (mounts: Mounts) => [
    ...['run', '--rm', '--init', '--network', services.network, '--user', '10004:10000', '--read-only'],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--tmpfs', '/tmp:size=64m,mode=1777'],
    ...['--label', `strongroom.test=${process.pid}`, '--env', 'STRONGROOM_TLS_DIR=/data/tls'],
    ...['minio', 'config', 'secrets', 'tls'].flatMap((name) =>
      volume(join(folder, name), `/data/${name}`, 'ro'),
    ),
    ...volume(join(folder, 'secrets'), '/run/secrets', 'ro'),
    ...volume(join(folder, 'ops'), '/data/ops', 'rw'),
    ...volume(join(folder, 'repository'), '/repository', 'rw'),
    ...volume(join(folder, 'dist'), '/opt/strongroom/dist', 'ro'),
    ...volume(mounts.prisma ?? join(rootDir, 'prisma'), '/opt/strongroom/prisma', 'ro'),
    ...volume(join(rootDir, 'node_modules'), '/opt/strongroom/node_modules', 'ro'),
    ...volume(join(folder, 'keys'), '/run/keys', 'ro'),
    ...(mounts.folder === undefined ? [] : volume(mounts.folder, into, 'rw')),
    ...(mounts.cpus === undefined ? [] : ['--cpus', mounts.cpus]),
    ...Object.entries(mounts.environment ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  const image = `strongroom/ops:${imageVersion}`;
  const product = ['node', 'dist/ops/main.js'];

  writeKey(folder, 'recovery-key', recoveryKey);
  writeFileSync(join(folder, 'config', 'settings.env'), 'STRONGROOM_HOST=test\n');
  return {
    /** Runs a command to its end. */
    ask: (args: readonly string[], mounts: Mounts = {}): Promise<RunResult> =>
      tryRun('docker', [...base(mounts), image, ...product, ...args], { timeoutMs: 240_000 }),
    /** Runs any program of the image. */
    tool: (args: readonly string[], mounts: Mounts = {}): Promise<RunResult> =>
      tryRun('docker', [...base(mounts), image, ...args], { timeoutMs: 240_000 }),
    /** Starts a command that can be killed with its whole container, as by a power cut, or held still as long as a test needs. */
    start: (name: string, args: readonly string[], mounts: Mounts = {}) => {
      const child = spawn('docker', [...base(mounts), '--name', name, image, ...product, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, said }));
      const act = (verb: string) => () => run('docker', [verb, name]);
      /** Before this there is nothing to kill or hold; on a busy machine Docker takes seconds to come to it. */
      const runs = async () => {
        const { stdout } = await tryRun('docker', ['inspect', '--format', '{{.State.Running}}', name]);
        return stdout.trim() === 'true';
      };
      return { ended, said: () => said, runs, kill: act('kill'), hold: act('pause'), letGo: act('unpause') };
    },
    /** An empty folder that the ops user may write. */
    freshFolder: (name: string): string => {
      const path = join(folder, name);
      mkdirSync(path, { recursive: true });
      chownSync(path, 10_004, 10_000);
      return path;
    },
    writeKey: (name: string, text: string) => writeKey(folder, name, text),
  };
}

/** Looks often, because it may be so for a second only; ends when the container ends as well. */
export async function until(
  doomed: { ended: Promise<unknown> },
  holds: () => Promise<boolean>,
): Promise<void> {
  let over = false;
  void doomed.ended.then(() => (over = true));
  while (!over && !(await holds())) await setTimeout(20);
}

/** What is kept of an hour is counted by the clock: whoever needs `seconds` within one hour lets its end pass before they begin. */
export async function withinOneHour(seconds: number): Promise<void> {
  const hourMs = 3_600_000;
  const leftMs = hourMs - (Date.now() % hourMs);
  if (leftMs < seconds * 1_000) await setTimeout(leftMs + 1_000);
}

/** The daemon's receiver is connected: from here on everything that is committed is received. */
export const untilWalIsReceived = (services: Services): Promise<true> =>
  waitFor('the receiver', 60, async () => {
    const question = "SELECT 1 FROM pg_stat_replication WHERE application_name = 'strongroom-log'";
    return (await services.sql(question)).trim() === '1' || undefined;
  });

/** Also while the daemon sends it. */
export function shipWalNow(ask: (args: readonly string[]) => Promise<RunResult>): Promise<RunResult> {
  return retryWhileBusy(() => ask(['ship-wal', '--json']), 60);
}

export type OpsContainer = ReturnType<typeof opsContainer>;

function volume(source: string, target: string, mode: 'ro' | 'rw'): string[] {
  return ['--volume', `${source}:${target}:${mode}`];
}

function writeKey(folder: string, name: string, text: string): string {
  mkdirSync(join(folder, 'keys'), { recursive: true });
  const file = join(folder, 'keys', name);
  writeFileSync(file, `${text}\n`, { mode: 0o440 });
  chownSync(file, 10_004, 10_000);
  return `/run/keys/${name}`;
}
