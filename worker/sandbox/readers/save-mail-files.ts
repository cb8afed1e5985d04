import { writeFileSync } from 'node:fs';
import { noteUnread } from './note-unread.ts';
import type { MailFile } from './read-mail-parts.ts';

const maxFiles = 2_000;

/** Saves the files of a message as `part-N`, listed in `attachments.json`; notes how many are too many. */
export function saveMailFiles(files: readonly MailFile[]): void {
  const kept = files.slice(0, maxFiles);
  if (kept.length < files.length) noteUnread({ kind: 'cut-off', count: files.length - kept.length });
  for (const [index, { content }] of kept.entries())
    writeFileSync(`part-${String(index + 1)}`, content, { flag: 'wx', mode: 0o640 });
  const listed = kept.map(({ filename, mimeType }) => ({
    filename: filename?.slice(0, 10_000) ?? null,
    mimeType: mimeType.slice(0, 1_000),
  }));
  writeFileSync('attachments.json', JSON.stringify(listed), { flag: 'wx', mode: 0o640 });
}
