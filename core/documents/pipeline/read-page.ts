import type { App } from '../../app.ts';
import type { JobPayload } from '../../platform/job-definitions.ts';
import type { Transaction } from '../../platform/database.ts';
import { Unreadable } from '../../platform/errors.ts';
import type { Sandboxes } from '../../tools/sandbox-client.ts';
import type { PageLayout } from '../../tools/extraction.ts';
import { withReadableReason } from '../../tools/tool-errors.ts';
import { readByOcr } from '../../tools/ocr.ts';
import { readPagePictures } from '../../tools/read-page-pictures.ts';
import type { TextSpan } from '../../reading/text-spans.ts';
import type { UnreadItem } from '../../reading/unread.ts';
import { pageColumns, type KnownOfPage, type PageOutcome } from './page-columns.ts';
import { prefetchFile } from './prefetch-file.ts';
import { finishReading } from './finish-reading.ts';
import { lockStep, StepAlreadyEnded, type ActiveDocument } from './steps.ts';
import { tryEnqueueStep } from '../enqueue-step.ts';

export type PageReadingJob = JobPayload<'read-page'>;
type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log'> & { sandboxes: Sandboxes };

/**
 * Reads one page by OCR, or the pictures on a page whose text stands already; the last page of a document sends
 * it on. May run twice; the result is the same.
 * @throws SandboxUnavailable, SandboxInterrupted, Problem `unavailable`: try again. A page that cannot be
 * read is not thrown but recorded
 */
export async function readPage(app: Parts, job: PageReadingJob, signal: AbortSignal): Promise<void> {
  const page = await app.database.asProcess((tx) => findWaitingPage(tx, job));
  if (!page) return;
  const fetched = await prefetchFile(app, page);
  try {
    const outcome = await withReadableReason<PageOutcome>(() =>
      app.sandboxes.withSession({ signal }, async (session) => {
        await session.writeInput(await fetched());
        const { mediaType, layout, text, spans } = page;
        if (layout?.pictures)
          return {
            pictures: await readPagePictures(session, { number: job.page, mediaType, layout, text, spans }),
          };
        return { read: await readByOcr(session, { number: job.page, mediaType, layout }) };
      }),
    );
    await recordPage(app, job, outcome);
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
  /** What stands on the page whatever is read: its typed text where only pictures wait, and its comments. */
  text: string;
  spans: TextSpan[];
};

async function findWaitingPage(tx: Transaction, job: PageReadingJob): Promise<WaitingPage | undefined> {
  const page = await tx.page.findFirst({
    where: { documentId: job.documentId, number: job.page, state: 'waiting' },
    select: {
      layout: true,
      text: true,
      spans: true,
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
  const { text, spans } = page;
  return {
    mediaType,
    sha256,
    bytes: Number(object.bytes),
    unlocked,
    layout: page.layout as PageLayout | null,
    text,
    spans: (spans as TextSpan[] | null) ?? [],
  };
}

async function recordPage(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  job: PageReadingJob,
  outcome: PageOutcome,
): Promise<void> {
  try {
    const next = await app.database.asProcess(async (tx) => {
      await lockStep(tx, job.stepId);
      const where = { documentId: job.documentId, number: job.page, state: 'waiting' } as const;
      const before = await tx.page.findFirst({
        where,
        select: { alternative: true, unread: true, layout: true, text: true, spans: true },
      });
      if (before) {
        const spans = (before.spans as TextSpan[] | null) ?? [];
        const known: KnownOfPage = {
          layer: before.alternative,
          noted: (before.unread ?? []) as UnreadItem[],
          behind: { text: before.text, spans },
          layout: before.layout as PageLayout | null,
        };
        await tx.page.updateMany({ where, data: pageColumns(outcome, job.page, known) });
      }
      return finishReading(tx, job);
    });
    if (next) await tryEnqueueStep(app, next);
  } catch (error) {
    if (!(error instanceof StepAlreadyEnded)) throw error;
  }
}
