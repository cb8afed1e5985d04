import { documentStates, unfinishedStates } from '../core/documents/journey.ts';
import type { App } from '../core/app.ts';

type StateCount = { state: string; count: bigint };
type OldestStep = { seconds: number | null };

/**
 * Updates the metrics that are counted, not measured on the way. A service that is unreachable leaves its
 * metrics as they were.
 */
export async function updateWorkerMetrics(
  app: Pick<App, 'database' | 'queues' | 'scanner' | 'metrics' | 'log'>,
): Promise<void> {
  const results = await Promise.allSettled([
    updateDocumentMetrics(app),
    updateQueueMetrics(app),
    updateScannerMetrics(app),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) app.log.warn({ err: failed.reason as Error }, 'some metrics could not be updated');
}

async function updateDocumentMetrics({
  database,
  metrics,
}: Pick<App, 'database' | 'metrics'>): Promise<void> {
  const { counted, oldest } = await database.asProcess(async (tx) => ({
    counted: await tx.$queryRaw<StateCount[]>`SELECT state, count(*) AS count FROM document GROUP BY state`,
    oldest: await tx.$queryRaw<OldestStep[]>`
      SELECT extract(epoch FROM now() - min(requested_at))::float8 AS seconds FROM document_step WHERE state IN ('requested', 'running')`,
  }));
  for (const state of documentStates)
    metrics.documents.set({ state }, Number(counted.find((row) => row.state === state)?.count ?? 0));
  const unfinished = counted.some((row) => (unfinishedStates as string[]).includes(row.state));
  metrics.oldestUnfinishedDocument.set(unfinished ? (oldest[0]?.seconds ?? 0) : 0);
}

async function updateQueueMetrics({ queues, metrics }: Pick<App, 'queues' | 'metrics'>): Promise<void> {
  for (const { queue, counts } of await queues.countJobs()) {
    for (const [state, count] of Object.entries(counts)) metrics.queueJobs.set({ queue, state }, count);
  }
}

async function updateScannerMetrics({ scanner, metrics }: Pick<App, 'scanner' | 'metrics'>): Promise<void> {
  metrics.scannerUp.set(0);
  const { signaturesFrom } = await scanner.signatures();
  metrics.scannerUp.set(1);
  metrics.signaturesTimestamp.set((signaturesFrom?.getTime() ?? 0) / 1000);
}
