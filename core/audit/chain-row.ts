// What the rows of the audit log and the lines of its export are.

/**
 * A row as an export holds it: everything as text but the number, times in RFC 3339 UTC with microseconds.
 */
export type ChainRow = {
  seq: number;
  at: string;
  event: string;
  personId: string | null;
  matterId: string | null;
  documentId: string | null;
  requestId: string;
  detail: string;
  previousHash: string;
  hash: string;
};
export type ChainHead = { seq: number; hash: string };
export type ChainFault = { seq: number; what: 'changed' | 'missing' | 'moved' | 'cut off' };

/** First line: which rows follow, the hash before them, and the key that signs them. */
export type ExportHeader = {
  kind: 'strongroom-audit';
  version: 1;
  origin: string;
  madeAt: string;
  first: number;
  last: number;
  previousHash: string;
  publicKey: string;
};
/** In the place of a row that a wall hides from whoever exports: the next row is chained to this hash. */
export type HiddenRow = { kind: 'hidden'; seq: number; hash: string };
/**
 * A hidden row of an event that every auditor learns of (`shownDespiteWalls`), without its matter, document and
 * request and without what somebody wrote: its hash covers those, so it proves the row and not this line of it.
 */
export type WithheldRow = { kind: 'withheld' } & Pick<
  ChainRow,
  'seq' | 'at' | 'event' | 'personId' | 'detail' | 'hash'
>;
/** A line of an export between its first and its seal. */
export type ExportRow = ChainRow | HiddenRow | WithheldRow;
/**
 * Last line but one: where the chain stood, and the SHA-256 of every byte before this line. The last line
 * signs this one.
 */
export type ExportSeal = { kind: 'seal'; rows: number; last: number; hash: string; sha256: string };
export type ExportSignature = { kind: 'signature'; ed25519: string };
