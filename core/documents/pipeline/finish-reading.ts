import type { Transaction } from '../../platform/database.ts';
import { finishProcessing, advanceToStep, gatherUnread, withMatterId } from './steps.ts';
import type { RequestedStep } from '../enqueue-step.ts';

/** So many page numbers are named in a reason; nobody reads more. */
const maxNamedPages = 20;

/**
 * Sends a document on to the analysis when none of its pages waits any more; without any words it fails. The
 * caller has locked the `read` step (lockStep) and enqueues what is returned.
 */
export async function finishReading(
  tx: Transaction,
  step: { stepId: string; documentId: string },
): Promise<RequestedStep | undefined> {
  const { documentId } = step;
  const waiting = await tx.page.count({ where: { documentId, state: 'waiting' } });
  if (waiting > 0) return undefined;
  const failed = await tx.page.findMany({
    where: { documentId, state: 'failed' },
    select: { number: true, reason: true },
    orderBy: { number: 'asc' },
  });
  const withText = await tx.page.count({ where: { documentId, NOT: { text: '' } } });
  const activeStep = await withMatterId(tx, step);
  await gatherUnread(tx, documentId);
  if (failed.length > 0 && withText === 0) {
    await finishProcessing(tx, activeStep, { state: 'failed', reason: failedPagesReason(failed) });
    return undefined;
  }
  const { reason: note } = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    select: { reason: true },
  });
  const pagesReason = failed.length > 0 ? failedPagesReason(failed) : withText === 0 ? noWordsReason : null;
  const reason = [note, pagesReason].filter((sentence) => sentence !== null).join(' ');
  return advanceToStep(tx, activeStep, { to: 'analyse', reason: reason === '' ? null : reason });
}

const noWordsReason = 'No words could be found on any page.';

function failedPagesReason(failed: { number: number; reason: string | null }[]): string {
  const numbers = failed.slice(0, maxNamedPages).map((page) => page.number);
  const more = failed.length > maxNamedPages ? ` and ${String(failed.length - maxNamedPages)} more` : '';
  return `${failed.length === 1 ? 'Page' : 'Pages'} ${numbers.join(', ')}${more} could not be read: ${failed[0]?.reason ?? ''}`;
}
