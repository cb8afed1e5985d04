import { z } from 'zod';
import { Unreadable } from '../platform/errors.ts';
import { extractArchive } from './extract-archive.ts';
import type { SandboxSession } from './sandbox-client.ts';
import { readAttachments } from './read-attachments.ts';
import type { Attachment, ExtractedPage, Extraction, Extractor } from './extraction.ts';
import { passwordNeededReason, ToolFailed } from './tool-errors.ts';
import { extractOutlookMessage } from './extract-message.ts';
import { emitPages, parseToolOutput } from './emit-pages.ts';

const kinds = [
  'application/msword',
  'application/x-encrypted-office',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.ms-outlook',
  'application/x-cfb',
  'application/zip',
] as const;

const kindSchema = z.object({ mediaType: z.enum(kinds), isEncrypted: z.boolean() });

type OfficeKind = z.infer<typeof kindSchema>;
type ConversionTarget = 'docx' | 'xlsx' | 'pptx';
type EmitPage = (page: ExtractedPage) => Promise<void>;

/** Which kinds of the older container hold documents, and what LibreOffice turns each into. */
const conversions: Partial<Record<OfficeKind['mediaType'], ConversionTarget>> = {
  'application/msword': 'docx',
  'application/vnd.ms-excel': 'xlsx',
  'application/vnd.ms-powerpoint': 'pptx',
};

const binaryWorkbook = 'application/vnd.ms-excel.sheet.binary.macroenabled.12';

/**
 * The password that Office tries before it asks anybody ([MS-XLS] 2.2.10; PowerPoint 97 has its own): with it it
 * encrypts what is protected only against changes.
 */
const builtInPassword = (mediaType: OfficeKind['mediaType']) =>
  mediaType === 'application/vnd.ms-powerpoint' ? '/01Hannes Ruescher/01' : 'VelvetSweatshop';

/**
 * Office since 2007 (.docx, .xlsx, .pptx and their like): pages, sheets or slides, and the files embedded in
 * it.
 */
export const extractOpenXml: Extractor = async (session, emit) => {
  const { mediaType, ...extraction } = await readPackage(session, emit);
  // Its first bytes said more of it: a template, one with macros.
  return mediaType === binaryWorkbook ? { ...extraction, mediaType } : extraction;
};

/** A ZIP file may be an Office file whose first bytes did not say so. Else it is an archive. */
export const extractZip: Extractor = async (session, emit, file) => {
  try {
    return await readPackage(session, emit);
  } catch (error) {
    if (!isRefusal(error, 'another-format')) throw error;
    return extractArchive(session, emit, file);
  }
};

/** A package of parts (ECMA-376 part 2). A workbook whose parts are no XML is turned into one whose parts are. */
async function readPackage(session: SandboxSession, emit: EmitPage): Promise<Extraction> {
  try {
    await session.run('office-open-xml', {});
  } catch (error) {
    if (!isRefusal(error, 'binary-workbook')) throw error;
    return { ...(await convert(session, 'xlsx', emit)), mediaType: binaryWorkbook };
  }
  const { mediaType } = await emitPages(session, 'office', emit);
  return { ...(mediaType && { mediaType }), attachments: await readAttachments(session) };
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof ToolFailed && error.stderr.includes(`refusal: ${code}`);
}

/** What LibreOffice reads and we do not: it is turned into an Office file of today first. */
export function extractViaConversion(to: ConversionTarget): Extractor {
  return async (session, emit) => {
    try {
      return await convert(session, to, emit);
    } catch (error) {
      if (!(error instanceof ToolFailed) || error.failure !== 'exit') throw error;
      const isLocked = await detectKind(session).then(
        ({ isEncrypted }) => isEncrypted,
        () => false,
      );
      throw isLocked ? passwordNeeded() : error;
    }
  };
}

/** The older Office files share one container; what it holds is asked first. */
export const extractCompoundFile: Extractor = async (session, emit, file) => {
  const { mediaType, isEncrypted } = await detectKind(session);
  // Whoever typed a password has opened it with that already.
  const mayOpen = isEncrypted && file.password === undefined;
  const isOpened = mayOpen && (await openWithBuiltInPassword(session, mediaType));
  if (mediaType === 'application/x-encrypted-office') {
    if (!isOpened) throw passwordNeeded();
    return extractZip(session, emit, file);
  }
  // What a password locks is such a container on the outside, whatever it is inside.
  if (mediaType === 'application/zip') return extractZip(session, emit, file);
  if (mediaType === 'application/vnd.ms-outlook')
    return { ...(await extractOutlookMessage(session, emit, file)), mediaType };
  const to = conversions[mediaType];
  if (!to) {
    const attachments = await readEmbeddedObjects(session, 0);
    const withoutText =
      attachments.length > 0
        ? 'This file only wraps another one, which is listed under it.'
        : 'Files of this kind are kept, but not read. Upload a PDF of it to have its words found.';
    return { mediaType, noTextReason: withoutText, attachments };
  }
  try {
    const { attachments = [] } = await convert(session, to, emit);
    // LibreOffice leaves behind what is embedded in a workbook.
    const left = to === 'xlsx' ? await readEmbeddedObjects(session, attachments.length) : [];
    return { mediaType, attachments: [...attachments, ...left] };
  } catch (error) {
    // Some are locked only against changes: those LibreOffice opens, so the lock counts only when it did not.
    throw error instanceof ToolFailed && error.failure === 'exit' && isEncrypted ? passwordNeeded() : error;
  }
};

/** Opens what Office opens without asking; `input` is then the file without its lock. */
async function openWithBuiltInPassword(
  session: SandboxSession,
  mediaType: OfficeKind['mediaType'],
): Promise<boolean> {
  try {
    await session.run('office-unlock', { password: builtInPassword(mediaType) });
    return true;
  } catch (error) {
    if (error instanceof ToolFailed) return false;
    throw error;
  }
}

async function detectKind(session: SandboxSession): Promise<OfficeKind> {
  await session.run('office-kind', {});
  return parseToolOutput(kindSchema, await session.readText('kind.json', 10_000));
}

/**
 * What is embedded in a compound file and can be taken out; that it cannot be is no reason to give up the
 * rest.
 */
async function readEmbeddedObjects(session: SandboxSession, after: number): Promise<Attachment[]> {
  try {
    await session.run('office-objects', {});
  } catch (error) {
    if (error instanceof ToolFailed) return [];
    throw error;
  }
  return readAttachments(session, { list: 'objects.json', file: 'object', after });
}

async function convert(session: SandboxSession, to: ConversionTarget, emit: EmitPage): Promise<Extraction> {
  await session.run('office-convert', { to });
  await emitPages(session, 'libreoffice', emit);
  return { attachments: await readAttachments(session) };
}

function passwordNeeded(): Unreadable {
  return new Unreadable(passwordNeededReason, 'needs-password');
}
