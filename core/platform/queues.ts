import { Queue, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { jobId, jobs, queueNames, type JobName, type JobPayload, type QueueName } from './job-definitions.ts';
import type { Config } from './config.ts';

export type Queues = ReturnType<typeof openQueues>;
export type { Job, Worker } from 'bullmq';

/**
 * A producer waits no longer than this for Redis: the row in Postgres is what counts, and the sweep asks
 * again.
 */
const enqueueTimeoutMs = 1_500;

/**
 * Opens the queues for enqueuing. Redis is disposable: every job stands as a row in Postgres first, so
 * failing to enqueue it loses nothing.
 */
export function openQueues(config: Pick<Config, 'redis'>) {
  const connection = connectRedis(config, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: enqueueTimeoutMs,
  });
  const queues = new Map<QueueName, Queue>(
    queueNames.map((name) => [name, ignoreErrors(new Queue(name, { connection, skipVersionCheck: true }))]),
  );
  const getQueue = (name: QueueName) => queues.get(name) as Queue;

  return {
    /**
     * Enqueues a job; one that stands in the queue already is left as it is. `priority` 1 is first; `bulk`
     * jobs wait in a queue of their own.
     * @throws when Redis is unreachable; the caller may go on, `requeue-stuck` enqueues again
     */
    async enqueue<N extends JobName>(
      name: N,
      payload: JobPayload<N>,
      { priority = 1, bulk = false }: { priority?: number; bulk?: boolean } = {},
    ): Promise<void> {
      const definition = jobs[name];
      await getQueue(bulk ? 'bulk' : definition.queue).add(name, payload, {
        jobId: jobId(name, payload),
        attempts: definition.attempts,
        backoff: { type: 'exponential', delay: definition.backoffSeconds * 1000 },
        priority: Math.min(Math.max(priority, 1), 2_000_000),
        // A finished job leaves at once: its row keeps the history, and the same job may be enqueued again.
        removeOnComplete: true,
        removeOnFail: true,
      });
    },
    /** Counts the jobs in Redis per queue and state, for the metrics. */
    async countJobs(): Promise<{ queue: QueueName; counts: Record<string, number> }[]> {
      return Promise.all(
        queueNames.map(async (queue) => ({ queue, counts: await getQueue(queue).getJobCounts() })),
      );
    },
    ping: () => connection.ping(),
    async close(): Promise<void> {
      await Promise.all([...queues.values()].map((queue) => queue.close().catch(() => undefined)));
      connection.disconnect();
    },
  };
}

/**
 * Starts consuming one queue. A worker that dies in the middle loses nothing: another takes the job again.
 */
export function consumeQueue(
  config: Pick<Config, 'redis'>,
  queue: QueueName,
  options: { concurrency: number; run: (job: Job) => Promise<void>; onError: (error: Error) => void },
): Worker {
  const connection = connectRedis(config, { maxRetriesPerRequest: null });
  const worker = new Worker(queue, options.run, {
    connection,
    concurrency: options.concurrency,
    lockDuration: 30_000,
    stalledInterval: 10_000,
    // The rows count attempts; a worker killed twice must not be what fails a document (BullMQ's default is
    // 1).
    maxStalledCount: 1_000,
    skipVersionCheck: true,
  });
  worker.on('error', options.onError);
  worker.on('closed', () => connection.disconnect());
  return worker;
}

/** A connection to Redis that keeps reconnecting, and logs nothing while it is unreachable. */
export function connectRedis(
  config: Pick<Config, 'redis'>,
  options: {
    maxRetriesPerRequest: number | null;
    enableOfflineQueue?: boolean;
    commandTimeout?: number;
    socketTimeout?: number;
    lazyConnect?: boolean;
  },
): Redis {
  const redis = new Redis({
    ...config.redis,
    ...options,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(times * 200, 2_000),
  });
  // Without a listener ioredis prints to standard error; whether Redis is away is seen by /health/ready and
  // the alert.
  redis.on('error', () => undefined);
  return redis;
}

function ignoreErrors(queue: Queue): Queue {
  queue.on('error', () => undefined);
  return queue;
}
