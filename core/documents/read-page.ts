import type { App } from '../app.ts';
import type { JobPayload } from '../jobs/definitions.ts';
import type { Transaction } from '../platform/database.ts';
import { Unreadable } from '../platform/errors.ts';
import type { Sandboxes } from '../tools/ask-sandbox.ts';
import type { ExtractedPage, Layout } from '../tools/extraction.ts';
import { inPlainWords } from '../tools/failures.ts';
import { worth } from '../tools/judge-text.ts';
import { readByOcr } from '../tools/ocr.ts';
import { fetchOriginal } from './fetch-original.ts';
import { finishReading } from './finish-reading.ts';
import { holdStep, StepIsOver, type DocumentAtWork } from './record-step.ts';
import { announceStep } from './request-step.ts';

export type ReadingJob = JobPayload<'read-page'>;
type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log'> & { sandboxes: Sandboxes };

/** A page's text as OCR may give it; beyond this it is noise, and the search columns would overflow. */
const maxPageCharacters = 60_000;

/** OCR that found hardly more than the text layer has found no other words, only strokes. */
const aboutEqual = 0.8;

/**
 * Reads one page by OCR; the last page of a document sends it on. May run twice; the result is the same.
 * @throws SandboxAway, SandboxLost, Problem `unavailable`: try again. A page that cannot be read is not thrown but recorded.
 */
export async function readPage(app: Parts, job: ReadingJob, signal: AbortSignal): Promise<void> {
  const page = await app.database.asProcess((tx) => findWaitingPage(tx, job));
  if (!page) return;
  const fetched = await fetchOriginal(app, page);
  try {
    const read = await inPlainWords(() =>
      app.sandboxes.use({ signal }, async (session) => {
        await session.put(await fetched());
        return readByOcr(session, { number: job.page, mediaType: page.mediaType, layout: page.layout });
      }),
    );
    await record(app, job, { read, layer: page.alternative });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    await record(app, job, { reason: error.message });
  }
}

/** After the last attempt: the page fails, the document goes on without it. */
export async function giveUpPage(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  job: ReadingJob,
): Promise<void> {
  await record(app, job, { reason: 'The page could not be read, although it was tried several times.' });
}

type WaitingPage = {
  unlocked: DocumentAtWork['unlocked'];
  sha256: string;
  bytes: number;
  mediaType: string;
  layout: Layout | null;
  /** The text layer, where there is one that was not good enough. */
  alternative: string | null;
};

async function findWaitingPage(tx: Transaction, job: ReadingJob): Promise<WaitingPage | undefined> {
  const page = await tx.page.findFirst({
    where: { documentId: job.documentId, number: job.page, state: 'waiting' },
    select: {
      layout: true,
      alternative: true,
      document: {
        select: { mediaType: true, sha256: true, object: { select: { bytes: true } }, unlocked: true },
      },
    },
  });
  const step = await tx.documentStep.findFirst({
    where: { id: job.stepId, state: { in: ['requested', 'running'] } },
  });
  if (!page || !step) return undefined;
  if (step.state === 'requested') {
    await tx.documentStep.updateMany({
      where: { id: step.id, state: 'requested' },
      data: { state: 'running', startedAt: new Date(), attempts: { increment: 1 } },
    });
  }
  const { mediaType, sha256, object, unlocked } = page.document;
  const { alternative } = page;
  return {
    mediaType,
    sha256,
    bytes: Number(object.bytes),
    unlocked,
    layout: page.layout as Layout | null,
    alternative,
  };
}

type Outcome = { read: ExtractedPage; layer: string | null } | { reason: string };

async function record(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  job: ReadingJob,
  outcome: Outcome,
): Promise<void> {
  try {
    const next = await app.database.asProcess(async (tx) => {
      await holdStep(tx, job.stepId);
      await tx.page.updateMany({
        where: { documentId: job.documentId, number: job.page, state: 'waiting' },
        data: pageColumns(outcome),
      });
      return finishReading(tx, job);
    });
    if (next) await announceStep(app, next);
  } catch (error) {
    if (!(error instanceof StepIsOver)) throw error;
  }
}

function pageColumns(outcome: Outcome) {
  if ('reason' in outcome)
    return { state: 'failed' as const, reason: outcome.reason, engine: 'tesseract', confidence: 0 };
  const { engine, confidence, layout } = outcome.read;
  const text = outcome.read.text.slice(0, maxPageCharacters).toWellFormed();
  const { layer } = outcome;
  // Whichever reads better is searched, the typed words where there is little between them; places go with their words.
  if (layer !== null && worth(layer) >= worth(text) * aboutEqual)
    return {
      state: 'read' as const,
      text: layer,
      engine: 'pdf-text',
      confidence: 1,
      alternative: text || null,
    };
  return { state: 'read' as const, text, engine, confidence, ...(layout && { layout }) };
}
