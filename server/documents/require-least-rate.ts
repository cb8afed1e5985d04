import { Problem } from '../../core/platform/errors.ts';

/** So many bytes come, while they are waited for, in so many milliseconds; or the sender stands still. */
export type LeastRate = { bytes: number; ms: number };

/**
 * 1 KiB a second, over a minute. The slowest line that somebody works from is a DSL line that sends 128 kbit/s; the
 * browser's queue sends three files over it at once, which leaves 5 KB a second for each. So an honest sender has five
 * times as much as this, and may pause for most of a minute. nginx alone would let a byte every two minutes pass.
 */
const leastRate: LeastRate = { bytes: 60 * 1024, ms: 60_000 };

/**
 * Hands on the chunks of an upload for as long as they come at the least rate. Only the time counts in which a chunk is
 * waited for: whoever reads may take their own. @throws Problem `upload-stalled`; whatever `chunks` throws
 */
export async function* requireLeastRate(
  chunks: AsyncIterator<Buffer>,
  { bytes, ms }: LeastRate = leastRate,
): AsyncGenerator<Buffer> {
  let received = 0;
  let waitedMs = 0;
  try {
    for (;;) {
      const started = performance.now();
      const { done, value } = await inTime(chunks.next(), ms - waitedMs);
      if (done) return;
      waitedMs += performance.now() - started;
      received += value.length;
      if (received >= bytes) [received, waitedMs] = [0, 0];
      yield value;
    }
  } finally {
    // Not waited for: after a stall it would wait for the very chunk that does not come.
    chunks.return?.().catch(() => undefined);
  }
}

/** Waits for something of an upload, for at most a minute. @throws Problem `upload-stalled`; whatever it throws */
export async function inTime<T>(coming: Promise<T>, ms: number = leastRate.ms): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(stalled()), Math.max(0, ms));
  });
  // After a stall nobody else looks at what becomes of it.
  coming.catch(() => undefined);
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}

function stalled(): Problem {
  return new Problem(
    'upload-stalled',
    'Hardly a byte of the upload came in the last minute, so it was ended and nothing of it was kept. Check your line, and send the file again.',
    { retryAfter: 5 },
  );
}
