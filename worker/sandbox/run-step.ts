import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytesUnder } from './job-folder.ts';
import { killAll, toolProcesses } from './processes.ts';
import type { Failure } from './protocol.ts';
import type { Step } from './programs.ts';
import type { Limits } from './tools.ts';

export type StepEnd =
  | { ok: true }
  | { ok: false; failure: Failure; exitCode: number | null; message: string };

const watchEveryMs = 100;
const maxMessageBytes = 2_048;
/** Nothing of our own environment reaches a tool. */
const toolEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', OMP_THREAD_LIMIT: '1' };

/**
 * Runs one program in a process group of its own under limits, and comes back when nothing of it is left.
 * `folder` is its working directory; aborting `signal` kills it. Never throws for what the program does.
 */
export async function runStep(
  step: Step,
  run: { folder: string; limits: Limits; signal: AbortSignal },
): Promise<StepEnd> {
  const child = start(step, run);
  let breach: Failure | undefined;
  let killing: Promise<void> | undefined;
  const stop = (failure: Failure) => {
    breach ??= failure;
    killing ??= killAll(child.pid).catch(() => undefined);
  };
  const onAbort = () => stop('refused');
  run.signal.addEventListener('abort', onAbort);
  if (run.signal.aborted) onAbort();
  const timer = setTimeout(() => stop('timeout'), run.limits.wallSeconds * 1000);
  // What came in is no output.
  const mostBytes = run.limits.outputBytes + inputBytes(run.folder);
  const watch = setInterval(() => {
    const found = findBreach(child, run, mostBytes);
    if (found) stop(found);
  }, watchEveryMs);
  const message = collect(child);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const end = await ended(child);
  clearTimeout(timer);
  clearInterval(watch);
  run.signal.removeEventListener('abort', onAbort);
  // What the program left behind goes before anything else runs, and so does who is killing it: it would kill the next.
  await killing;
  await killAll(child.pid);
  await drained(child, closed);
  return describeEnd(end, { breach, message: message() });
}

function start(step: Step, { folder, limits }: { folder: string; limits: Limits }): ChildProcess {
  const [program = '', ...args] = step.argv;
  const bounds = [
    `--cpu=${String(limits.cpuSeconds)}:${String(limits.cpuSeconds + 5)}`,
    `--fsize=${String(limits.outputBytes)}`,
    '--nofile=128',
    '--core=0',
    // Node and LibreOffice reserve far more addresses than they use: their memory is watched instead. So is everybody's; this is sooner.
    // There is no --nproc: the kernel counts a user's processes over all containers; pids_limit and the watch bound them.
    ...(step.reservesMemory ? [] : [`--as=${String(limits.memoryBytes + 256 * 1024 ** 2)}`]),
  ];
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const stdout = step.stdout === undefined ? undefined : openSync(join(folder, step.stdout), flags, 0o640);
  try {
    // When memory runs out the kernel is to end the tool (choom 1000), not the sandbox.
    const child = spawn('choom', ['-n', '1000', '--', 'prlimit', ...bounds, '--', program, ...args], {
      cwd: folder,
      env: toolEnvironment,
      detached: true,
      stdio: [step.stdin === undefined ? 'ignore' : 'pipe', stdout ?? 'ignore', 'pipe'],
    });
    // A program that ends without reading what it was told is no fault of ours.
    child.stdin?.on('error', () => undefined).end(step.stdin);
    return child;
  } finally {
    if (stdout !== undefined) closeSync(stdout);
  }
}

function findBreach(
  child: ChildProcess,
  { folder, limits }: { folder: string; limits: Limits },
  mostBytes: number,
): Failure | undefined {
  const processes = toolProcesses(child.pid);
  if (processes.length > limits.processes) return 'processes';
  const resident = processes.reduce((sum, one) => sum + one.residentBytes, 0);
  if (resident > limits.memoryBytes) return 'memory';
  return bytesUnder(folder, '/tmp') > mostBytes ? 'output' : undefined;
}

function inputBytes(folder: string): number {
  return statSync(join(folder, 'input'), { throwIfNoEntry: false })?.size ?? 0;
}

/** Keeps the beginning of standard error, and goes on reading so that the program never waits for us. */
function collect(child: ChildProcess): () => string {
  const kept: Buffer[] = [];
  let bytes = 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    if (bytes < maxMessageBytes) kept.push(chunk.subarray(0, maxMessageBytes - bytes));
    bytes += chunk.length;
  });
  return () => Buffer.concat(kept).toString('utf8');
}

type ChildEnd = { exitCode: number | null; signal: string | null };

function ended(child: ChildProcess): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, signal: error.message }));
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

/** The rest of standard error; not for ever, should something still hold the pipe. */
async function drained(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  const late = setTimeout(() => child.stderr?.destroy(), 500);
  if (child.pid !== undefined) await closed;
  clearTimeout(late);
}

function describeEnd(
  { exitCode, signal }: ChildEnd,
  seen: { breach: Failure | undefined; message: string },
): StepEnd {
  const { breach, message } = seen;
  if (!breach && exitCode === 0) return { ok: true };
  return { ok: false, failure: breach ?? failureOf({ exitCode, signal }, message), exitCode, message };
}

function failureOf({ exitCode, signal }: ChildEnd, message: string): Failure {
  // A Node without memory ends itself; the kernel's own end for want of memory is SIGKILL, and nobody else sent one.
  if (signal === 'SIGKILL' || /out of memory|bad_alloc|Cannot allocate memory/i.test(message))
    return 'memory';
  if (signal === 'SIGXCPU') return 'timeout';
  if (signal === 'SIGXFSZ') return 'output';
  // What starts a program ends so where there is none: that is our fault, and not the file's.
  if (exitCode === 126 || exitCode === 127) return 'refused';
  return exitCode === null ? 'crashed' : 'exit';
}
