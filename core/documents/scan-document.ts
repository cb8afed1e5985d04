import type { App } from '../app.js';
import type { JobPayload } from '../jobs/definitions.js';
import { Unreadable } from '../platform/errors.js';
import { beginStep, failStep, handOver, holdStep, inItsMatter, StepIsOver } from './record-step.js';
import { announceStep } from './request-step.js';

type Job = JobPayload<'scan-document'>;
type Parts = Pick<App, 'database' | 'queues' | 'log'>;

/** Sends a document on to the extraction. May run twice; the result is the same. @throws Problem `unavailable`: try again. */
export async function scanDocument(app: Parts, job: Job): Promise<void> {
  try {
    const document = await app.database.asProcess((tx) => beginStep(tx, job, 'scan'));
    if (!document) return;
    const next = await app.database.asProcess(async (tx) => {
      await holdStep(tx, job.stepId);
      return handOver(tx, await inItsMatter(tx, job), { to: 'extract' });
    });
    await announceStep(app, next);
  } catch (error) {
    if (error instanceof StepIsOver) return;
    if (!(error instanceof Unreadable)) throw error;
    await giveUpScan(app, job);
  }
}

/** After the last attempt: the document fails, unopened. */
export async function giveUpScan(app: Pick<App, 'database'>, job: Job): Promise<void> {
  const reason =
    'This file could not be checked for viruses, although it was tried several times, so it was not opened. Press "Try again"; if that does not help, tell the administrator.';
  await app.database.asProcess((tx) => failStep(tx, job, { state: 'failed', reason }));
}
