import { noteUnread } from './note-unread.ts';
import { ReaderRefusal } from './run-reader.ts';
import type { XmlEvents, ZipParts } from './zip-parts.ts';

/**
 * Reads a part beside the document itself, a note, a header or a chart. One that is damaged is noted, and what was read
 * of it until then counts: the rest of the file is as good as ever.
 * @throws ReaderRefusal for what is no damage: forbidden markup, limits
 */
export async function readSidePart(parts: ZipParts, name: string, events: XmlEvents): Promise<void> {
  try {
    await parts.read(name, events);
  } catch (error) {
    if (error instanceof ReaderRefusal && error.code !== 'damaged') throw error;
    noteUnread({ kind: 'part', name: name.slice(name.lastIndexOf('/') + 1) });
  }
}
