import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { countBytesUnder } from './job-folder.ts';
import { killToolProcesses, listToolProcesses } from './processes.ts';
import type { StepFailureKind } from './protocol.ts';
import type { ToolStep } from './programs.ts';
import type { ToolLimits } from './tools.ts';

export type ToolStepResult =
  | { ok: true }
  | { ok: false; failure: StepFailureKind; exitCode: number | null; message: string };

const watchEveryMs = 100;
const maxMessageBytes = 2_048;
/** Nothing of our own environment reaches a tool. */
const toolEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', OMP_THREAD_LIMIT: '1' };

/**
 * Runs one program in a process group of its own under limits, and comes back when nothing of it is left.
 * `folder` is its working directory; aborting `signal` kills it. Never throws for what the program does.
 */
export async function runStep(
  step: ToolStep,
  run: { folder: string; limits: ToolLimits; signal: AbortSignal },
): Promise<ToolStepResult> {
  const child = spawnStep(step, run);
  let breach: StepFailureKind | undefined;
  let killing: Promise<void> | undefined;
  const stop = (failure: StepFailureKind) => {
    breach ??= failure;
    killing ??= killToolProcesses(child.pid).catch(() => undefined);
  };
  const onAbort = () => stop('refused');
  run.signal.addEventListener('abort', onAbort);
  if (run.signal.aborted) onAbort();
  const timer = setTimeout(() => stop('timeout'), run.limits.wallSeconds * 1000);
  // What came in is no output.
  const mostBytes = run.limits.outputBytes + countInputBytes(run.folder);
  const watch = setInterval(() => {
    const found = findBreach(child, run, mostBytes);
    if (found) stop(found);
  }, watchEveryMs);
  const message = collectStderr(child);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const end = await waitForExit(child);
  clearTimeout(timer);
  clearInterval(watch);
  run.signal.removeEventListener('abort', onAbort);
  // What the program left behind goes before anything else runs, and so does who is killing it: it would kill
  // the next.
  await killing;
  await killToolProcesses(child.pid);
  await waitForStderrEnd(child, closed);
  return toToolStepResult(end, { breach, message: message() });
}

function spawnStep(step: ToolStep, { folder, limits }: { folder: string; limits: ToolLimits }): ChildProcess {
  const [program = '', ...args] = step.argv;
  const bounds = [
    `--cpu=${String(limits.cpuSeconds)}:${String(limits.cpuSeconds + 5)}`,
    `--fsize=${String(limits.outputBytes)}`,
    '--nofile=128',
    '--core=0',
    // Node and LibreOffice reserve far more addresses than they use: their memory is watched instead. So is
    // everybody's; this is sooner. There is no --nproc: the kernel counts a user's processes over all
    // containers; pids_limit and the watch bound them.
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
    // A program that ends without reading its input is no fault of ours.
    child.stdin?.on('error', () => undefined).end(step.stdin);
    return child;
  } finally {
    if (stdout !== undefined) closeSync(stdout);
  }
}

function findBreach(
  child: ChildProcess,
  { folder, limits }: { folder: string; limits: ToolLimits },
  mostBytes: number,
): StepFailureKind | undefined {
  const processes = listToolProcesses(child.pid);
  if (processes.length > limits.processes) return 'processes';
  const resident = processes.reduce((sum, one) => sum + one.residentBytes, 0);
  if (resident > limits.memoryBytes) return 'memory';
  return countBytesUnder(folder, '/tmp') > mostBytes ? 'output' : undefined;
}

function countInputBytes(folder: string): number {
  return statSync(join(folder, 'input'), { throwIfNoEntry: false })?.size ?? 0;
}

/** Keeps the beginning of standard error, and goes on reading so that the program never waits for us. */
function collectStderr(child: ChildProcess): () => string {
  const kept: Buffer[] = [];
  let bytes = 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    if (bytes < maxMessageBytes) kept.push(chunk.subarray(0, maxMessageBytes - bytes));
    bytes += chunk.length;
  });
  return () => Buffer.concat(kept).toString('utf8');
}

type ProcessExit = { exitCode: number | null; signal: string | null };

function waitForExit(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, signal: error.message }));
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

/** The rest of standard error; not for ever, should something still hold the pipe. */
async function waitForStderrEnd(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  const late = setTimeout(() => child.stderr?.destroy(), 500);
  if (child.pid !== undefined) await closed;
  clearTimeout(late);
}

function toToolStepResult(
  { exitCode, signal }: ProcessExit,
  seen: { breach: StepFailureKind | undefined; message: string },
): ToolStepResult {
  const { breach, message } = seen;
  if (!breach && exitCode === 0) return { ok: true };
  return { ok: false, failure: breach ?? classifyFailure({ exitCode, signal }, message), exitCode, message };
}

function classifyFailure({ exitCode, signal }: ProcessExit, message: string): StepFailureKind {
  // A Node without memory ends itself; the kernel's own end for want of memory is SIGKILL, and nobody else
  // sent one.
  if (signal === 'SIGKILL' || /out of memory|bad_alloc|Cannot allocate memory/i.test(message))
    return 'memory';
  if (signal === 'SIGXCPU') return 'timeout';
  if (signal === 'SIGXFSZ') return 'output';
  // What starts a program ends so where there is none: that is our fault, and not the file's.
  if (exitCode === 126 || exitCode === 127) return 'refused';
  return exitCode === null ? 'crashed' : 'exit';
}
