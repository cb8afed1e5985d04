import type { Transaction } from '../platform/database.js';
import { endJourney, type StepEnd } from './record-step.js';

/** So many page numbers are named in a reason; nobody reads more. */
const namedPages = 20;

/** Ends the journey of a document when none of its pages waits any more. The caller holds the `read` step (holdStep). */
export async function finishReading(
  tx: Transaction,
  step: { stepId: string; documentId: string },
): Promise<void> {
  const { documentId } = step;
  const waiting = await tx.page.count({ where: { documentId, state: 'waiting' } });
  if (waiting > 0) return;
  const failed = await tx.page.findMany({
    where: { documentId, state: 'failed' },
    select: { number: true, reason: true },
    orderBy: { number: 'asc' },
  });
  const withText = await tx.page.count({ where: { documentId, NOT: { text: '' } } });
  const { matterId } = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    select: { matterId: true },
  });
  await endJourney(tx, { ...step, matterId }, endOf(withText, failed));
}

function endOf(withText: number, failed: { number: number; reason: string | null }[]): StepEnd {
  if (failed.length === 0) {
    return withText > 0
      ? { state: 'searchable', reason: null }
      : { state: 'no-text', reason: 'No words could be found on any page.' };
  }
  const numbers = failed.slice(0, namedPages).map((page) => page.number);
  const more = failed.length > namedPages ? ` and ${String(failed.length - namedPages)} more` : '';
  const reason = `${failed.length === 1 ? 'Page' : 'Pages'} ${numbers.join(', ')}${more} could not be read: ${failed[0]?.reason ?? ''}`;
  return { state: withText > 0 ? 'searchable' : 'failed', reason };
}
