// What the lines of an export are, by their types: part of verify-audit.mjs (verify-export.ts), so that it imports
// nothing but types and has its own check of them, without a schema.
import type {
  ChainRow,
  ExportHeader,
  ExportSeal,
  ExportSignature,
  HiddenRow,
  WithheldRow,
} from './chain-row.ts';

/** Says of each field of a line what it must be. A line has these fields in this order, and no other. */
type Shape<Line> = { readonly [Field in keyof Line]: (value: unknown) => value is Line[Field] };

/** Half a character is written as another text of the same bytes, so two rows would have the same hash. */
const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();
function isMatching(pattern: RegExp) {
  return (value: unknown): value is string => isText(value) && pattern.test(value);
}
function isExactly<Value extends string | number>(wanted: Value) {
  return (value: unknown): value is Value => value === wanted;
}
const isRowNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
const isHash = isMatching(/^[0-9a-f]{64}$/);
/** A hash is of lines: a line's end inside a field would let two rows have the same one. */
const isLine = isMatching(/^\P{Cc}*$/u);
const isUuid = isMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const isUuidOrNull = (value: unknown): value is string | null => value === null || isUuid(value);

/** A row as it was written. */
export const rowShape: Shape<ChainRow> = {
  seq: isRowNumber,
  at: isMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  event: isLine,
  personId: isUuidOrNull,
  matterId: isUuidOrNull,
  documentId: isUuidOrNull,
  requestId: isLine,
  detail: isText,
  previousHash: isHash,
  hash: isHash,
};
/** A row behind a wall, of which the hash alone is shown. */
export const hiddenShape: Shape<HiddenRow> = { kind: isExactly('hidden'), seq: isRowNumber, hash: isHash };
/** A row behind a wall of an event that every auditor learns of. */
export const withheldShape: Shape<WithheldRow> = {
  kind: isExactly('withheld'),
  ...{ seq: rowShape.seq, at: rowShape.at, event: rowShape.event, personId: rowShape.personId },
  ...{ detail: rowShape.detail, hash: rowShape.hash },
};
/** The first line. */
export const headerShape: Shape<ExportHeader> = {
  kind: isExactly('strongroom-audit'),
  version: isExactly(1),
  origin: isLine,
  madeAt: isMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  first: isRowNumber,
  last: isRowNumber,
  previousHash: isHash,
  // An Ed25519 key in SPKI (RFC 8410), in the one way that base64 writes it.
  publicKey: isMatching(/^MCowBQYDK2VwAyEA[0-9A-Za-z+/]{42}[AEIMQUYcgkosw048]=$/),
};
/** The last line but one. */
export const sealShape: Shape<ExportSeal> = {
  ...{ kind: isExactly('seal'), rows: isRowNumber, last: isRowNumber },
  ...{ hash: isHash, sha256: isHash },
};
/** The last line. */
export const signatureShape: Shape<ExportSignature> = {
  kind: isExactly('signature'),
  ed25519: isMatching(/^[0-9A-Za-z+/]{85}[AQgw]==$/),
};

/** Whether a line has exactly the fields of a shape, in its order and of its types. */
export function isShaped<Line extends object>(shape: Shape<Line>, value: object): value is Line {
  const names = Object.keys(shape) as (keyof Line)[];
  const given = Object.keys(value);
  const isRight = (name: keyof Line, index: number) =>
    given[index] === name && shape[name]((value as Line)[name]);
  return given.length === names.length && names.every(isRight);
}

/** Far more than a person reads; the count is of all. */
const maxShownSpans = 100;

/** Says which rows are such, in a sentence's part; nothing where none is. */
export function describeRows(rows: readonly number[], what: string): string[] {
  if (rows.length === 0) return [];
  const spans: [from: number, to: number][] = [];
  for (const row of rows) {
    const last = spans.at(-1);
    if (last?.[1] === row - 1) last[1] = row;
    else spans.push([row, row]);
  }
  const shown = spans
    .slice(0, maxShownSpans)
    .map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
  const more = spans.length > maxShownSpans ? ' and more' : '';
  return [`${rows.length} ${rows.length === 1 ? 'row is' : 'rows are'} ${what}: ${shown.join(', ')}${more}`];
}
