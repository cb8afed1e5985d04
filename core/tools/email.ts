import { readAttachments } from './attachments.js';
import type { Extractor } from './extraction.js';
import { emitPages } from './ndjson-pages.js';

/** A message (.eml): headers and body are its pages, its attachments become documents of their own. */
export const extractEmail: Extractor = async (session, emit) => {
  await session.run('email', {});
  await emitPages(session, 'email', emit);
  return { attachments: await readAttachments(session) };
};
