import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { deadline } from './deadline.ts';

export type ProgramOptions = {
  /** Sent to standard input, which is then closed: the way to pass a secret. */
  input?: string;
  /** Every line of standard output as it comes; without it the output is kept and returned. */
  onLine?: (line: string) => void;
  /** A file that standard output goes to instead. */
  stdoutFd?: number;
  /** Every line of standard error as it comes; its end is kept and returned all the same. */
  onErrorLine?: (line: string) => void;
  /** The program is interrupted (SIGINT) once its standard error matches this. */
  interruptOn?: RegExp;
  /** Ends the program when it is aborted. */
  signal?: AbortSignal;
  /** Whether it runs although the time of its job is over: it cleans up. */
  ignoresDeadline?: boolean;
};

export type ProgramResult = { code: number; stdout: string; stderr: string };

/** A program that does not end after SIGTERM is killed. */
const killAfterMs = 5_000;

/** Standard error is for a sentence, not for an archive. */
const maxErrorBytes = 64 * 1024;

/**
 * Runs a program without a shell and waits for it. Ends it (SIGTERM) when this process is ended, and when the time of
 * the job it belongs to is over.
 * @throws the deadline's error, then; Error when the program cannot be started; an exit code other than 0 is for the caller to judge.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  run: ProgramOptions = {},
): Promise<ProgramResult> {
  const deadlineSignal = run.ignoresDeadline === true ? undefined : deadline();
  if (deadlineSignal?.aborted === true) return Promise.reject(deadlineSignal.reason as Error);
  return new Promise((resolve, reject) => {
    const child = spawnProgram(program, args, run.stdoutFd);
    const end = () => child.kill('SIGTERM');
    const endOrKill = () => {
      end();
      setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref();
    };
    process.once('exit', end);
    run.signal?.addEventListener('abort', end, { once: true });
    deadlineSignal?.addEventListener('abort', endOrKill, { once: true });
    let stdout = '';
    let stderr = '';
    if (run.onLine && child.stdout) createInterface({ input: child.stdout }).on('line', run.onLine);
    else child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    if (run.onErrorLine) createInterface({ input: child.stderr }).on('line', run.onErrorLine);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-maxErrorBytes);
      if (run.interruptOn?.test(stderr)) child.kill('SIGINT');
    });
    child.once('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      process.off('exit', end);
      run.signal?.removeEventListener('abort', end);
      deadlineSignal?.removeEventListener('abort', endOrKill);
      if (deadlineSignal?.aborted === true) return reject(deadlineSignal.reason as Error);
      resolve({
        code: code ?? 1,
        stdout,
        stderr: signal === null ? stderr : `${stderr}\nended by ${signal}`,
      });
    });
    // A program that ends before it has read its input is judged by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input ?? '');
  });
}

type Child = ChildProcessByStdio<Writable, Readable | null, Readable>;

function spawnProgram(program: string, args: readonly string[], outputTo: number | undefined): Child {
  return spawn(program, args, { stdio: ['pipe', outputTo ?? 'pipe', 'pipe'] }) as Child;
}

/** The last line with any text: what a program usually ends with when it fails. */
export function lastOutputLine(result: ProgramResult): string {
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
  return (
    lines.filter((line) => line !== '').at(-1) ?? `it ended with code ${result.code} and printed nothing`
  );
}
