import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import type { JobPayload } from '../jobs/definitions.js';
import { Unreadable } from '../platform/errors.js';
import type { Sandboxes } from '../tools/ask-sandbox.js';
import { inPlainWords } from '../tools/failures.js';
import type { Extraction } from '../tools/extraction.js';
import { extractorFor, noReader } from './extractors.js';
import { fetchOriginal } from './fetch-original.js';
import { announcePages } from './read-page.js';
import {
  beginExtraction,
  endJourney,
  failStep,
  holdStep,
  StepIsOver,
  type DocumentAtWork,
} from './record-step.js';
import { requestStep } from './request-step.js';
import { PageSaver } from './save-pages.js';
import { depthOf, maxDepth, storeAttachment } from './store-attachment.js';

export type ReaderParts = Pick<App, 'database' | 'storage' | 'queues' | 'log'> & {
  sandboxes: Sandboxes;
};
export type ExtractionJob = JobPayload<'extract-document'>;

/**
 * Finds the words of a document, in the sandbox, and files the attachments of a message. Ends its journey, or sends pages
 * that are pictures on to OCR. May run twice; the result is the same.
 * @throws SandboxAway, SandboxLost, Problem `unavailable`: try again. What is wrong with the file itself is not thrown but recorded.
 */
export async function extractDocument(
  app: ReaderParts,
  job: ExtractionJob,
  signal: AbortSignal,
): Promise<void> {
  try {
    const document = await app.database.asProcess((tx) => beginExtraction(tx, job));
    if (!document) return;
    await inPlainWords(() => extract(app, { job, document, signal }));
  } catch (error) {
    if (error instanceof StepIsOver) return;
    if (!(error instanceof Unreadable)) throw error;
    const { state, message: reason } = error;
    await app.database.asProcess((tx) => failStep(tx, job, { state, reason }));
  }
}

type Work = { job: ExtractionJob; document: DocumentAtWork; signal: AbortSignal };
type Found = Extraction & { pageCount: number; hasText: boolean; waiting: number[]; note: string | null };

async function extract(app: ReaderParts, { job, document, signal }: Work): Promise<void> {
  const target = { stepId: job.stepId, documentId: document.id, matterId: document.matterId };
  const extractor = extractorFor(document.mediaType);
  const pages = new PageSaver(app, target);
  if (!extractor) {
    await finish(app, target, {
      pageCount: 0,
      hasText: false,
      waiting: [],
      note: null,
      withoutText: noReader(document.mediaType),
    });
    return;
  }
  const fetched = await fetchOriginal(app, document);
  const found = await app.sandboxes.use({ signal, isUrgent: true }, async (session) => {
    await session.put(await fetched());
    const extraction = await extractor(session, (page) => pages.add(page));
    const note = await storeAttachments(app, document, extraction);
    return { ...extraction, ...(await pages.finish()), note };
  });
  await finish(app, target, found);
}

/** Returns what is to be said where attachments were left inside. */
async function storeAttachments(
  app: ReaderParts,
  document: DocumentAtWork,
  { attachments = [] }: Extraction,
): Promise<string | null> {
  if (attachments.length > 0 && (await depthOf(app, document)) >= maxDepth) {
    return `Its attachments were not taken out: it is a message inside ${String(maxDepth)} others.`;
  }
  for (const attachment of attachments) await storeAttachment(app, document, attachment);
  return null;
}

async function finish(
  app: ReaderParts,
  target: { stepId: string; documentId: string; matterId: string },
  found: Found,
): Promise<void> {
  const { documentId, matterId } = target;
  const { pageCount, mediaType, waiting } = found;
  const facts = { pageCount, ...(mediaType !== undefined && { mediaType }) };
  const reading = await app.database.asProcess(async (tx) => {
    await holdStep(tx, target.stepId);
    await tx.page.deleteMany({ where: { documentId, number: { gt: pageCount } } });
    if (waiting.length === 0) {
      const reason = found.hasText ? found.note : (found.withoutText ?? 'There are no words in this file.');
      await endJourney(tx, target, { state: found.hasText ? 'searchable' : 'no-text', reason, ...facts });
      return undefined;
    }
    const now = new Date();
    await tx.documentStep.update({ where: { id: target.stepId }, data: { state: 'done', endedAt: now } });
    await tx.document.update({
      where: { id: documentId },
      data: { state: 'reading', changedAt: now, ...facts },
    });
    const step = await requestStep(tx, { id: documentId, matterId }, 'read');
    await recordEvent(tx, {
      event: 'document.extracted',
      matterId,
      documentId,
      detail: { state: 'reading', pages: pageCount, toRead: waiting.length },
    });
    return step;
  });
  if (reading) await announcePages(app, reading, waiting);
}

/** After the last attempt: the document fails, and says so. */
export async function giveUpExtraction(app: Pick<App, 'database'>, job: ExtractionJob): Promise<void> {
  const reason =
    'Strongroom could not read this file, although it tried several times. Press "Try again"; if that does not help, tell the administrator.';
  await app.database.asProcess((tx) => failStep(tx, job, { state: 'failed', reason }));
}
