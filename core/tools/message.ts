import { z } from 'zod';
import type { SandboxSession } from './ask-sandbox.ts';
import { readAttachments } from './attachments.ts';
import { cleanText, type Extraction, type Extractor, type MessageFacts } from './extraction.ts';
import { emitPages, parse } from './ndjson-pages.ts';

const maxFactsBytes = 8 * 1024 ** 2;
const line = z.string().max(2_000).transform(cleanText);
const messageId = z.string().max(1_000).transform(cleanText);
const factsSchema: z.ZodType<MessageFacts> = z.object({
  messageId: messageId.nullable(),
  refersTo: z.array(messageId).max(1_000),
  subject: line,
  sender: line,
  recipients: line,
  sentAt: z.iso.datetime().nullable(),
});

/** A message of any mail program (.eml): headers and body are its pages, its attachments become documents of their own. */
export const extractEmail: Extractor = async (session, emit) => {
  await session.run('email', {});
  await emitPages(session, 'email', emit);
  return readParts(session);
};

/** A message of Outlook (.msg): the same. */
export const extractOutlookMessage: Extractor = async (session, emit) => {
  await session.run('outlook-message', {});
  await emitPages(session, 'outlook', emit);
  return readParts(session);
};

async function readParts(session: SandboxSession): Promise<Extraction> {
  const message = parse(factsSchema, await session.readText('message.json', maxFactsBytes));
  return { attachments: await readAttachments(session), message };
}
