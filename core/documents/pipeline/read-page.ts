import type { App } from '../../app.ts';
import type { JobPayload } from '../../platform/job-definitions.ts';
import type { Transaction } from '../../platform/database.ts';
import { Unreadable } from '../../platform/errors.ts';
import type { Sandboxes } from '../../tools/sandbox-client.ts';
import type { ExtractedPage, PageLayout } from '../../tools/extraction.ts';
import { withReadableReason } from '../../tools/tool-errors.ts';
import { readByOcr } from '../../tools/ocr.ts';
import type { UnreadItem } from '../../tools/unread.ts';
import { chooseReading } from './choose-reading.ts';
import { prefetchFile } from './prefetch-file.ts';
import { finishReading } from './finish-reading.ts';
import { lockStep, StepAlreadyEnded, type ActiveDocument } from './steps.ts';
import { tryEnqueueStep } from '../enqueue-step.ts';

export type PageReadingJob = JobPayload<'read-page'>;
type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log'> & { sandboxes: Sandboxes };

/** A page's text as OCR may give it; beyond this it is noise, and the search columns would overflow. */
const maxPageCharacters = 60_000;

/**
 * Reads one page by OCR; the last page of a document sends it on. May run twice; the result is the same.
 * @throws SandboxUnavailable, SandboxInterrupted, Problem `unavailable`: try again. A page that cannot be
 * read is not thrown but recorded
 */
export async function readPage(app: Parts, job: PageReadingJob, signal: AbortSignal): Promise<void> {
  const page = await app.database.asProcess((tx) => findWaitingPage(tx, job));
  if (!page) return;
  const fetched = await prefetchFile(app, page);
  try {
    const read = await withReadableReason(() =>
      app.sandboxes.withSession({ signal }, async (session) => {
        await session.writeInput(await fetched());
        return readByOcr(session, { number: job.page, mediaType: page.mediaType, layout: page.layout });
      }),
    );
    await recordPage(app, job, { read });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    await recordPage(app, job, { reason: error.message });
  }
}

/** After the last attempt: the page fails, the document goes on without it. */
export async function failPage(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  job: PageReadingJob,
): Promise<void> {
  await recordPage(app, job, { reason: 'The page could not be read, although it was tried several times.' });
}

type WaitingPage = {
  unlocked: ActiveDocument['unlocked'];
  sha256: string;
  bytes: number;
  mediaType: string;
  layout: PageLayout | null;
  /** The text layer, where there is one that was not good enough. */
  alternative: string | null;
};

async function findWaitingPage(tx: Transaction, job: PageReadingJob): Promise<WaitingPage | undefined> {
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
    layout: page.layout as PageLayout | null,
    alternative,
  };
}

type PageOutcome = { read: ExtractedPage } | { reason: string };

async function recordPage(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  job: PageReadingJob,
  outcome: PageOutcome,
): Promise<void> {
  try {
    const next = await app.database.asProcess(async (tx) => {
      await lockStep(tx, job.stepId);
      const where = { documentId: job.documentId, number: job.page, state: 'waiting' } as const;
      const before = await tx.page.findFirst({ where, select: { alternative: true, unread: true } });
      const noted = (before?.unread ?? []) as UnreadItem[];
      const layer = before?.alternative ?? null;
      await tx.page.updateMany({ where, data: pageColumns(outcome, job.page, { layer, noted }) });
      return finishReading(tx, job);
    });
    if (next) await tryEnqueueStep(app, next);
  } catch (error) {
    if (!(error instanceof StepAlreadyEnded)) throw error;
  }
}

function pageColumns(
  outcome: PageOutcome,
  number: number,
  known: { layer: string | null; noted: UnreadItem[] },
) {
  const found = 'read' in outcome ? outcome.read : undefined;
  const text = found?.text.slice(0, maxPageCharacters).toWellFormed() ?? '';
  const { isLayer, unread } = chooseReading(known, found && { text, confidence: found.confidence });
  // Places go with their words.
  if (isLayer)
    return {
      state: 'read' as const,
      text: known.layer ?? '',
      engine: 'pdf-text',
      confidence: 1,
      alternative: text || null,
      unread,
    };
  if (found) {
    const { engine, confidence, layout, spans = [] } = found;
    return { state: 'read' as const, text, engine, confidence, ...(layout && { layout }), spans, unread };
  }
  return {
    state: 'failed' as const,
    reason: 'reason' in outcome ? outcome.reason : '',
    engine: 'tesseract',
    confidence: 0,
    unread: [...unread, { kind: 'failed-page' as const, page: number }],
  };
}
