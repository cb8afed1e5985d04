import type { Transaction } from '../../platform/database.ts';
import type { MessageMetadata } from '../../tools/extraction.ts';

/**
 * Stores the metadata of a message, and finds its conversation. The rule (after RFC 5256 REFERENCES, without
 * its guesses by subject): two messages of a matter belong to one conversation when one id stands in both, be
 * it a message's own, In-Reply-To or References; and so on from message to message. So two answers to a
 * message that is not here still find each other, and the order in which they arrive does not matter. A
 * conversation is known by the least document id in it. May run twice.
 */
export async function storeMessage(
  tx: Transaction,
  { documentId, matterId }: { documentId: string; matterId: string },
  message: MessageMetadata,
): Promise<void> {
  const { messageId, refersTo, subject, sender, recipients, sentAt } = message;
  const mentions = [...new Set([...(messageId === null ? [] : [messageId]), ...refersTo])];
  // Two messages that arrive at once would each overlook the other.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('thread ' || ${matterId}, 0))`;
  const related = await tx.$queryRaw<{ thread: string }[]>`
    SELECT DISTINCT thread::text FROM message
    WHERE matter_id = ${matterId}::uuid AND (mentions && ${mentions}::text[] OR document_id = ${documentId}::uuid)`;
  const threads = related.map((row) => row.thread);
  const thread = [...threads, documentId].reduce((least, one) => (one < least ? one : least));
  const facts = { messageId, mentions, thread, subject, sender, recipients, sentAt };
  await tx.message.upsert({
    where: { documentId },
    create: { documentId, matterId, ...facts },
    update: facts,
  });
  await tx.message.updateMany({ where: { matterId, thread: { in: threads } }, data: { thread } });
}
