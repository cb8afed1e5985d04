import { readFileSync, rmSync } from 'node:fs';
import { decode, detectCharset } from './charset.ts';
import { looksLikeHtml } from './detect-html.ts';
import { noteUnread } from './note-unread.ts';
import { findTargets, readRelations, type PartRelation } from './read-relations.ts';
import { markSpan, withoutMarks } from './span-marks.ts';
import { ZipParts } from './zip-parts.ts';

/** Reads the body of a Word file that lies in another. */
type ReadInner = (chunk: ZipParts, mainPart: string) => Promise<string>;

const maxChunks = 100;
const maxChunkBytes = 32 * 1024 ** 2;
const scratch = 'chunk';

/** What a chunk is, by its bytes: it may be called anything. */
export type ChunkKind = 'word' | 'rtf' | 'message' | 'html' | 'text' | 'other';

/**
 * The words of what a Word file takes in whole (altChunk, ECMA-376 part 1, §17.17.2), by their relationship. Of what
 * is no text and no Word file, its name stands there instead, and it becomes a document of its own.
 */
export async function readChunks(
  parts: ZipParts,
  relations: readonly PartRelation[],
  readInner: ReadInner,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const chunks = relations.filter(({ type, target }) => type === 'aFChunk' && parts.has(target));
  if (chunks.length > maxChunks) noteUnread({ kind: 'cut-off', count: chunks.length - maxChunks });
  for (const { id, target } of chunks.slice(0, maxChunks)) {
    const words = await readChunk(parts, target, readInner);
    const name = withoutMarks(target.slice(target.lastIndexOf('/') + 1));
    texts.set(id, words ?? markSpan('frame', `[taken in here: ${name}]\n`));
  }
  return texts;
}

/** What the bytes of a chunk are. */
export function chunkKind(head: Buffer): ChunkKind {
  const start = head
    .subarray(0, 4_096)
    .toString('latin1')
    .replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe)/, '');
  const plain = start.replaceAll('\0', '');
  if (plain.startsWith('PK')) return 'word';
  if (plain.trimStart().startsWith('{\\rtf')) return 'rtf';
  if (/^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*mime-version:/i.test(plain.trimStart())) return 'message';
  if (looksLikeHtml(plain) || /^\s*<(?!\?xml|w:|pkg:)[a-z]/i.test(plain)) return 'html';
  const hasControls = [...head.subarray(0, 4_096)].some(
    (byte) => (byte > 0 && byte < 9) || (byte > 13 && byte < 27),
  );
  return hasControls || plain.trimStart().startsWith('<') ? 'other' : 'text';
}

async function readChunk(parts: ZipParts, name: string, readInner: ReadInner): Promise<string | undefined> {
  if (parts.readDeclaredSize(name) > maxChunkBytes) return undefined;
  try {
    const { isWhole } = await parts.save(name, scratch);
    if (!isWhole) noteUnread({ kind: 'damaged-part', name: name.slice(name.lastIndexOf('/') + 1) });
    const bytes = readFileSync(scratch);
    const kind = chunkKind(bytes);
    if (kind === 'word') return await readWordChunk(readInner);
    if (kind !== 'html' && kind !== 'text') return undefined;
    const text = await decode(bytes, await detectCharset(scratch));
    const plain = withoutMarks(text.replace(/^\ufeff/, ''));
    return kind === 'html' ? await readHtml(plain) : `${plain.replaceAll('\r\n', '\n')}\n`;
  } finally {
    rmSync(scratch);
  }
}

/** A Word file; one that cannot be read is named, and says itself what is wrong with it. */
async function readWordChunk(readInner: ReadInner): Promise<string | undefined> {
  try {
    const chunk = await ZipParts.open(scratch);
    const [mainPart] = findTargets(await readRelations(chunk, ''), 'officeDocument');
    return mainPart === undefined ? undefined : await readInner(chunk, mainPart);
  } catch {
    return undefined;
  }
}

async function readHtml(text: string): Promise<string> {
  const { htmlToText } = await import('./html-to-text.ts');
  let plain = '';
  const html = htmlToText((piece) => (plain += piece));
  html.add(text);
  html.end();
  return `${plain.trim()}\n`;
}
