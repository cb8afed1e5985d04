import { createHash } from 'node:crypto';
import type { App } from '../app.ts';
import { Problem } from '../platform/errors.ts';

/** Who tries to prove that they are whom, and from where. */
export type Attempt = {
  guessed: 'password' | 'code' | 'passkey';
  /** What it is guessed of: the e-mail address of an account, a person with this password, a passkey. */
  target: string;
  address: string;
  /** Set when this browser has signed this person in before (device-token.ts). */
  device: string | undefined;
  /** Whether nobody waits for the answer any more. */
  isGone?: (() => boolean) | undefined;
  /** Called once in a day in which browsers that are new were wrong more often than people mistype. */
  notify?: () => Promise<void>;
};

/**
 * Wrong attempts in a day that cost nothing: people mistype. `account` is an account from one address; a whole
 * firm may come from one `address`; `everywhere` is an account from all addresses together.
 */
const freeAttempts = { device: 10, account: 10, address: 100, everywhere: 100 } as const;
/** Of the refusals beyond those, one of so many is in the audit log: whoever guesses does not fill the disk. */
const recordedOf = 100;
const longestWaitSeconds = 15 * 60;
const daySeconds = 24 * 3600;

type AttemptCounter = { kind: keyof typeof freeAttempts; key: string };
type AttemptCounts = Record<AttemptCounter['kind'], number>;

/**
 * Runs `check` of a password, code or the like. Who guesses is slowed down, and keeps nobody out who is right. A browser
 * that the person has used before counts by itself alone (OWASP device cookies), all others by account and address.
 *
 * Passwords and passkeys are always checked: beyond a number of wrong ones one after the other, account by account, at a
 * pace at which nobody guesses them. A code has six digits, and is not checked at all while its wait lasts; so is what
 * a known browser sends. The wait doubles up to a quarter of an hour (NIST SP 800-63B-4 §3.2.2).
 * @param check returns undefined for a wrong one; it is told whether a refusal is to be recorded
 * @throws Problem `too-many-attempts` with the seconds to wait, before anything was checked
 */
export async function limitAttempts<T>(
  app: Pick<App, 'rateLimits' | 'metrics' | 'turns'>,
  attempt: Attempt,
  check: (isRecorded: boolean) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { rateLimits: limits } = app;
  const counters = countersOf(attempt);
  const isPaced = attempt.device === undefined && attempt.guessed !== 'code';
  const counts = isPaced ? await recordAttempts(app, counters) : await claimAttempt(app, attempt, counters);
  const refund = () => Promise.all(counters.map(({ key }) => limits.refundAttemptCount(key)));
  const checkOnce = () => check(isRecorded(counts));
  const isSlow = isPaced && counts.account > freeAttemptsOf('account', attempt, counts);
  const checked = isSlow ? checkInLine(app, attempt, checkOnce) : checkOnce();
  const right = await checked.catch(async (error: unknown) => {
    await refund();
    throw error;
  });
  if (right === undefined) {
    const isGuessing = counts.everywhere > freeAttempts.account;
    const claimNotice = () => limits.startDelay(`notified:${everywhereKey(attempt)}`, daySeconds);
    if (isGuessing && attempt.notify && (await claimNotice()) === 0) await attempt.notify();
    return undefined;
  }
  await refund();
  for (const { kind, key } of counters) {
    // Somebody who has one password must not be able to wipe out what their address did to others, nor what
    // others did to them: their own mistakes alone are forgotten.
    if (kind === 'everywhere' || kind === 'address')
      await limits.refundAttemptCount(key, Math.max(0, counts.account - 1));
    else await limits.clearAttempts(key);
  }
  return right;
}

async function recordAttempts(
  { rateLimits }: Pick<App, 'rateLimits'>,
  counters: readonly AttemptCounter[],
): Promise<AttemptCounts> {
  const counts = { device: 0, account: 0, address: 0, everywhere: 0 };
  for (const { kind, key } of counters) counts[kind] = await rateLimits.recordAttempt(key);
  return counts;
}

/** @throws Problem `too-many-attempts` while a wait lasts that wrong ones before this one brought */
async function claimAttempt(
  app: Pick<App, 'rateLimits' | 'metrics'>,
  attempt: Attempt,
  counters: readonly AttemptCounter[],
): Promise<AttemptCounts> {
  const { rateLimits: limits, metrics } = app;
  // A whole firm may come from one address: nobody there waits for what a colleague did.
  const waiting = counters.filter(({ kind }) => kind !== 'address');
  for (const { kind, key } of waiting) {
    const seconds = await limits.getSecondsToWait(key);
    if (seconds > 0) throw tooManyAttempts(metrics, kind, seconds);
  }
  // Counted before it is checked: many at the same time must not all slip through before the first has
  // failed.
  const counts = await recordAttempts(app, counters);
  for (const { kind, key } of waiting) {
    const beyond = counts[kind] - freeAttemptsOf(kind, attempt, counts);
    const wait = beyond > 0 ? await limits.startDelay(key, waitSeconds(beyond)) : 0;
    if (wait > 0) throw tooManyAttempts(metrics, kind, wait);
  }
  return counts;
}

function checkInLine<T>(
  { metrics, turns }: Pick<App, 'metrics' | 'turns'>,
  attempt: Attempt,
  check: () => Promise<T>,
): Promise<T> {
  metrics.rateLimited.inc({ limit: 'account' });
  return turns.guesses.run(everywhereKey(attempt), check, attempt.isGone);
}

function isRecorded({ account, address }: AttemptCounts): boolean {
  if (address > freeAttempts.address) return address % recordedOf === 0;
  return account <= freeAttempts.account || account % recordedOf === 0;
}

/**
 * Counts the wrong passwords of a day for an account, from browsers that are new to it; undefined while they
 * are no more than people mistype.
 */
export async function findGuessCount(
  { rateLimits }: Pick<App, 'rateLimits'>,
  email: string,
): Promise<number | undefined> {
  const count = await rateLimits.countAttempts(everywhereKey({ guessed: 'password', target: email }));
  return count > freeAttempts.account ? count : undefined;
}

function countersOf(attempt: Attempt): AttemptCounter[] {
  const { guessed, target, address, device } = attempt;
  if (device !== undefined) return [{ kind: 'device', key: `device:${digest(device)}` }];
  return [
    { kind: 'everywhere', key: everywhereKey(attempt) },
    { kind: 'account', key: `account:${digest(`${guessed} ${address} ${target}`)}` },
    { kind: 'address', key: `address:${address}` },
  ];
}

function everywhereKey({ guessed, target }: Pick<Attempt, 'guessed' | 'target'>): string {
  return `everywhere:${digest(`${guessed} ${target}`)}`;
}

/**
 * Where many addresses guess together, or one at many accounts, each account and address has one attempt before it is
 * slow. Together they never wait for a password: its owner would, too. For a code they do: it has six digits, and who
 * gets as far as that knows the password, which its owner changes to be rid of them.
 */
function freeAttemptsOf(
  kind: AttemptCounter['kind'],
  { guessed }: Attempt,
  { address, everywhere }: AttemptCounts,
): number {
  if (kind === 'everywhere') return guessed === 'code' ? freeAttempts.everywhere : Infinity;
  const isAttack = everywhere > freeAttempts.everywhere || address > freeAttempts.address;
  return kind === 'account' && isAttack ? 1 : freeAttempts[kind];
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
