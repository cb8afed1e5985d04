import { appendFileSync } from 'node:fs';

/** What became of a test, or of a hook that lasted. */
type Outcome = { title: string; file: string; ms: number };

/** One line of the record of a mocha run, as JSON. A record without its `end` is the record of a run that died. */
export type RecordLine =
  | { kind: 'start'; tests: number }
  | (Outcome & { kind: 'passed' | 'failed' | 'skipped' | 'hook-passed' | 'hook-failed' })
  | { kind: 'end' };

/** Shorter hooks are never among the slowest, and there are thousands of them. */
const leastHookMs = 1_000;

/**
 * Writes what becomes of each test to the file MOCHA_RECORD, one line at a time, so that what a killed run had done is known.
 * mocha calls it when it is given this file with --require, with its runner as `this`; test.sh reads the file.
 */
export function mochaGlobalSetup(this: Mocha.Runner): void {
  const path = process.env['MOCHA_RECORD'];
  if (path === undefined) return;
  const write = (line: RecordLine) => appendFileSync(path, `${JSON.stringify(line)}\n`);
  const outcome = (of: Mocha.Runnable): Outcome => ({
    title: of.fullTitle().replaceAll(/\s+/g, ' '),
    file: of.file ?? '',
    ms: Math.round(of.duration ?? 0),
  });
  this.on('start', () => write({ kind: 'start', tests: this.total }));
  this.on('pass', (test) => write({ kind: 'passed', ...outcome(test) }));
  this.on('pending', (test) => write({ kind: 'skipped', ...outcome(test) }));
  this.on('fail', (failed: Mocha.Runnable) =>
    write({
      kind: 'type' in failed && failed.type === 'hook' ? 'hook-failed' : 'failed',
      ...outcome(failed),
    }),
  );
  this.on('hook end', (hook) => {
    if ((hook.duration ?? 0) >= leastHookMs) write({ kind: 'hook-passed', ...outcome(hook) });
  });
  this.on('end', () => write({ kind: 'end' }));
}
