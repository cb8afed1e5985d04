import { recordEvent } from '../../audit/record-event.ts';
import { jobs } from '../../platform/job-definitions.ts';
import type { Transaction } from '../../platform/database.ts';
import { Unreadable } from '../../platform/errors.ts';
import type { UnreadItem } from '../../reading/unread.ts';
import { journey, stateDuring, type FinalState, type StepName } from '../journey.ts';
import { requestStep, type RequestedStep } from '../enqueue-step.ts';

// In the database (prisma/current.sql): policies document_step.worker_goes_on, document_step.worker_changes.

export type ActiveDocument = {
  id: string;
  matterId: string;
  parentId: string | null;
  filename: string;
  sha256: string;
  bytes: number;
  /** The decrypted copy, once somebody typed its password. */
  unlocked: { sha256: string; bytes: bigint } | null;
  mediaType: string;
  uploadedBy: string;
  /** It came in with many others, and lets those go first who wait for one. */
  bulk: boolean;
};

/** A step that a job is about, in its matter. */
export type ActiveStep = { stepId: string; documentId: string; matterId: string };

/** Another run has finished this step meanwhile; what this run has found is no longer wanted. */
export class StepAlreadyEnded extends Error {
  constructor() {
    super('The step was finished by another run.');
    this.name = 'StepAlreadyEnded';
  }
}

/** The worker died again and again at this step, perhaps because of the document. */
export class TooManyAttempts extends Unreadable {}

/**
 * How often a step may begin. Each attempt that ends by an error is counted by the queue too; these are
 * crashes on top.
 */
const maxStarts = (name: StepName) => jobs[journey[stateDuring[name]].job].attempts * 2;

/**
 * Starts a step and counts the attempt. Undefined when the step has ended: then there is nothing to do.
 * @throws TooManyAttempts when it was started again and again without ever ending
 */
export async function startStep(
  tx: Transaction,
  step: { stepId: string; documentId: string },
  name: StepName,
): Promise<ActiveDocument | undefined> {
  const started = await tx.$queryRaw<{ attempts: number; bulk: boolean }[]>`
    UPDATE document_step SET state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now())
    WHERE id = ${step.stepId}::uuid AND document_id = ${step.documentId}::uuid AND name = ${name}::step_name
      AND state IN ('requested', 'running')
    RETURNING attempts, bulk`;
  if (!started[0]) return undefined;
  const { attempts, bulk } = started[0];
  const keepsReason = name === 'analyse';
  const row = await tx.document.update({
    where: { id: step.documentId },
    data: { state: stateDuring[name], changedAt: new Date(), ...(!keepsReason && { reason: null }) },
    include: { object: true, unlocked: true },
  });
  if (attempts > maxStarts(name)) {
    throw new TooManyAttempts(
      `Reading this file was begun ${String(attempts - 1)} times and never came to an end, so it was given up. Open it in its own program, save it anew, and upload that.`,
    );
  }
  return { ...row, bytes: Number(row.object.bytes), bulk };
}

/**
 * Takes back an attempt that failed because a service of Strongroom was unreachable, not because of the
 * document.
 */
export async function refundAttempt(tx: Transaction, stepId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE document_step SET attempts = greatest(attempts - 1, 0) WHERE id = ${stepId}::uuid AND state = 'running'`;
}

/**
 * Locks the step until the transaction ends, so that of two runs only one decides.
 * @throws StepAlreadyEnded
 */
export async function lockStep(tx: Transaction, stepId: string): Promise<void> {
  const open = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM document_step WHERE id = ${stepId}::uuid AND state IN ('requested', 'running') FOR UPDATE`;
  if (open.length === 0) throw new StepAlreadyEnded();
}

/**
 * Adds what the pages say is unread of them to the document's own list. Once, when the last page is read: the caller
 * has locked the step that ends there.
 */
export async function gatherUnread(tx: Transaction, documentId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE document SET unread = document.unread || gathered.items
    FROM (SELECT coalesce(jsonb_agg(item ORDER BY page.number), '[]'::jsonb) AS items
          FROM page, jsonb_array_elements(page.unread) AS item WHERE page.document_id = ${documentId}::uuid) AS gathered
    WHERE document.id = ${documentId}::uuid`;
}

type FileFacts = {
  pageCount?: number;
  mediaType?: string;
  unread?: UnreadItem[];
  failedRedactions?: number[];
};

/**
 * Ends a locked step well and requests the next one. `reason` is what a person should know although
 * processing goes on; the document keeps it to its end. Enqueue what is returned once the transaction is
 * committed.
 */
export async function advanceToStep(
  tx: Transaction,
  { stepId, documentId, matterId }: ActiveStep,
  { to, ...facts }: FileFacts & { to: StepName; reason?: string | null },
): Promise<RequestedStep> {
  const changedAt = new Date();
  const { bulk } = await tx.documentStep.update({
    where: { id: stepId },
    data: { state: 'done', endedAt: changedAt },
    select: { bulk: true },
  });
  await tx.document.update({
    where: { id: documentId },
    data: { state: stateDuring[to], changedAt, ...facts },
  });
  return requestStep(tx, { id: documentId, matterId, bulk }, to);
}

export type StepResult = FileFacts & {
  state: FinalState;
  reason: string | null;
  /** Set when the step failed although the document ends well. */
  stepReason?: string;
  /** After the last attempt: it goes to the dead letters. */
  attemptsExhausted?: boolean;
};

/**
 * Ends a locked step and with it the processing of the document; the audit event is part of the same
 * transaction. Nothing may follow it in the transaction (recordEvent holds the chain until the commit).
 */
export async function finishProcessing(tx: Transaction, step: ActiveStep, end: StepResult): Promise<void> {
  const { documentId, matterId } = step;
  const { state, reason, stepReason, attemptsExhausted, ...facts } = end;
  const changedAt = new Date();
  const failed = state === 'failed' || state === 'needs-password';
  const stepFailureReason = failed ? reason : stepReason;
  await tx.documentStep.update({
    where: { id: step.stepId },
    data: {
      state: stepFailureReason ? 'failed' : 'done',
      endedAt: changedAt,
      reason: stepFailureReason ?? null,
      gaveUpAt: attemptsExhausted ? changedAt : null,
    },
  });
  await tx.document.update({ where: { id: documentId }, data: { state, reason, changedAt, ...facts } });
  await recordEvent(tx, {
    event: failed ? 'document.failed' : 'document.finished',
    matterId,
    documentId,
    detail: { state, reason },
  });
}

/**
 * Fails a step that will not be retried by itself, whatever state it is in. Does nothing when it has ended
 * already.
 */
export async function failStep(
  tx: Transaction,
  step: { stepId: string; documentId: string },
  end: StepResult,
): Promise<void> {
  try {
    await lockStep(tx, step.stepId);
  } catch (error) {
    if (error instanceof StepAlreadyEnded) return;
    throw error;
  }
  await finishProcessing(tx, await withMatterId(tx, step), end);
}

/** The step with the matter of its document. */
export async function withMatterId(
  tx: Transaction,
  step: { stepId: string; documentId: string },
): Promise<ActiveStep> {
  const { matterId } = await tx.document.findUniqueOrThrow({
    where: { id: step.documentId },
    select: { matterId: true },
  });
  return { stepId: step.stepId, documentId: step.documentId, matterId };
}
