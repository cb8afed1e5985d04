import type { App } from '../../app.ts';
import type { JobPayload } from '../../platform/job-definitions.ts';
import { Unreadable } from '../../platform/errors.ts';
import { quarantineDocument } from './quarantine-document.ts';
import {
  startStep,
  failStep,
  advanceToStep,
  lockStep,
  StepAlreadyEnded,
  type ActiveDocument,
} from './steps.ts';
import { tryEnqueueStep } from '../enqueue-step.ts';
import { scanObject } from './scan-object.ts';

type Job = JobPayload<'scan-document'>;
type Parts = Pick<App, 'database' | 'storage' | 'scanner' | 'queues' | 'log'>;

/**
 * Scans a document for viruses before anything opens it: an infected one is quarantined, any other goes on to
 * the extraction. May run twice; the result is the same.
 * @throws Problem `unavailable`, ScanInterrupted: try again
 */
export async function scanDocument(app: Parts, job: Job, signal: AbortSignal): Promise<void> {
  try {
    const document = await app.database.asProcess((tx) => startStep(tx, job, 'scan'));
    if (document) await runScan(app, job, { document, signal });
  } catch (error) {
    if (error instanceof StepAlreadyEnded) return;
    if (!(error instanceof Unreadable)) throw error;
    await failScan(app, job);
  }
}

async function runScan(
  app: Parts,
  { stepId }: Job,
  { document, signal }: { document: ActiveDocument; signal: AbortSignal },
): Promise<void> {
  const { threat } = await scanObject(app, document, signal);
  const next = await app.database.asProcess(async (tx) => {
    await lockStep(tx, stepId);
    if (threat !== null) return quarantineDocument(tx, document, threat);
    const { id: documentId, matterId } = document;
    return advanceToStep(tx, { stepId, documentId, matterId }, { to: 'extract' });
  });
  if (next) await tryEnqueueStep(app, next);
}

/** After the last attempt: the document fails, unopened. */
export async function failScan(app: Pick<App, 'database'>, job: Job): Promise<void> {
  const reason =
    'This file could not be checked for viruses, although it was tried several times, so it was not opened. Press "Try again"; if that does not help, tell the administrator.';
  await app.database.asProcess((tx) =>
    failStep(tx, job, { state: 'failed', reason, attemptsExhausted: true }),
  );
}
