import { z } from 'zod';
import type { Attachment, Extractor } from './extraction.ts';
import { emitPages, parseToolOutput } from './emit-pages.ts';

const messagesSchema = z
  .array(z.object({ filename: z.string().max(1_000), bytes: z.int().nonnegative() }))
  .max(50_000);
const maxListBytes = 64 * 1024 ** 2;

/** A mailbox file (.mbox): a page that lists its messages, each of which becomes a document of its own. */
export const extractMailbox: Extractor = async (session, emit) => {
  await session.run('mailbox', {});
  await emitPages(session, 'mailbox', emit);
  const messages = parseToolOutput(messagesSchema, await session.readText('messages.json', maxListBytes));
  const attachments: Attachment[] = [];
  let offset = 0;
  for (const { filename, bytes } of messages) {
    const place = { offset, bytes };
    offset += bytes;
    attachments.push({
      part: attachments.length + 1,
      filename,
      mediaType: 'message/rfc822',
      bytes: () => session.readSlice('content', place),
    });
  }
  return { attachments };
};
