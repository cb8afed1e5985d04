import type { App } from '../app.ts';
import { beginStep, endJourney, holdStep, inItsMatter, StepIsOver } from '../documents/record-step.ts';
import type { JobPayload } from '../jobs/definitions.ts';
import { Unreadable } from '../platform/errors.ts';
import { makeFindable } from '../search/make-findable.ts';
import { saveFindings } from './save-findings.ts';

type Job = JobPayload<'analyse-document'>;
type Parts = Pick<App, 'database'>;

/** A document of many thousand pages takes minutes; it becomes findable at once, so all is one transaction. */
const timeoutSeconds = 600;

/**
 * Makes a document's words findable and ends its journey: `searchable`, or `no-text` with the reason that the extraction left.
 * May run twice; the result is the same. @throws Problem `unavailable`: try again.
 */
export async function analyseDocument(app: Parts, job: Job): Promise<void> {
  try {
    const document = await app.database.asProcess((tx) => beginStep(tx, job, 'analyse'));
    if (document) await endAnalysis(app, job, { saveFindings: true });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    await giveUpAnalysis(app, job);
  }
}

/** After the last attempt: what could not be analysed is still found by its words. */
export async function giveUpAnalysis(app: Parts, job: Job): Promise<void> {
  const stepReason =
    'The words of this document can be found, but what Strongroom looks for in it beyond them could not be. Press "Try again"; if that does not help, tell the administrator.';
  await endAnalysis(app, job, { saveFindings: false, stepReason });
}

type Ending = { saveFindings: boolean; stepReason?: string };

async function endAnalysis(app: Parts, job: Job, ending: Ending): Promise<void> {
  const { stepReason } = ending;
  const work = app.database.asProcess(
    async (tx) => {
      await holdStep(tx, job.stepId);
      const { documentId } = job;
      await makeFindable(tx, documentId);
      if (ending.saveFindings) await saveFindings(tx, documentId);
      const withText = await tx.page.findFirst({
        where: { documentId, NOT: { text: '' } },
        select: { number: true },
      });
      const { reason } = await tx.document.findUniqueOrThrow({
        where: { id: documentId },
        select: { reason: true },
      });
      await endJourney(tx, await inItsMatter(tx, job), {
        state: withText ? 'searchable' : 'no-text',
        reason,
        ...(stepReason !== undefined && { stepReason, gaveUp: true }),
      });
    },
    { timeoutSeconds },
  );
  await work.catch((error: unknown) => {
    if (!(error instanceof StepIsOver)) throw error;
  });
}
