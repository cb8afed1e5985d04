import { z } from 'zod';
import type { Attachment, Extractor } from './extraction.js';
import { emitPages, parse } from './ndjson-pages.js';

const attachmentsSchema = z
  .array(z.object({ filename: z.string().max(10_000).nullable(), mimeType: z.string().max(1_000) }))
  .max(2_000);
const maxAttachmentBytes = 256 * 1024 ** 2;

/** A message (.eml): headers and body are its pages, its attachments become documents of their own. */
export const extractEmail: Extractor = async (session, emit) => {
  await session.run('email', {});
  await emitPages(session, 'email', emit);
  const listed = parse(attachmentsSchema, await session.readText('attachments.json', 32 * 1024 ** 2));
  const attachments = listed.map<Attachment>(({ filename }, index) => ({
    part: index + 1,
    filename: filename ?? `attachment-${String(index + 1)}`,
    bytes: () => session.readBytes(`part-${String(index + 1)}`, maxAttachmentBytes),
  }));
  return { attachments };
};
