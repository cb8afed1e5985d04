import { readMetafileText } from './metafile-text.ts';
import { noteUnread } from './note-unread.ts';
import { findTargets, readAllRelations } from './read-relations.ts';
import { withoutMarks } from './span-marks.ts';
import type { ZipParts } from './zip-parts.ts';

const metafile = /\.(?:emf|wmf|emz|wmz)$/i;
/** Pictures that are drawn line by line, and that nothing here reads. */
const otherDrawing = /\.(?:pict?|pct|pcz|eps|cgm)$/i;
const maxDrawings = 2_000;
const maxDrawingBytes = 16 * 1024 ** 2;

/**
 * The words of the drawings in an Office file, each once: the preview of what is embedded, a chart or a plan that was
 * pasted in. What has none may have them painted, and is noted.
 */
export async function readMetafiles(parts: ZipParts): Promise<string> {
  const referred = findTargets(await readAllRelations(parts), 'image').filter((name) => parts.has(name));
  const names = [...new Set([...parts.listNames(/(?:^|\/)media\/[^/]+$/i), ...referred])];
  const drawings = names.filter((name) => metafile.test(name));
  const texts = new Set<string>();
  let unread = names.filter((name) => otherDrawing.test(name)).length;
  for (const [index, name] of drawings.entries()) {
    const isTooMuch = index >= maxDrawings || parts.readDeclaredSize(name) > maxDrawingBytes;
    const bytes = isTooMuch ? Buffer.alloc(0) : await parts.readStart(name, maxDrawingBytes);
    const { text, isWhole } = readMetafileText(bytes);
    if (!isWhole) unread += 1;
    if (text !== '') texts.add(withoutMarks(text));
  }
  if (unread > 0) noteUnread({ kind: 'drawing', count: unread });
  return [...texts].join('\n\n');
}
