import type { App } from '../core/app.ts';
import { analyseDocument, failAnalysis } from '../core/analysis/analyse-document.ts';
import { extractDocument, failExtraction } from '../core/documents/pipeline/extract-document.ts';
import { failPage, readPage } from '../core/documents/pipeline/read-page.ts';
import { refundAttempt } from '../core/documents/pipeline/steps.ts';
import { failScan, scanDocument } from '../core/documents/pipeline/scan-document.ts';
import type { JobName, JobPayload } from '../core/platform/job-definitions.ts';
import type { Sandboxes } from '../core/tools/sandbox-client.ts';

export type WorkerApp = App & { sandboxes: Sandboxes };

export type JobHandler<N extends JobName> = {
  /**
   * Does the work, and records what is wrong with a document. May run twice. Stops when the signal says so.
   */
  run: (app: WorkerApp, payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;
  /** After the last attempt. */
  fail: (app: WorkerApp, payload: JobPayload<N>) => Promise<void>;
  /** When a service of Strongroom was unreachable, which is not the document's fault. */
  refund: (app: WorkerApp, payload: JobPayload<N>) => Promise<void>;
};

const refundStep: JobHandler<Exclude<JobName, 'read-page'>>['refund'] = ({ database }, { stepId }) =>
  database.asProcess((tx) => refundAttempt(tx, stepId));

/** The handler of each job. The compiler closes the list: a job without a handler does not compile. */
export const handlers: { [N in JobName]: JobHandler<N> } = {
  'scan-document': { run: scanDocument, fail: failScan, refund: refundStep },
  'extract-document': { run: extractDocument, fail: failExtraction, refund: refundStep },
  'read-page': { run: readPage, fail: failPage, refund: () => Promise.resolve() },
  'analyse-document': { run: analyseDocument, fail: failAnalysis, refund: refundStep },
};
