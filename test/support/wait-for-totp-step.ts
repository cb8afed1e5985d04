import { setTimeout as sleep } from 'node:timers/promises';

const stepSeconds = 30;

/**
 * A code of the step before opens until the present step ends: whoever makes one waits for the next step when fewer than `seconds` of
 * this one are left to use it in.
 */
export async function waitForFreshTotpStep(seconds = 5): Promise<void> {
  const left = stepSeconds * 1_000 - (Date.now() % (stepSeconds * 1_000));
  if (left < seconds * 1_000) await sleep(left + 50);
}
