import { AsyncLocalStorage } from 'node:async_hooks';

/** A scheduled job that took too long: its programs were ended, and so is it. */
class DeadlineExceeded extends Error {
  override name = 'TookTooLong';
}

/** It was aborted and did not end: only the end of this process ends it. */
export class DidNotEnd extends Error {
  override name = 'Stuck';
}

const running = new AsyncLocalStorage<AbortSignal>();

/** What is cut off gets this long to clean up behind itself. */
const graceMs = 120_000;

/**
 * Runs `work` for at most so many minutes. Then every program it runs (runProgram) is ended, so that it fails with a sentence about that.
 * @throws DidNotEnd when it goes on all the same.
 */
export async function withDeadline<T>(
  limit: { minutes: number; graceMs?: number },
  work: () => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const { promise: stuck, reject } = Promise.withResolvers<never>();
  const ms = limit.minutes * 60_000;
  const timers = [
    setTimeout(() => end.abort(deadlineExceeded(limit.minutes)), ms),
    setTimeout(
      () => reject(new DidNotEnd('It was interrupted and did not end.')),
      ms + (limit.graceMs ?? graceMs),
    ),
  ];
  try {
    return await Promise.race([running.run(end.signal, work), stuck]);
  } finally {
    timers.forEach(clearTimeout);
  }
}

/** The signal that aborts when the time of the job that runs here is over; undefined where nothing limits the time. */
export function deadline(): AbortSignal | undefined {
  return running.getStore();
}

function deadlineExceeded(minutes: number): Error {
  const time = minutes >= 60 ? `${minutes / 60} hours` : `${minutes} minutes`;
  return new DeadlineExceeded(
    `It took longer than ${time} and was ended. It runs again by itself. If that goes on, type: strongroom doctor`,
  );
}
