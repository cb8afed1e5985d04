import type { Transaction } from '../platform/database.ts';
import { endJourney, handOver, inItsMatter } from './record-step.ts';
import type { RequestedStep } from './request-step.ts';

/** So many page numbers are named in a reason; nobody reads more. */
const namedPages = 20;

/**
 * Sends a document on to the analysis when none of its pages waits any more; without any words it fails. The caller holds
 * the `read` step (holdStep) and announces what is returned.
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
  const held = await inItsMatter(tx, step);
  if (failed.length > 0 && withText === 0) {
    await endJourney(tx, held, { state: 'failed', reason: nameFailed(failed) });
    return undefined;
  }
  const { reason: note } = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    select: { reason: true },
  });
  const said = failed.length > 0 ? nameFailed(failed) : withText === 0 ? noWords : null;
  const reason = [note, said].filter((sentence) => sentence !== null).join(' ');
  return handOver(tx, held, { to: 'analyse', reason: reason === '' ? null : reason });
}

const noWords = 'No words could be found on any page.';

function nameFailed(failed: { number: number; reason: string | null }[]): string {
  const numbers = failed.slice(0, namedPages).map((page) => page.number);
  const more = failed.length > namedPages ? ` and ${String(failed.length - namedPages)} more` : '';
  return `${failed.length === 1 ? 'Page' : 'Pages'} ${numbers.join(', ')}${more} could not be read: ${failed[0]?.reason ?? ''}`;
}
