import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { JobPayload } from '../jobs/definitions.ts';
import { Unreadable } from '../platform/errors.ts';
import type { StoredBytes } from '../platform/storage.ts';
import type { Sandboxes } from '../tools/ask-sandbox.ts';
import { inPlainWords } from '../tools/failures.ts';
import type { Extraction } from '../tools/extraction.ts';
import { extractorFor, noReader } from './extractors.ts';
import { fetchOriginal } from './fetch-original.ts';
import { keepUnlocked, noteUnlocked } from './keep-unlocked.ts';
import {
  beginStep,
  BegunTooOften,
  failStep,
  handOver,
  holdStep,
  StepIsOver,
  type DocumentAtWork,
  type StepAtWork,
} from './record-step.ts';
import { announceStep } from './request-step.ts';
import { saveMessage } from './save-message.ts';
import { PageSaver } from './save-pages.ts';
import { storeAttachments } from './store-attachments.ts';

export type ReaderParts = Pick<App, 'database' | 'storage' | 'queues' | 'log' | 'passwords'> & {
  sandboxes: Sandboxes;
};
export type ExtractionJob = JobPayload<'extract-document'>;

/**
 * Takes the text out of a document, in the sandbox, and files the attachments of a message. Pages that are pictures go on
 * to OCR, everything else to the analysis. May run twice; the result is the same.
 * @throws SandboxAway, SandboxLost, Problem `unavailable`: try again. What is wrong with the file itself is not thrown but recorded.
 */
export async function extractDocument(
  app: ReaderParts,
  job: ExtractionJob,
  signal: AbortSignal,
): Promise<void> {
  let password: string | undefined;
  try {
    const document = await app.database.asProcess((tx) => beginStep(tx, job, 'extract'));
    if (!document) return;
    password = await app.passwords.borrow(document.id);
    await inPlainWords(() => extract(app, { job, document: { ...document, password }, signal }));
    await app.passwords.forget(document.id);
  } catch (error) {
    if (error instanceof StepIsOver) return;
    if (!(error instanceof Unreadable)) throw error;
    const { state } = error;
    const isWrong = state === 'needs-password' && password !== undefined;
    const reason = isWrong ? 'The password does not open this file. Give the right one.' : error.message;
    await app.passwords.forget(job.documentId);
    await app.database.asProcess((tx) =>
      failStep(tx, job, { state, reason, gaveUp: error instanceof BegunTooOften }),
    );
  }
}

type Work = {
  job: ExtractionJob;
  document: DocumentAtWork & { password: string | undefined };
  signal: AbortSignal;
};
type Found = Extraction & {
  pageCount: number;
  hasText: boolean;
  waiting: number[];
  copy: StoredBytes | null;
};

async function extract(app: ReaderParts, { job, document, signal }: Work): Promise<void> {
  const target = { stepId: job.stepId, documentId: document.id, matterId: document.matterId };
  const extractor = extractorFor(document.mediaType);
  const pages = new PageSaver(app, target);
  if (!extractor) {
    await finish(app, target, {
      pageCount: 0,
      hasText: false,
      waiting: [],
      copy: null,
      withoutText: noReader(document.mediaType),
    });
    return;
  }
  const fetched = await fetchOriginal(app, document);
  const found = await app.sandboxes.use({ signal, isUrgent: !document.bulk }, async (session) => {
    await session.put(await fetched());
    const extraction = await extractor(session, (page) => pages.add(page), document);
    const note = (await storeAttachments(app, document, extraction)) ?? extraction.note ?? null;
    const copy = await keepUnlocked(app, extraction);
    return { ...extraction, ...(await pages.finish()), note, copy };
  });
  await finish(app, target, found);
}

async function finish(app: ReaderParts, target: StepAtWork, found: Found): Promise<void> {
  const { documentId, matterId } = target;
  const { pageCount, mediaType, waiting } = found;
  const to = waiting.length > 0 ? 'read' : 'analyse';
  const hasWords = found.hasText || waiting.length > 0;
  const reason = hasWords ? (found.note ?? null) : (found.withoutText ?? 'There are no words in this file.');
  const next = await app.database.asProcess(async (tx) => {
    await holdStep(tx, target.stepId);
    await tx.page.deleteMany({ where: { documentId, number: { gt: pageCount } } });
    if (found.copy) await noteUnlocked(app, tx, { documentId, copy: found.copy });
    const { failedRedactions } = found;
    if (failedRedactions) await tx.document.update({ where: { id: documentId }, data: { failedRedactions } });
    if (found.message) await saveMessage(tx, target, found.message);
    const facts = { pageCount, reason, ...(mediaType !== undefined && { mediaType }) };
    const step = await handOver(tx, target, { to, ...facts });
    await recordEvent(tx, {
      event: 'document.extracted',
      matterId,
      documentId,
      detail: { pages: pageCount, toRead: waiting.length },
    });
    return step;
  });
  await announceStep(app, next);
}

/** After the last attempt: the document fails, and says so. */
export async function giveUpExtraction(app: Pick<App, 'database'>, job: ExtractionJob): Promise<void> {
  const reason =
    'Strongroom could not read this file, although it tried several times. Press "Try again"; if that does not help, tell the administrator.';
  await app.database.asProcess((tx) => failStep(tx, job, { state: 'failed', reason, gaveUp: true }));
}
