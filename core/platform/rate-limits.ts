import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from './config.ts';
import { connectRedis } from './queues.ts';

export type RateLimits = ReturnType<typeof openRateLimits>;

/** A request waits no longer than this for its count. */
const answerTimeoutMs = 250;
const windowSeconds = 60;
const attemptWindowSeconds = 24 * 3600;

/**
 * Counts requests and attempts, in Redis, so that all replicas count together. While Redis is away each
 * process counts by itself: the limits stay, and nobody is refused because of it. Keys hold ids, addresses
 * and hashes only.
 */
export function openRateLimits(config: Pick<Config, 'redis' | 'process'>) {
  const redis = connectRedis(config, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: answerTimeoutMs,
    // One that is frozen counts as away from the first late answer on: not every request waits for it.
    socketTimeout: answerTimeoutMs,
    // Only the server answers strangers; the others need no connection.
    lazyConnect: config.process !== 'server',
  });
  const requests = createLimiter(redis, 'limit-requests', windowSeconds);
  const attempts = createLimiter(redis, 'limit-tries', attemptWindowSeconds);
  const delays = createLimiter(redis, 'limit-turns', 1);

  return {
    /** Counts a request: how many there were in this minute, and how many seconds are left of it. */
    async countRequest(key: string): Promise<{ count: number; secondsLeft: number }> {
      const { consumedPoints, msBeforeNext } = await requests.penalty(key);
      return { count: consumedPoints, secondsLeft: toWholeSeconds(msBeforeNext) };
    },
    /** Counts an attempt: how many there were, this one included, since `clearAttempts` or in a day. */
    recordAttempt: async (key: string): Promise<number> => (await attempts.penalty(key)).consumedPoints,
    /** How many attempts there were, without one more. */
    countAttempts: async (key: string): Promise<number> => (await attempts.get(key))?.consumedPoints ?? 0,
    /** Takes attempts back, as if they had not been. */
    refundAttemptCount: async (key: string, times = 1): Promise<void> =>
      void (times > 0 && (await attempts.reward(key, times))),
    /** Forgets every attempt, and with it the wait. */
    clearAttempts: async (key: string): Promise<void> => {
      await Promise.all([attempts.delete(key), delays.delete(key)]);
    },
    /** Seconds until the next attempt may be made; 0 when it may be made now. */
    async getSecondsToWait(key: string): Promise<number> {
      const delay = await delays.get(key);
      return delay && delay.consumedPoints > 0 ? toWholeSeconds(delay.msBeforeNext) : 0;
    },
    /**
     * Claims the only turn of the next `seconds`. Of several at the same time one gets it; the others learn
     * how long to wait.
     */
    async startDelay(key: string, seconds: number): Promise<number> {
      try {
        await delays.consume(key, 1, { customDuration: seconds });
        return 0;
      } catch (error) {
        if (error instanceof RateLimiterRes) return toWholeSeconds(error.msBeforeNext);
        throw error;
      }
    },
    ...openPlaces(redis),
    close: () => redis.disconnect(),
  };
}

/** Places of which there are only so many, for all processes together. */
function openPlaces(redis: ReturnType<typeof connectRedis>) {
  return {
    /**
     * Claims one of `limit` places under a key, for `seconds` unless it is given back. False when all are taken. While
     * Redis is away there are enough: each process has a limit of its own besides.
     */
    async claimPlace(key: string, place: string, of: { limit: number; seconds: number }): Promise<boolean> {
      const now = Date.now();
      const placesKey = `limit-places:${key}`;
      try {
        const answers = await redis
          .multi()
          .zremrangebyscore(placesKey, '-inf', now)
          .zadd(placesKey, now + of.seconds * 1000, place)
          .zcard(placesKey)
          .expire(placesKey, of.seconds)
          .exec();
        const taken = Number(answers?.[2]?.[1] ?? 0);
        if (taken <= of.limit) return true;
        await redis.zrem(placesKey, place);
        return false;
      } catch {
        return true;
      }
    },
    /** Gives a place back before its time. */
    async releasePlace(key: string, place: string): Promise<void> {
      await redis.zrem(`limit-places:${key}`, place).catch(() => undefined);
    },
  };
}

function createLimiter(storeClient: ReturnType<typeof connectRedis>, keyPrefix: string, duration: number) {
  const options = { keyPrefix, points: 1, duration };
  return new RateLimiterRedis({
    ...options,
    storeClient,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(options),
  });
}

function toWholeSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
