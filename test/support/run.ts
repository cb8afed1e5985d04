import { execFile, execFileSync } from 'node:child_process';

export type Ran = { code: number; stdout: string; stderr: string };

/** Runs a program to its end. Never throws for an exit code: the caller judges it. `input` goes to standard input. */
export function tryRun(
  command: string,
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; cwd?: string } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      {
        env: options.env ?? process.env,
        cwd: options.cwd,
        timeout: options.timeoutMs ?? 120_000,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 ** 2,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      },
    );
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** Runs a program that must succeed and returns its standard output. @throws Error with the end of what it printed. */
export async function run(
  command: string,
  args: readonly string[],
  options: Parameters<typeof tryRun>[2] = {},
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
