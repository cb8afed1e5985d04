import type { Extractor } from './extraction.ts';
import { emitPages } from './emit-pages.ts';

/** Plain text in any charset, and HTML, in pages of about 3,000 characters. */
export const extractText: Extractor = async (session, emit) => {
  await session.run('text', {});
  const { mediaType } = await emitPages(session, 'text', emit);
  return mediaType ? { mediaType } : {};
};
