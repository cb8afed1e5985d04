import { CompoundFile } from './compound-file.js';
import { PageCutter, PageWriter } from './page-cutter.js';
import { Refusal, runReader } from './refusal.js';

const wordMagic = 0xa5ec;
const firstOfWord97 = 0xc1;
const maxCharacters = 32_000_000;

/**
 * The words of a .doc of Word 97 to 2003 (MS-DOC 2.4.1), without any formatting: for the files that antiword refuses, such as
 * very short ones. Body, notes, headers and comments follow each other, as they do in the file.
 */
function main(): void {
  const file = new CompoundFile('input');
  const text = readable(readPieces(file));
  file.close();
  const writer = new PageWriter({});
  const cutter = new PageCutter((page) => writer.page(page));
  cutter.add(text);
  cutter.end();
  writer.close();
}

function readPieces(file: CompoundFile): string {
  const document = file.stream('WordDocument');
  const flags = document.readUInt16LE(10);
  if (document.readUInt16LE(0) !== wordMagic || document.readUInt16LE(2) < firstOfWord97)
    throw new Refusal('another-format');
  if (flags & 0x0100) throw new Refusal('encrypted');
  const table = file.stream(flags & 0x0200 ? '1Table' : '0Table');
  const pieces = findPieces(
    table.subarray(document.readUInt32LE(0x1a2), document.readUInt32LE(0x1a2) + document.readUInt32LE(0x1a6)),
  );
  const count = (pieces.length - 4) / 12;
  let text = '';
  for (let index = 0; index < count; index += 1) {
    const characters = pieces.readUInt32LE(index * 4 + 4) - pieces.readUInt32LE(index * 4);
    const place = pieces.readUInt32LE((count + 1) * 4 + index * 8 + 2);
    text += readPiece(document, place, characters);
    if (text.length > maxCharacters) throw new Refusal('too-large');
  }
  return text;
}

/** The table of pieces comes after any number of property lists, each of which says how long it is. */
function findPieces(clx: Buffer): Buffer {
  let at = 0;
  while (clx[at] === 1) at += 3 + clx.readUInt16LE(at + 1);
  if (clx[at] !== 2) throw new Refusal('damaged');
  return clx.subarray(at + 5, at + 5 + clx.readUInt32LE(at + 1));
}

/** A piece is UTF-16, or one byte a character where all of it is of Windows-1252. */
function readPiece(document: Buffer, place: number, characters: number): string {
  const isCompressed = (place & 0x4000_0000) !== 0;
  const offset = isCompressed ? (place & 0x3fff_ffff) / 2 : place;
  const bytes = document.subarray(offset, offset + characters * (isCompressed ? 1 : 2));
  return new TextDecoder(isCompressed ? 'windows-1252' : 'utf-16le').decode(bytes);
}

// Word's own marks are control characters: a field's code stands between 13h and 14h, its result up to 15h.
// eslint-disable-next-line no-control-regex
const fieldCode = /\u0013[^\u0013-\u0015]*\u0014?/g;
// eslint-disable-next-line no-control-regex
const lineEnd = /[\r\u000b]/g;
// eslint-disable-next-line no-control-regex
const otherMarks = /[\u0001-\u0008\u000e-\u001f]/g;

/** Marks become what they look like; of a field its result stays, its code goes. */
function readable(text: string): string {
  return text
    .replace(fieldCode, '')
    .replace(lineEnd, '\n')
    .replaceAll('\u0007', '\t')
    .replaceAll('\u001e', '-')
    .replace(otherMarks, '');
}

await runReader(main);
