import { createHash } from 'node:crypto';
import type { App } from '../app.ts';
import { Problem } from '../platform/errors.ts';

/** Who tries to prove that they are whom, and from where. */
export type Attempt = {
  email: string;
  address: string;
  /** Set when this browser has signed this person in before (device-token.ts). */
  device: string | undefined;
};

/** Wrong attempts that cost nothing: people mistype. A whole firm may come from one address. */
const freeAttempts = { device: 10, account: 10, address: 100 } as const;
const longestWaitSeconds = 15 * 60;

type AttemptCounter = { kind: keyof typeof freeAttempts; key: string };

/**
 * Runs `check` of a password, code or the like, unless there were too many attempts. After a number of wrong
 * ones there is one attempt per wait, and the wait doubles up to a quarter of an hour (NIST SP 800-63B-4
 * §3.2.2). A browser that the person has used before counts by itself alone (OWASP device cookies): strangers
 * who guess, even from the same address, lock nobody out.
 * @param check returns undefined for a wrong one
 * @throws Problem `too-many-attempts` with the seconds to wait, before anything was checked
 */
export async function limitAttempts<T>(
  { rateLimits: limits, metrics }: Pick<App, 'rateLimits' | 'metrics'>,
  attempt: Attempt,
  check: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const counters = countersOf(attempt);
  for (const { kind, key } of counters) {
    const seconds = await limits.getSecondsToWait(key);
    if (seconds > 0) throw tooManyAttempts(metrics, kind, seconds);
  }
  // Counted before it is checked: many at the same time must not all slip through before the first has
  // failed.
  for (const { kind, key } of counters) {
    const beyond = (await limits.recordAttempt(key)) - freeAttempts[kind];
    const wait = beyond > 0 ? await limits.startDelay(key, waitSeconds(beyond)) : 0;
    if (wait > 0) throw tooManyAttempts(metrics, kind, wait);
  }
  const refund = () => Promise.all(counters.map(({ key }) => limits.refundAttemptCount(key)));
  const right = await check().catch(async (error: unknown) => {
    await refund();
    throw error;
  });
  if (right !== undefined) {
    // Somebody who has one password must not be able to wipe out what their address did to others.
    await refund();
    for (const { kind, key } of counters) if (kind !== 'address') await limits.clearAttempts(key);
  }
  return right;
}

function countersOf({ email, address, device }: Attempt): AttemptCounter[] {
  if (device !== undefined) return [{ kind: 'device', key: `device:${digest(device)}` }];
  return [
    { kind: 'account', key: `account:${digest(email)}` },
    { kind: 'address', key: `address:${address}` },
  ];
}

function waitSeconds(beyond: number): number {
  return Math.min(longestWaitSeconds, 2 ** Math.min(beyond, 20));
}

function tooManyAttempts(metrics: App['metrics'], limit: AttemptCounter['kind'], seconds: number): Problem {
  metrics.rateLimited.inc({ limit });
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new Problem(
    'too-many-attempts',
    `There were too many wrong attempts. Wait ${wait} and try again, or ask your administrator for a new password.`,
    { retryAfter: seconds },
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
