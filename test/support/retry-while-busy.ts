import { setTimeout as sleep } from 'node:timers/promises';
import type { RunResult } from './run-program.ts';

/**
 * The appliance makes backups by its own clock, and sends the log every few minutes; whoever comes at that moment is refused, and asks
 * again. @returns the first other answer, or the refusal when that has lasted for `seconds`
 */
export async function retryWhileBusy<R extends RunResult>(
  attempt: () => Promise<R>,
  seconds = 300,
): Promise<R> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const ran = await attempt();
    if (Date.now() > deadline || !/is already running/.test(ran.stdout + ran.stderr)) return ran;
    await sleep(1_000);
  }
}
