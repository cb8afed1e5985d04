import { z } from 'zod';
import { Unreadable } from '../platform/errors.ts';
import type { SandboxSession } from './sandbox-client.ts';
import type { Attachment, Extraction, Extractor } from './extraction.ts';
import { ToolFailed } from './tool-errors.ts';
import type { UnreadItem } from '../reading/unread.ts';
import { emitPages, parseToolOutput } from './emit-pages.ts';

const maxEntries = 20_000;
const maxListBytes = 256 * 1024 ** 2;
const gigabyte = 1024 ** 3;
/** What the entries of one archive may hold together. */
export const maxContentBytes = 8 * gigabyte;
/** Nobody's documents become a hundredth of their size: what does, and is large, is made to fill disks. */
export const suspiciousRatio = 100;
export const suspiciousBytes = gigabyte;

/** Said of an archive of which an end is missing. */
export const cutOffWarning =
  'The archive is cut off or damaged: what could be taken out is listed under it, and there may have been more. Ask the sender for it.';

const entriesSchema = z
  .array(
    z.object({
      path: z.string().max(100_000),
      bytes: z.int().nonnegative().nullable(),
      crc32: z.string().max(20).nullable(),
      isEncrypted: z.boolean(),
      isLink: z.boolean(),
    }),
  )
  .max(maxEntries);
const offsetsSchema = z.array(z.int().nonnegative().nullable()).max(maxEntries);

type ArchiveEntry = z.infer<typeof entriesSchema>[number];

/** So many lost files are named; of the others their number is. */
const maxNamed = 50;

/**
 * An archive of files: one page that lists its files, and each file as a document of its own. Names in it are
 * data and never touch a disk: 7-Zip writes all content one after the other into a single file, from which
 * each is taken by its place.
 */
export const extractArchive: Extractor = async (session, emit, { bytes, password = '' }) => {
  await session.run('archive-list', { password });
  const entries = parseToolOutput(entriesSchema, await session.readText('entries.json', maxListBytes));
  if (entries.length === 0) return { noTextReason: 'The archive is empty: there are no files in it.' };
  if (password === '' && entries.some((entry) => entry.isEncrypted)) throw new ToolFailed('exit', 'password');
  const declared = entries.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);
  refuseBomb(declared, bytes);
  const failure = await unpack(session, { declared, password });
  await session.run('archive-match', {});
  const offsets = parseToolOutput(offsetsSchema, await session.readText('places.json', maxListBytes));
  const found = entries.flatMap((entry, index) =>
    toAttachments(session, entry, { index, offset: offsets[index] ?? null }),
  );
  const lost = entries.filter((entry, index) => !entry.isLink && (offsets[index] ?? null) === null);
  if (found.length === 0 && failure) throw failure;
  if (/wrong password/i.test(failure?.stderr ?? '') && lost.length > 0)
    throw new ToolFailed('exit', 'wrong password');
  await emitPages(session, 'archive', emit);
  const links = entries.filter((entry) => entry.isLink).length;
  return toExtraction({ attachments: found, lost, links, isDamaged: await session.has('damaged') });
};

function refuseBomb(declared: number, packed: number): void {
  const size = `${(declared / gigabyte).toFixed(1)} GB`;
  if (declared > maxContentBytes)
    throw new Unreadable(
      `The archive unpacks to ${size}, more than the 8 GB that one archive may hold, so nothing was taken out. Split it and upload the parts.`,
    );
  if (declared > suspiciousBytes && declared > packed * suspiciousRatio)
    throw new Unreadable(
      `The archive unpacks to ${size}, more than a hundred times its own size, as files made to fill a disk do, so nothing was taken out. If it is genuine, upload the files in it one by one.`,
    );
}

/**
 * Unpacks everything that can be. Returns the failure where something could not: what came before is whole
 * all the same.
 */
export async function unpack(
  session: SandboxSession,
  { declared, password }: { declared: number; password: string },
): Promise<ToolFailed | undefined> {
  try {
    // Not a byte more than the listing promised: an archive that lies about its sizes is stopped there.
    await session.run('archive-unpack', { password, maxBytes: declared + 1 });
    return undefined;
  } catch (error) {
    if (error instanceof ToolFailed && error.failure !== 'refused') return error;
    throw error;
  }
}

function toAttachments(
  session: SandboxSession,
  { path, bytes, isLink }: ArchiveEntry,
  { index, offset }: { index: number; offset: number | null },
): Attachment[] {
  if (isLink || offset === null || bytes === null) return [];
  const part = index + 1;
  const [, folder = '', filename = path] = /^(.*)[/\\]([^/\\]*)$/s.exec(path) ?? [];
  return [{ part, filename, folder, bytes: () => session.readSlice('content', { offset, bytes }) }];
}

function toExtraction(found: {
  attachments: Attachment[];
  lost: ArchiveEntry[];
  links: number;
  isDamaged: boolean;
}): Extraction {
  const { attachments, lost, links, isDamaged } = found;
  const all = attachments.length + lost.length;
  const notes = [
    lost.length > 0
      ? `${String(lost.length)} of its ${String(all)} files could not be taken out, because the archive is damaged there or packs them in an unknown way. Ask the sender for them.`
      : '',
    isDamaged ? cutOffWarning : '',
    links > 0 ? 'Links to other files were left out: they are only names of places on another computer.' : '',
  ].filter(Boolean);
  const unread: UnreadItem[] = lost.slice(0, maxNamed).map(({ path }) => ({
    kind: 'archive-entry',
    name: path.slice(-300).toWellFormed(),
  }));
  if (lost.length > maxNamed) unread.push({ kind: 'archive-entry', count: lost.length - maxNamed });
  if (isDamaged) unread.push({ kind: 'archive-end' });
  if (links > 0) unread.push({ kind: 'link', count: links });
  return { attachments, unread, ...(notes.length > 0 && { warning: notes.join(' ') }) };
}
