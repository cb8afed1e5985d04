import { execFileSync, spawn, type ChildProcess } from 'node:child_process';

export type RunResult = { code: number; stdout: string; stderr: string };
export type RunOptions = { input?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; cwd?: string };

/** What was started and has not ended: it must not outlive the tests, with all that it started itself. */
const running = new Set<ChildProcess>();
process.prependOnceListener('exit', () => {
  for (const child of running) killGroup(child);
});

/**
 * Runs a program to its end. Never throws for an exit code: the caller judges it; -1 means that it was killed, after
 * `timeoutMs` (two minutes) at the latest. `input` goes to standard input.
 */
export function tryRun(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: options.env ?? process.env, cwd: options.cwd, detached: true });
    running.add(child);
    const timer = setTimeout(() => killGroup(child), options.timeoutMs ?? 120_000);
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: code ?? -1, ...said });
    });
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself a moment ago.
  }
}

/** Runs a program that must succeed and returns its standard output. @throws Error with the end of what it printed. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const ran = await tryRun(command, args, options);
  if (ran.code === 0) return ran.stdout;
  const said = (ran.stderr + ran.stdout).slice(-3_000);
  throw new Error(`${command} ${args.join(' ')} ended with code ${ran.code}:\n${said}`);
}

/** For exit handlers, where nothing may wait: runs a program and ignores how it ends. */
export function runAtExit(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 60_000, env });
  } catch {
    // Whatever is left is found by its label and removed by the next run.
  }
}
