import type { App } from '../app.ts';
import { startStep, finishProcessing, lockStep, StepAlreadyEnded } from '../documents/pipeline/steps.ts';
import type { JobPayload } from '../platform/job-definitions.ts';
import { Unreadable } from '../platform/errors.ts';
import { indexPages } from '../search/index-pages.ts';
import { indexWithFindings } from './index-with-findings.ts';

type Job = JobPayload<'analyse-document'>;
type Parts = Pick<App, 'database'>;

/**
 * A document of many thousand pages takes minutes; its pages are found together, so all is one transaction.
 */
const timeoutSeconds = 600;

/**
 * Indexes a document's pages and finishes its processing: `searchable`, or `no-text` with the reason that the
 * extraction left. May run twice; the result is the same.
 * @throws Problem `unavailable`: try again
 */
export async function analyseDocument(app: Parts, job: Job): Promise<void> {
  try {
    const document = await app.database.asProcess((tx) => startStep(tx, job, 'analyse'));
    if (document) await finishAnalysis(app, job, { withFindings: true });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    await failAnalysis(app, job);
  }
}

/** After the last attempt: a document that could not be analysed is still found by its words. */
export async function failAnalysis(app: Parts, job: Job): Promise<void> {
  const stepReason =
    'The words of this document can be found, but what Strongroom looks for in it beyond them could not be. Press "Try again"; if that does not help, tell the administrator.';
  await finishAnalysis(app, job, { withFindings: false, stepReason });
}

type AnalysisEnding = { withFindings: boolean; stepReason?: string };

async function finishAnalysis(app: Parts, job: Job, ending: AnalysisEnding): Promise<void> {
  const { stepReason } = ending;
  const work = app.database.asProcess(
    async (tx) => {
      await lockStep(tx, job.stepId);
      const { documentId } = job;
      const index = ending.withFindings ? indexWithFindings : indexPages;
      const hasText = await index(tx, documentId);
      const { reason, matterId } = await tx.document.findUniqueOrThrow({
        where: { id: documentId },
        select: { reason: true, matterId: true },
      });
      await finishProcessing(
        tx,
        { stepId: job.stepId, documentId, matterId },
        {
          state: hasText ? 'searchable' : 'no-text',
          reason,
          ...(stepReason !== undefined && { stepReason, attemptsExhausted: true }),
        },
      );
    },
    { timeoutSeconds },
  );
  await work.catch((error: unknown) => {
    if (!(error instanceof StepAlreadyEnded)) throw error;
  });
}
