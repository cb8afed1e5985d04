import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../audit/record-event.ts';
import { currentRequestId } from '../../platform/log.ts';
import type { Transaction } from '../../platform/database.ts';

const unclassified = { kind: null, kindReason: null, language: null };

/**
 * Quarantines a document: its pages go, whatever step is under way ends, and nobody can open it. Nothing may
 * follow in the transaction (recordEvent). May be repeated.
 */
export async function quarantineDocument(
  tx: Transaction,
  document: { id: string; matterId: string },
  threat: string,
): Promise<void> {
  const { id, matterId } = document;
  const now = new Date();
  const reason = `The virus scanner found "${threat}" in this file, so nobody can open or download it. Ask whoever sent it for a clean copy, and tell the administrator.`;
  const { count } = await tx.document.updateMany({
    where: { id, NOT: { state: 'quarantined' } },
    // The findings quote its pages.
    data: { state: 'quarantined', reason, ...unclassified, pageCount: null, changedAt: now },
  });
  if (count === 0) return;
  const ended = await tx.documentStep.updateMany({
    where: { documentId: id, state: { in: ['requested', 'running'] } },
    data: { state: 'failed', reason, endedAt: now },
  });
  // A virus found on a later scan, long after the document was processed, belongs to its history too.
  if (ended.count === 0) {
    const at = { requestedAt: now, startedAt: now, endedAt: now };
    const step = { id: randomUUID(), documentId: id, matterId, requestId: currentRequestId() };
    await tx.documentStep.createMany({
      data: [{ ...step, ...at, name: 'scan', state: 'failed', attempts: 1, bulk: true, reason }],
    });
  }
  await tx.finding.deleteMany({ where: { documentId: id } });
  await tx.page.deleteMany({ where: { documentId: id } });
  await recordEvent(tx, { event: 'document.quarantined', matterId, documentId: id, detail: { threat } });
}
