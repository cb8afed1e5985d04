import type { App } from '../core/app.ts';
import { analyseDocument, giveUpAnalysis } from '../core/analysis/analyse-document.ts';
import { extractDocument, giveUpExtraction } from '../core/documents/extract-document.ts';
import { giveUpPage, readPage } from '../core/documents/read-page.ts';
import { forgiveAttempt } from '../core/documents/record-step.ts';
import { giveUpScan, scanDocument } from '../core/documents/scan-document.ts';
import type { JobName, JobPayload } from '../core/jobs/definitions.ts';
import type { Sandboxes } from '../core/tools/ask-sandbox.ts';

export type WorkerApp = App & { sandboxes: Sandboxes };

export type Handler<N extends JobName> = {
  /** Does the work; what is wrong with a document it records itself. May run twice. Stops when the signal says so. */
  run: (app: WorkerApp, payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;
  /** After the last attempt. */
  giveUp: (app: WorkerApp, payload: JobPayload<N>) => Promise<void>;
  /** When a part of Strongroom was away, which is not the document's fault. */
  forgive: (app: WorkerApp, payload: JobPayload<N>) => Promise<void>;
};

const forgiveStep: Handler<Exclude<JobName, 'read-page'>>['forgive'] = ({ database }, { stepId }) =>
  database.asProcess((tx) => forgiveAttempt(tx, stepId));

/** Who does which job. The compiler closes the list: a job without a handler does not compile. */
export const handlers: { [N in JobName]: Handler<N> } = {
  'scan-document': { run: scanDocument, giveUp: giveUpScan, forgive: forgiveStep },
  'extract-document': { run: extractDocument, giveUp: giveUpExtraction, forgive: forgiveStep },
  'read-page': { run: readPage, giveUp: giveUpPage, forgive: () => Promise.resolve() },
  'analyse-document': { run: analyseDocument, giveUp: giveUpAnalysis, forgive: forgiveStep },
};
