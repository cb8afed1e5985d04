import { z } from 'zod';
import { Unreadable } from '../platform/errors.js';
import { ToolFailed } from './failures.js';
import type { Extractor } from './extraction.js';
import { emitPages, parse } from './ndjson-pages.js';

const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const kinds = [
  'application/msword',
  'application/x-encrypted-office',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.ms-outlook',
  'application/x-cfb',
] as const;

const kindSchema = z.object({ mediaType: z.enum(kinds) });

/** Word since 2007: text, footnotes, endnotes, comments, text boxes, tracked changes, headers and footers. */
export const extractDocx: Extractor = async (session, emit) => {
  await session.run('office-docx', {});
  await emitPages(session, 'docx', emit);
  return {};
};

/** A ZIP file may be a Word file whose first bytes did not say so. What it is not, is not opened further. */
export const extractZip: Extractor = async (session, emit) => {
  try {
    await extractDocx(session, emit);
    return { mediaType: docxType };
  } catch (error) {
    if (!(error instanceof ToolFailed) || !error.said.includes('refusal: another-format')) throw error;
    return {
      withoutText: 'This is a ZIP archive. Unpack it and upload the files in it to have their words found.',
    };
  }
};

/** The older Office files share one container; Word files in it are read, the rest is kept as it is. */
export const extractCompoundFile: Extractor = async (session, emit) => {
  await session.run('office-kind', {});
  const { mediaType } = parse(kindSchema, await session.readText('kind.json', 10_000));
  if (mediaType === 'application/x-encrypted-office') {
    throw new Unreadable(
      'The file is protected with a password. Remove the protection in its own program, and upload it again.',
      'needs-password',
    );
  }
  if (mediaType !== 'application/msword') {
    return {
      mediaType,
      withoutText:
        'Files of this kind are kept, but not read yet. Upload a PDF of it to have its words found.',
    };
  }
  await session.run('office-doc', {});
  await emitPages(session, 'doc', emit);
  return { mediaType };
};
