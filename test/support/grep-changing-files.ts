import { tryRun, type RunResult } from './run-program.ts';

/**
 * grep over folders in which programs are at work: it ends with 2, as if it could not look, when a file goes between the listing and the
 * reading. Then it looks again; where it still could not look in the end, it is the caller's to say so.
 */
export async function grepChangingFiles(args: readonly string[]): Promise<RunResult> {
  for (let left = 4; ; left -= 1) {
    const ran = await tryRun('grep', args);
    if (ran.code !== 2 || left === 0) return ran;
  }
}
