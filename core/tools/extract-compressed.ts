import { z } from 'zod';
import { Unreadable } from '../platform/errors.ts';
import { parseToolOutput } from './emit-pages.ts';
import {
  cutOffWarning,
  extractArchive,
  maxContentBytes,
  suspiciousBytes,
  suspiciousRatio,
  unpack,
} from './extract-archive.ts';
import type { Extraction, Extractor } from './extraction.ts';
import type { ToolFailed } from './tool-errors.ts';

const streamSchema = z.object({
  bytes: z.int().nonnegative(),
  name: z.string().max(70_000).nullable(),
  isTar: z.boolean(),
});

/** What packers add to a name; of some endings a tar archive is left. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/\.(?:tgz|tbz2?|txz|tzst|taz)$/i, '.tar'],
  [/\.(?:gz|bz2?|xz|zstd?|z)$/i, ''],
];

/**
 * One compressed file (gzip, bzip2, xz, Zstandard, compress): a document of its own under the name it had, or, where it
 * is a tar archive, the files in that. Such a file does not say how large it becomes: it is stopped at the limits of
 * an archive.
 */
export const extractCompressed: Extractor = async (session, emit, file) => {
  const most = Math.min(maxContentBytes, Math.max(suspiciousBytes, file.bytes * suspiciousRatio));
  const failure = await unpack(session, { declared: most, password: '' });
  await session.run('archive-stream', {});
  const { bytes, name, isTar } = parseToolOutput(
    streamSchema,
    await session.readText('stream.json', 100_000),
  );
  if (bytes > most) throw tooLarge(most);
  if (bytes === 0 && failure) throw failure;
  if (bytes === 0) return { noTextReason: 'The archive is empty: there are no files in it.' };
  if (isTar) return withFailure(await extractArchive(session, emit, { ...file, bytes }), failure);
  const filename = name?.split(/[/\\]/).at(-1) || nameWithin(file.filename);
  const label = 'Files in this archive';
  await emit({
    number: 1,
    state: 'read',
    text: filename,
    engine: 'archive',
    confidence: 1,
    label,
    layout: null,
  });
  const content = () => session.readSlice('content', { offset: 0, bytes });
  return withFailure({ attachments: [{ part: 1, filename, bytes: content }] }, failure);
};

function nameWithin(filename: string): string {
  const [pattern, replacement] = endings.find(([ending]) => ending.test(filename)) ?? [];
  return pattern ? filename.replace(pattern, replacement ?? '') : filename;
}

/** What came before the damage is worth having; that there was more must be said. */
function withFailure(extraction: Extraction, failure: ToolFailed | undefined): Extraction {
  if (!failure) return extraction;
  const unread = (extraction.unread ?? []).filter(({ kind }) => kind !== 'archive-end');
  return { ...extraction, warning: cutOffWarning, unread: [...unread, { kind: 'archive-end' }] };
}

function tooLarge(most: number): Unreadable {
  const size = `${(most / 1024 ** 3).toFixed(1)} GB`;
  return new Unreadable(
    `The file unpacks to more than ${size}, and was stopped there, as files made to fill a disk must be. If it is genuine, unpack it and upload what is in it.`,
  );
}
