import { z } from 'zod';
import { parseToolOutput } from './emit-pages.ts';
import { extractZip } from './extract-office.ts';
import type { Extractor } from './extraction.ts';
import { noExtractorReason } from './no-extractor-reason.ts';

const archiveSchema = z.object({ isZip: z.boolean() });

/**
 * A program or a file of an unknown kind: where it ends as a ZIP archive does it is read as one (APPNOTE 4.1.9), else it
 * has no words.
 */
export const extractHiddenArchive: Extractor = async (session, emit, file) => {
  await session.run('archive-find', {});
  const { isZip } = parseToolOutput(archiveSchema, await session.readText('archive.json', 1_000));
  if (!isZip) return { noTextReason: noExtractorReason(file.mediaType ?? 'application/octet-stream') };
  return { mediaType: 'application/zip', ...(await extractZip(session, emit, file)) };
};
