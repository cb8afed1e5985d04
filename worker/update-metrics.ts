import {
  documentStates,
  journey,
  stateDuring,
  unfinishedStates,
  type StepName,
} from '../core/documents/journey.ts';
import type { App } from '../core/app.ts';
import { jobs, queueNames } from '../core/platform/job-definitions.ts';
import { queueStates } from '../core/platform/metric-list.ts';

type StateCount = { state: string; count: bigint };
type OldestStep = { name: StepName; bulk: boolean; seconds: number };

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
  const { counted, oldest, failed } = await database.asProcess(async (tx) => ({
    counted: await tx.$queryRaw<StateCount[]>`SELECT state, count(*) AS count FROM document GROUP BY state`,
    oldest: await tx.$queryRaw<OldestStep[]>`
      SELECT name::text, bulk, extract(epoch FROM now() - min(requested_at))::float8 AS seconds
      FROM document_step WHERE state IN ('requested', 'running') GROUP BY name, bulk`,
    // As the page of failed jobs has them (function dead_letters() of the database), whoever may see them.
    failed: await tx.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) AS count FROM document_step AS dead
      JOIN document ON document.id = dead.document_id AND document.deleted_at IS NULL
      WHERE dead.gave_up_at IS NOT NULL AND dead.closed_at IS NULL AND NOT EXISTS (
        SELECT FROM document_step AS later
        WHERE later.document_id = dead.document_id AND later.requested_at > dead.requested_at)`,
  }));
  for (const state of documentStates)
    metrics.documents.set({ state }, Number(counted.find((row) => row.state === state)?.count ?? 0));
  const unfinished = counted.some((row) => (unfinishedStates as string[]).includes(row.state));
  const ages = (steps: OldestStep[]) => Math.max(0, ...steps.map(({ seconds }) => seconds));
  metrics.oldestUnfinishedDocument.set(unfinished ? ages(oldest) : 0);
  for (const queue of queueNames)
    metrics.oldestQueuedStep.set({ queue }, ages(oldest.filter((step) => queueOf(step) === queue)));
  metrics.failedJobs.set(Number(failed[0]?.count ?? 0));
}

function queueOf({ name, bulk }: OldestStep) {
  return bulk ? 'bulk' : jobs[journey[stateDuring[name]].job].queue;
}

async function updateQueueMetrics({ queues, metrics }: Pick<App, 'queues' | 'metrics'>): Promise<void> {
  for (const { queue, counts } of await queues.countJobs()) {
    for (const state of queueStates) metrics.queueJobs.set({ queue, state }, counts[state] ?? 0);
  }
}

async function updateScannerMetrics({ scanner, metrics }: Pick<App, 'scanner' | 'metrics'>): Promise<void> {
  metrics.scannerUp.set(0);
  const { signaturesFrom } = await scanner.signatures();
  metrics.scannerUp.set(1);
  metrics.signaturesTimestamp.set((signaturesFrom?.getTime() ?? 0) / 1000);
}
