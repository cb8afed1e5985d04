import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { JobPayload } from '../../platform/job-definitions.ts';
import { Unreadable } from '../../platform/errors.ts';
import type { StoredObject } from '../../platform/write-once.ts';
import type { Sandboxes } from '../../tools/sandbox-client.ts';
import { withReadableReason } from '../../tools/tool-errors.ts';
import type { Extraction } from '../../tools/extraction.ts';
import { extractorFor } from '../../tools/formats.ts';
import { noExtractorReason } from '../../tools/no-extractor-reason.ts';
import { readUnread } from '../../tools/emit-pages.ts';
import { limitUnread, type UnreadItem } from '../../reading/unread.ts';
import { detectAgain } from './detect-again.ts';
import { prefetchFile } from './prefetch-file.ts';
import { storeDecryptedCopy, recordDecryptedCopy } from './store-decrypted-copy.ts';
import {
  startStep,
  TooManyAttempts,
  failStep,
  advanceToStep,
  gatherUnread,
  lockStep,
  StepAlreadyEnded,
  type ActiveDocument,
  type ActiveStep,
} from './steps.ts';
import { tryEnqueueStep } from '../enqueue-step.ts';
import { storeMessage } from './store-message.ts';
import { DocumentPageWriter } from './document-page-writer.ts';
import { storeAttachments } from './store-attachments.ts';

export type ExtractionApp = Pick<App, 'database' | 'storage' | 'queues' | 'log' | 'documentPasswords'> & {
  sandboxes: Sandboxes;
};
export type ExtractionJob = JobPayload<'extract-document'>;

/**
 * Extracts the text of a document, in the sandbox, and files the attachments of a message. Pages that are
 * pictures go on to OCR, everything else to the analysis. May run twice; the result is the same.
 * @throws SandboxUnavailable, SandboxInterrupted, Problem `unavailable`: try again. What is wrong with the
 * file itself is not thrown but recorded
 */
export async function extractDocument(
  app: ExtractionApp,
  job: ExtractionJob,
  signal: AbortSignal,
): Promise<void> {
  let password: string | undefined;
  try {
    const document = await app.database.asProcess((tx) => startStep(tx, job, 'extract'));
    if (!document) return;
    password = await app.documentPasswords.get(document.id);
    await withReadableReason(() => runExtraction(app, { job, document: { ...document, password }, signal }));
    await app.documentPasswords.delete(document.id);
  } catch (error) {
    if (error instanceof StepAlreadyEnded) return;
    if (!(error instanceof Unreadable)) throw error;
    const { state } = error;
    const isWrong = state === 'needs-password' && password !== undefined;
    const reason = isWrong ? 'The password does not open this file. Give the right one.' : error.message;
    await app.documentPasswords.delete(job.documentId);
    await app.database.asProcess((tx) =>
      failStep(tx, job, { state, reason, attemptsExhausted: error instanceof TooManyAttempts }),
    );
  }
}

type ExtractionInput = {
  job: ExtractionJob;
  document: ActiveDocument & { password: string | undefined };
  signal: AbortSignal;
};
type ExtractionResult = Extraction & {
  pageCount: number;
  hasText: boolean;
  waiting: number[];
  copy: StoredObject | null;
};

async function runExtraction(app: ExtractionApp, { job, document, signal }: ExtractionInput): Promise<void> {
  const activeStep = { stepId: job.stepId, documentId: document.id, matterId: document.matterId };
  const mediaType = await detectAgain(app, document);
  const extractor = extractorFor(mediaType);
  const pages = new DocumentPageWriter(app, activeStep);
  if (!extractor) {
    await finishExtraction(app, activeStep, {
      pageCount: 0,
      hasText: false,
      waiting: [],
      copy: null,
      mediaType,
      noTextReason: noExtractorReason(mediaType),
    });
    return;
  }
  const fetched = await prefetchFile(app, document);
  const found = await app.sandboxes.withSession({ signal, isUrgent: !document.bulk }, async (session) => {
    await session.writeInput(await fetched());
    const file = { ...document, mediaType };
    const extraction = { mediaType, ...(await extractor(session, (page) => pages.add(page), file)) };
    const leftInside = await storeAttachments(app, document, extraction);
    const warning = leftInside ?? extraction.warning;
    const copy = await storeDecryptedCopy(app, extraction);
    const unread = [...(extraction.unread ?? []), ...(await readUnread(session))];
    if (leftInside !== null) unread.push({ kind: 'left-inside', count: extraction.attachments?.length ?? 0 });
    return {
      ...extraction,
      ...(await pages.finish()),
      ...(warning !== undefined && { warning }),
      copy,
      unread,
    };
  });
  await finishExtraction(app, activeStep, found);
}

async function finishExtraction(
  app: ExtractionApp,
  activeStep: ActiveStep,
  found: ExtractionResult,
): Promise<void> {
  const { documentId, matterId } = activeStep;
  const { pageCount, mediaType, waiting } = found;
  const to = waiting.length > 0 ? 'read' : 'analyse';
  const hasWords = found.hasText || waiting.length > 0;
  const reason = hasWords
    ? (found.warning ?? null)
    : (found.noTextReason ?? 'There are no words in this file.');
  const next = await app.database.asProcess(async (tx) => {
    await lockStep(tx, activeStep.stepId);
    await tx.page.deleteMany({ where: { documentId, number: { gt: pageCount } } });
    if (found.copy) await recordDecryptedCopy(app, tx, { documentId, copy: found.copy });
    const { failedRedactions } = found;
    const unread: UnreadItem[] = limitUnread(found.unread ?? []);
    if (found.message) await storeMessage(tx, activeStep, found.message);
    const facts = {
      ...{ pageCount, reason, unread },
      ...(mediaType !== undefined && { mediaType }),
      ...(failedRedactions && { failedRedactions }),
    };
    const step = await advanceToStep(tx, activeStep, { to, ...facts });
    // Behind what the document itself has.
    if (to === 'analyse') await gatherUnread(tx, documentId);
    await recordEvent(tx, {
      event: 'document.extracted',
      matterId,
      documentId,
      detail: { pages: pageCount, toRead: waiting.length },
    });
    return step;
  });
  await tryEnqueueStep(app, next);
}

/** After the last attempt: the document fails, and says so. */
export async function failExtraction(app: Pick<App, 'database'>, job: ExtractionJob): Promise<void> {
  const reason =
    'Strongroom could not read this file, although it tried several times. Press "Try again"; if that does not help, tell the administrator.';
  await app.database.asProcess((tx) =>
    failStep(tx, job, { state: 'failed', reason, attemptsExhausted: true }),
  );
}
