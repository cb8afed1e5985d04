import type { App } from '../../app.ts';
import type { JobPayload } from '../../platform/job-definitions.ts';
import type { Transaction } from '../../platform/database.ts';
import { Unreadable } from '../../platform/errors.ts';
import type { Sandboxes } from '../../tools/sandbox-client.ts';
import type { ExtractedPage, PageLayout } from '../../tools/extraction.ts';
import { withReadableReason } from '../../tools/tool-errors.ts';
import { scoreReading } from '../../tools/text-quality.ts';
import { doubtfulConfidence, readByOcr } from '../../tools/ocr.ts';
import { readPagePictures, withoutPictures, type PicturesRead } from '../../tools/read-page-pictures.ts';
import type { TextSpan } from '../../tools/text-spans.ts';
import type { UnreadItem } from '../../tools/unread.ts';
import { prefetchFile } from './prefetch-file.ts';
import { finishReading } from './finish-reading.ts';
import { lockStep, StepAlreadyEnded, type ActiveDocument } from './steps.ts';
import { tryEnqueueStep } from '../enqueue-step.ts';

export type PageReadingJob = JobPayload<'read-page'>;
type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log'> & { sandboxes: Sandboxes };

/** A page's text as OCR may give it; beyond this it is noise, and the search columns would overflow. */
const maxPageCharacters = 60_000;

/** OCR that found hardly more than the text layer has found no other words, only strokes. */
const layerPreference = 0.8;

/** Fewer words than this are what a picture of no words looks like to OCR. */
const leastDoubtfulWords = 3;

/**
 * Reads one page by OCR, or the pictures on a page whose text stands already; the last page of a document sends it on. May run twice; the result is the same.
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
        const read = await readByOcr(session, { number: job.page, mediaType, layout });
        return { read, layer: page.alternative, behind: { text, spans } };
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
  /** The text layer, where there is one that was not good enough. */
  alternative: string | null;
  /** What stands on the page whatever is read: its typed text where only pictures wait, and its comments. */
  text: string;
  spans: TextSpan[];
};

async function findWaitingPage(tx: Transaction, job: PageReadingJob): Promise<WaitingPage | undefined> {
  const page = await tx.page.findFirst({
    where: { documentId: job.documentId, number: job.page, state: 'waiting' },
    select: {
      layout: true,
      alternative: true,
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
  const { alternative, text, spans } = page;
  return {
    mediaType,
    sha256,
    bytes: Number(object.bytes),
    unlocked,
    layout: page.layout as PageLayout | null,
    alternative,
    text,
    spans: (spans as TextSpan[] | null) ?? [],
  };
}

type PageOutcome =
  | {
      read: ExtractedPage;
      layer: string | null;
      /** Comments, which stand behind what is read. */
      behind: { text: string; spans: TextSpan[] };
    }
  | { pictures: PicturesRead }
  | { reason: string };

async function recordPage(
  app: Pick<App, 'database' | 'queues' | 'log'>,
  job: PageReadingJob,
  outcome: PageOutcome,
): Promise<void> {
  try {
    const next = await app.database.asProcess(async (tx) => {
      await lockStep(tx, job.stepId);
      const where = { documentId: job.documentId, number: job.page, state: 'waiting' } as const;
      const given = 'reason' in outcome ? ((await keepTyped(tx, job)) ?? outcome) : outcome;
      const { unread, ...columns } = pageColumns(given, job.page);
      const before = await tx.page.findFirst({ where, select: { unread: true } });
      const noted = ((before?.unread as UnreadItem[] | null) ?? []).concat(unread);
      await tx.page.updateMany({ where, data: { ...columns, unread: noted } });
      return finishReading(tx, job);
    });
    if (next) await tryEnqueueStep(app, next);
  } catch (error) {
    if (!(error instanceof StepAlreadyEnded)) throw error;
  }
}

/** A page whose pictures alone could not be read is read: it has its typed text, and says the rest. */
async function keepTyped(tx: Transaction, job: PageReadingJob): Promise<PageOutcome | undefined> {
  const page = await tx.page.findFirst({
    where: { documentId: job.documentId, number: job.page, state: 'waiting' },
    select: { layout: true, text: true, spans: true },
  });
  const layout = page?.layout as PageLayout | null | undefined;
  if (!page || !layout?.pictures) return undefined;
  const spans = (page.spans as TextSpan[] | null) ?? [];
  return { pictures: withoutPictures({ number: job.page, layout, text: page.text, spans }) };
}

function pageColumns(outcome: PageOutcome, number: number) {
  if ('reason' in outcome)
    return {
      state: 'failed' as const,
      reason: outcome.reason,
      engine: 'tesseract',
      confidence: 0,
      unread: [{ kind: 'failed-page' as const, page: number }],
    };
  if ('pictures' in outcome) {
    const { text, spans, layout, unread } = outcome.pictures;
    return { state: 'read' as const, ...joinTexts({ text, spans }), layout, unread };
  }
  const { engine, confidence, layout, spans = [] } = outcome.read;
  const text = outcome.read.text.slice(0, maxPageCharacters).toWellFormed();
  const { layer, behind } = outcome;
  // Whichever reads better is searched, the typed words where there is little between them; places go with
  // their words.
  if (layer !== null && scoreReading(layer) >= scoreReading(text) * layerPreference)
    return {
      state: 'read' as const,
      ...joinTexts({ text: layer, spans: [] }, behind),
      engine: 'pdf-text',
      confidence: 1,
      alternative: text || null,
      unread: [],
    };
  return {
    state: 'read' as const,
    ...joinTexts({ text, spans }, behind),
    engine,
    confidence,
    ...(layout && { layout }),
    unread: doubtOf(text, { confidence, page: number }),
  };
}

function doubtOf(text: string, at: { confidence: number; page: number }): UnreadItem[] {
  const words = text.match(/[\p{L}\p{N}]{2,}/gu)?.length ?? 0;
  return at.confidence < doubtfulConfidence && words >= leastDoubtfulWords
    ? [{ kind: 'doubtful-page', ...at }]
    : [];
}

type SpannedText = { text: string; spans: TextSpan[] };

/** One text behind another, as long as a row can hold. */
function joinTexts(first: SpannedText, second: SpannedText = { text: '', spans: [] }): SpannedText {
  const gap = first.text === '' || second.text === '' ? '' : '\n\n';
  const text = `${first.text}${gap}${second.text}`.slice(0, maxPageCharacters).toWellFormed();
  const moved = second.spans.map(([start, end, kind]): TextSpan => [
    start + first.text.length + gap.length,
    end + first.text.length + gap.length,
    kind,
  ]);
  const spans = [...first.spans, ...moved].filter(([, end]) => end <= text.length);
  return { text, spans };
}
