import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again until `ask` gives something other than undefined.
 * @throws Error naming `what` after `seconds`, with the last error `ask` threw as its cause.
 */
export async function waitFor<T>(
  what: string,
  seconds: number,
  check: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const found = await check();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await sleep(250);
  }
  throw new Error(`Waited ${seconds} s in vain for ${what}.`, { cause: last });
}
