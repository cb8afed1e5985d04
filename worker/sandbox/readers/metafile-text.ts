import { gunzipSync } from 'node:zlib';
import iconv from 'iconv-lite';

/** A piece of text that a drawing writes: where it begins, where it ends when that is known, in its own units. */
type Piece = { x: number; y: number; end: number | undefined; text: string };
type MetafileText = { text: string; isWhole: boolean };

const maxBytes = 64 * 1024 ** 2;
const maxRecords = 1_000_000;
/** Text given as numbers of shapes in a font that is not there (ETO_GLYPH_INDEX, [MS-EMF] 2.1.11). */
const glyphIndex = 0x10;

/** Charsets of fonts ([MS-WMF] 2.1.1.5); every other is that of western Windows. */
const charsets: Record<number, string> = {
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  238: 'windows-1250',
};

/**
 * The words that a drawing writes ([MS-EMF], [MS-EMFPLUS], [MS-WMF]; packed with gzip too), as lines. `isWhole` is
 * false where it draws some in a way that cannot be read, or none at all: its words may be painted.
 */
export function readMetafileText(file: Buffer): MetafileText {
  try {
    const isPacked = file.readUInt16BE(0) === 0x1f8b;
    const bytes = isPacked ? gunzipSync(file, { maxOutputLength: maxBytes }) : file;
    const reader = bytes.readUInt32LE(0) === 1 ? readEnhanced(bytes) : readPlain(bytes);
    const text = joinPieces(reader.pieces);
    return { text, isWhole: text !== '' && reader.isWhole };
  } catch {
    return { text: '', isWhole: false };
  }
}

type Found = { pieces: Piece[]; isWhole: boolean };

function readEnhanced(file: Buffer): Found {
  const plain: Piece[] = [];
  const plus: Piece[] = [];
  let isWhole = true;
  for (let at = 0, count = 0; at + 8 <= file.length && count < maxRecords; count += 1) {
    const type = file.readUInt32LE(at);
    const size = file.readUInt32LE(at + 4);
    if (size < 8) break;
    const record = file.subarray(at, at + size);
    at += size;
    const isText = type === 83 || type === 84 || type === 108;
    const piece = isText ? (type === 108 ? readSmallText(record) : readText(record, type === 84)) : undefined;
    if (piece) plain.push(piece);
    else if (isText) isWhole = false;
    if (type === 70 && record.subarray(12, 16).toString('latin1') === 'EMF+')
      readPlus(record.subarray(16), plus);
    if (type === 14) break;
  }
  // Most say everything twice, once for programs that know the newer records.
  return { pieces: plain.length > 0 ? plain : plus, isWhole };
}

/** EMR_EXTTEXTOUTA and EMR_EXTTEXTOUTW ([MS-EMF] 2.3.5.7 f.): undefined where letters are numbers of shapes. */
function readText(record: Buffer, isWide: boolean): Piece | undefined {
  const [x, y] = [record.readInt32LE(36), record.readInt32LE(40)];
  const length = record.readUInt32LE(44);
  const start = record.readUInt32LE(48);
  if ((record.readUInt32LE(52) & glyphIndex) !== 0) return undefined;
  const bytes = record.subarray(start, start + length * (isWide ? 2 : 1));
  const text = isWide ? bytes.toString('utf16le') : iconv.decode(bytes, 'windows-1252');
  const widths = record.readUInt32LE(72);
  let end: number | undefined;
  if (widths > 0 && widths + length * 4 <= record.length) {
    end = x;
    for (let index = 0; index < length; index += 1) end += record.readUInt32LE(widths + index * 4);
  }
  return { x, y, end, text };
}

/** EMR_SMALLTEXTOUT ([MS-EMF] 2.3.5.37). */
function readSmallText(record: Buffer): Piece | undefined {
  const options = record.readUInt32LE(20);
  if ((options & glyphIndex) !== 0) return undefined;
  const length = record.readUInt32LE(16);
  const start = (options & 0x100) === 0 ? 52 : 36;
  const isNarrow = (options & 0x200) !== 0;
  const bytes = record.subarray(start, start + length * (isNarrow ? 1 : 2));
  const text = isNarrow ? bytes.toString('latin1') : bytes.toString('utf16le');
  return { x: record.readInt32LE(8), y: record.readInt32LE(12), end: undefined, text };
}

/** EmfPlusDrawString ([MS-EMFPLUS] 2.3.4.14) among the records of a comment. */
function readPlus(records: Buffer, pieces: Piece[]): void {
  for (let at = 0; at + 12 <= records.length;) {
    const size = records.readUInt32LE(at + 4);
    if (size < 12) break;
    if (records.readUInt16LE(at) === 0x401c) {
      const length = records.readUInt32LE(at + 20);
      const text = records.subarray(at + 40, at + 40 + length * 2).toString('utf16le');
      pieces.push({ x: records.readFloatLE(at + 24), y: records.readFloatLE(at + 28), end: undefined, text });
    }
    at += size;
  }
}

/** [MS-WMF] 2.3.3: META_TEXTOUT and META_EXTTEXTOUT, in the charset of the font made last. */
function readPlain(file: Buffer): Found {
  const pieces: Piece[] = [];
  let isWhole = true;
  let charset = 'windows-1252';
  const start = file.readUInt32LE(0) === 0x9ac6cdd7 ? 22 : 0;
  for (let at = start + 18, count = 0; at + 6 <= file.length && count < maxRecords; count += 1) {
    const size = file.readUInt32LE(at) * 2;
    const kind = file.readUInt16LE(at + 4);
    if (size < 6) break;
    const record = file.subarray(at + 6, at + size);
    at += size;
    if (kind === 0x02fb) charset = charsets[record.readUInt8(13)] ?? 'windows-1252';
    if (kind === 0x0521) {
      const length = record.readUInt16LE(0);
      const after = 2 + length + (length % 2);
      const text = iconv.decode(record.subarray(2, 2 + length), charset);
      pieces.push({ y: record.readInt16LE(after), x: record.readInt16LE(after + 2), end: undefined, text });
    }
    if (kind !== 0x0a32) continue;
    const options = record.readUInt16LE(6);
    const from = (options & 6) === 0 ? 8 : 16;
    const text = iconv.decode(record.subarray(from, from + record.readUInt16LE(4)), charset);
    if ((options & glyphIndex) !== 0) isWhole = false;
    else pieces.push({ y: record.readInt16LE(0), x: record.readInt16LE(2), end: undefined, text });
  }
  return { pieces, isWhole };
}

/** Pieces on one height are a line. A word may be written letter by letter, each beside the one before it. */
function joinPieces(pieces: readonly Piece[]): string {
  let text = '';
  let last: Piece | undefined;
  for (const piece of pieces) {
    const words = piece.text.replaceAll('\0', '');
    if (last && words !== '') text += last.y === piece.y ? between(last, piece) : '\n';
    text += words;
    if (words !== '') last = piece;
  }
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

function between(last: Piece, next: Piece): string {
  const width = last.end === undefined ? undefined : (last.end - last.x) / Math.max(1, last.text.length);
  if (width === undefined) return last.text.length === 1 && next.text.length === 1 ? '' : ' ';
  const gap = next.x - (last.end ?? next.x);
  return gap > width * 0.3 || gap < -width * 2 ? ' ' : '';
}
