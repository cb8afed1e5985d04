import { z } from 'zod';
import type { SandboxSession } from './sandbox-client.ts';
import { readAttachments } from './read-attachments.ts';
import { cleanText, type Extraction, type Extractor, type MessageMetadata } from './extraction.ts';
import { emitPages, parseToolOutput } from './emit-pages.ts';

const maxFactsBytes = 8 * 1024 ** 2;
const line = z.string().max(2_000).transform(cleanText);
const messageId = z.string().max(1_000).transform(cleanText);
const metadataSchema: z.ZodType<MessageMetadata> = z.object({
  messageId: messageId.nullable(),
  refersTo: z.array(messageId).max(1_000),
  subject: line,
  sender: line,
  recipients: line,
  sentAt: z.iso.datetime().nullable(),
});

/**
 * A message of any mail program (.eml): headers and body are its pages, its attachments become documents of
 * their own.
 */
export const extractEmail: Extractor = async (session, emit) => {
  await session.run('email', {});
  await emitPages(session, 'email', emit);
  return readMessageParts(session);
};

/** A message of Outlook (.msg): the same. */
export const extractOutlookMessage: Extractor = async (session, emit) => {
  await session.run('outlook-message', {});
  await emitPages(session, 'outlook', emit);
  return readMessageParts(session);
};

/** What Outlook wraps a message in for those who have Outlook (winmail.dat), by itself: its body and its files. */
export const extractTnef: Extractor = async (session, emit) => {
  await session.run('tnef', {});
  await emitPages(session, 'tnef', emit);
  return { attachments: await readAttachments(session) };
};

async function readMessageParts(session: SandboxSession): Promise<Extraction> {
  const message = parseToolOutput(metadataSchema, await session.readText('message.json', maxFactsBytes));
  return { attachments: await readAttachments(session), message };
}
