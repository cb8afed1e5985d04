import { requeueStuckSteps } from '../core/documents/pipeline/requeue-stuck.ts';
import { rescanObjects } from '../core/documents/pipeline/rescan-objects.ts';
import { queueNames, type QueueName } from '../core/platform/job-definitions.ts';
import { consumeQueue, type Worker } from '../core/platform/queues.ts';
import { executeDisposals } from '../core/retention/execute-disposals.ts';
import { purgeBin } from '../core/retention/purge-bin.ts';
import { reindexDocuments } from '../core/search/reindex-documents.ts';
import { updateWorkerMetrics } from './update-metrics.ts';
import type { WorkerApp } from './handlers.ts';
import { runQueueJob } from './run-job.ts';

const sweepEveryMs = 20_000;
const metricsEveryMs = 15_000;
const purgeEveryMs = 5 * 60_000;
const signaturesEveryMs = 60_000;

export type RunningWorker = {
  /** Takes no more work and waits until what is under way is done. */
  stop: () => Promise<void>;
};

/**
 * Starts taking jobs, sweeping up what was forgotten, and counting. One job more than there are sandboxes is
 * taken of each kind: while two are at work the third has its bytes ready, and no sandbox waits. Of bulk
 * imports one job is always under way: they never stand still, and never take more than that.
 */
export function startWorkerTasks(
  app: WorkerApp,
  options: { signaturesEveryMs?: number } = {},
): RunningWorker {
  const concurrency = Math.max(app.sandboxes.count(), 2) + 1;
  const onError = (error: Error) => app.log.warn({ err: error }, 'the queue reports an error');
  const start = (queue: QueueName): Worker =>
    consumeQueue(app.config, queue, {
      concurrency: queue === 'bulk' ? 1 : concurrency,
      run: (job) => runQueueJob(app, job),
      onError,
    });
  const workers = queueNames.map(start);
  const stopping = new AbortController();
  const timers = [
    runPeriodically(app, sweepEveryMs, requeueStuckSteps),
    runPeriodically(app, metricsEveryMs, updateWorkerMetrics),
    runPeriodically(app, purgeEveryMs, purgeBin),
    runPeriodically(app, sweepEveryMs, executeDisposals),
    runPeriodically(app, sweepEveryMs, (worker) => reindexDocuments(worker, stopping.signal)),
    runPeriodically(
      app,
      options.signaturesEveryMs ?? signaturesEveryMs,
      rescanOnNewSignatures(stopping.signal),
    ),
  ];
  return {
    stop: async () => {
      stopping.abort();
      for (const clock of timers) clearInterval(clock);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Rescans everything once for each version of the signatures. */
function rescanOnNewSignatures(signal: AbortSignal): (app: WorkerApp) => Promise<void> {
  let done: string | undefined;
  return async (app) => {
    const { version } = await app.scanner.signatures();
    if (version !== done) done = await rescanObjects(app, signal);
  };
}

/** Runs something at once and then again and again, never twice at the same time. */
function runPeriodically(
  app: WorkerApp,
  everyMs: number,
  work: (app: WorkerApp) => Promise<unknown>,
): NodeJS.Timeout {
  let isRunning = false;
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    await work(app).catch((error: unknown) => app.log.warn({ err: error as Error }, 'will be tried again'));
    isRunning = false;
  };
  void run();
  return setInterval(() => void run(), everyMs);
}
