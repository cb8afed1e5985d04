import { recordEvent } from '../audit/record-event.js';
import { jobs } from '../jobs/definitions.js';
import type { Transaction } from '../platform/database.js';
import { Unreadable } from '../platform/errors.js';
import type { FinalState } from './journey.js';

export type DocumentAtWork = {
  id: string;
  matterId: string;
  parentId: string | null;
  sha256: string;
  bytes: number;
  mediaType: string;
  uploadedBy: string;
};

/** Somebody else has finished this step meanwhile; what this run has found is no longer wanted. */
export class StepIsOver extends Error {
  constructor() {
    super('The step was finished by another run.');
    this.name = 'StepIsOver';
  }
}

/** How often a step may begin. Each attempt that ends by an error is counted by the queue too; these are crashes on top. */
const maxBeginnings = jobs['extract-document'].attempts * 2;

/**
 * Marks the extraction as running and counts the attempt. Undefined when the step is over: then there is nothing to do.
 * @throws Unreadable when it was begun again and again without ever coming to an end.
 */
export async function beginExtraction(
  tx: Transaction,
  step: { stepId: string; documentId: string },
): Promise<DocumentAtWork | undefined> {
  const begun = await tx.$queryRaw<{ attempts: number }[]>`
    UPDATE document_step SET state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now())
    WHERE id = ${step.stepId}::uuid AND document_id = ${step.documentId}::uuid AND name = 'extract' AND state IN ('requested', 'running')
    RETURNING attempts`;
  const attempts = begun[0]?.attempts;
  if (attempts === undefined) return undefined;
  await tx.document.updateMany({
    where: { id: step.documentId, state: { in: ['stored', 'extracting'] } },
    data: { state: 'extracting', reason: null, changedAt: new Date() },
  });
  if (attempts > maxBeginnings) {
    throw new Unreadable(
      `Reading this file was begun ${String(attempts - 1)} times and never came to an end, so it was given up. Open it in its own program, save it anew, and upload that.`,
    );
  }
  const row = await tx.document.findUniqueOrThrow({
    where: { id: step.documentId },
    include: { object: true },
  });
  return { ...row, bytes: Number(row.object.bytes) };
}

/** Takes an attempt back that failed for want of a part of Strongroom, not because of the document. */
export async function forgiveAttempt(tx: Transaction, stepId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE document_step SET attempts = greatest(attempts - 1, 0) WHERE id = ${stepId}::uuid AND state = 'running' AND name = 'extract'`;
}

/** Holds the step until the transaction ends, so that of two runs only one decides. @throws StepIsOver */
export async function holdStep(tx: Transaction, stepId: string): Promise<void> {
  const open = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM document_step WHERE id = ${stepId}::uuid AND state IN ('requested', 'running') FOR UPDATE`;
  if (open.length === 0) throw new StepIsOver();
}

export type StepEnd = {
  state: FinalState;
  reason: string | null;
  pageCount?: number;
  mediaType?: string;
};

/**
 * Ends a held step and with it the document's journey; the audit event is part of the same transaction.
 * Nothing may follow it in the transaction (recordEvent holds the chain until the commit).
 */
export async function endJourney(
  tx: Transaction,
  step: { stepId: string; documentId: string; matterId: string },
  end: StepEnd,
): Promise<void> {
  const { documentId, matterId } = step;
  const { state, reason, pageCount, mediaType } = end;
  const now = new Date();
  const failed = state === 'failed' || state === 'needs-password';
  await tx.documentStep.update({
    where: { id: step.stepId },
    data: { state: failed ? 'failed' : 'done', endedAt: now, reason: failed ? reason : null },
  });
  await tx.document.update({
    where: { id: documentId },
    data: {
      state,
      reason,
      changedAt: now,
      ...(pageCount !== undefined && { pageCount }),
      ...(mediaType !== undefined && { mediaType }),
    },
  });
  const event = failed ? 'document.failed' : 'document.extracted';
  await recordEvent(tx, {
    event,
    matterId,
    documentId,
    detail: { state, reason, ...(pageCount !== undefined && { pages: pageCount }) },
  });
}

/** Ends a step that will not be tried again by itself, whatever state it is in. Does nothing when it is over already. */
export async function failStep(
  tx: Transaction,
  step: { stepId: string; documentId: string },
  end: StepEnd,
): Promise<void> {
  try {
    await holdStep(tx, step.stepId);
  } catch (error) {
    if (error instanceof StepIsOver) return;
    throw error;
  }
  const { matterId } = await tx.document.findUniqueOrThrow({
    where: { id: step.documentId },
    select: { matterId: true },
  });
  await endJourney(tx, { ...step, matterId }, end);
}
