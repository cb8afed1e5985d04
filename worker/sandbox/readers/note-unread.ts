import { appendFileSync } from 'node:fs';
import type { UnreadItem } from '../../../core/reading/unread.ts';

const maxNameCharacters = 300;

/**
 * Notes that something is not read, for the document to say. Whatever a reader leaves out on purpose or cannot
 * read passes here; all readers of one file share the list.
 */
export function noteUnread({ name, ...item }: UnreadItem): void {
  const line = {
    ...item,
    ...(name !== undefined && { name: name.slice(0, maxNameCharacters).toWellFormed() }),
  };
  appendFileSync('unread.ndjson', `${JSON.stringify(line)}\n`, { mode: 0o640 });
}
