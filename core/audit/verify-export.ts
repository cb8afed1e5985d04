// Proves an export of the audit log whole. This file stands alone: Node 20 or later runs it anywhere, with no
// package, no network and no Strongroom beside it. node verify-audit.mjs FILE [--key FINGERPRINT] [--head
// ROW:HASH]
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

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
/**
 * Last line but one: where the chain stood, and the SHA-256 of every byte before this line. The last line
 * signs this one.
 */
export type ExportSeal = { kind: 'seal'; rows: number; last: number; hash: string; sha256: string };
export type ExportSignature = { kind: 'signature'; ed25519: string };

/** What the reader knows from elsewhere: the key's fingerprint from the page, a head that was kept. */
export type VerifyExportOptions = { key?: string | undefined; head?: ChainHead | undefined };
export type ExportVerdict = { whole: boolean; sentence: string; fingerprint: string | null };

/**
 * SHA-256 of a row's fields, one a line, the hash of the row before first (the same as audit_hash in the
 * first migration).
 */
export function hashRow(row: ChainRow): string {
  const { previousHash, seq, at, event, personId, matterId, documentId, requestId, detail } = row;
  const ids = [personId ?? '', matterId ?? '', documentId ?? ''];
  const lines = [previousHash, String(seq), at, event, ...ids, requestId, detail];
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/**
 * What is wrong with a row that stands after `last`: it is not as it was written, does not follow, or one
 * before it is left out.
 */
export function checkRow(row: ChainRow, last: ChainHead): ChainFault[] {
  const faults: ChainFault[] = [];
  const follows = row.seq === last.seq + 1;
  if (row.seq > last.seq + 1) faults.push({ seq: last.seq + 1, what: 'missing' });
  if (row.seq <= last.seq || (follows && row.previousHash !== last.hash))
    faults.push({ seq: row.seq, what: 'moved' });
  if (hashRow(row) !== row.hash) faults.push({ seq: row.seq, what: 'changed' });
  return faults;
}

/** SHA-256 of a public key (SPKI, base64), as people compare it. */
export function publicKeyFingerprint(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
}

class BrokenExport extends Error {
  constructor(seq: number, why: string) {
    super(`broken at row ${seq}: ${why}`);
  }
}

const faultReasons: Record<ChainFault['what'], string> = {
  changed: 'it is not as it was written',
  missing: 'it is missing',
  moved: 'it does not follow the row before it; rows were put in, taken out or moved',
  'cut off': 'the file ends before it',
};

/** Reads an export once, from its beginning, in little memory. Stops at the first fault. */
export async function verifyExport(
  chunks: AsyncIterable<Uint8Array>,
  known: VerifyExportOptions = {},
): Promise<ExportVerdict> {
  const reader = new ExportReader(known);
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        reader.addLine(bytes.subarray(start, end + 1));
        start = end + 1;
      }
      rest = Buffer.from(bytes.subarray(start));
    }
    if (rest.length > 0) reader.addLine(rest);
    return { whole: true, sentence: reader.finish(), fingerprint: reader.fingerprint };
  } catch (error) {
    if (!(error instanceof BrokenExport)) throw error;
    return { whole: false, sentence: error.message, fingerprint: reader.fingerprint };
  }
}

type Line = Partial<Record<'kind' | 'version' | 'ed25519', unknown>>;

/** What has been read of an export so far. */
class ExportReader {
  private readonly content = createHash('sha256');
  private header: ExportHeader | undefined;
  private seal: Buffer | undefined;
  private signed = false;
  private last: ChainHead = { seq: 0, hash: '' };
  private readonly known: VerifyExportOptions;

  constructor(known: VerifyExportOptions) {
    this.known = known;
  }

  get fingerprint(): string | null {
    return this.header ? publicKeyFingerprint(this.header.publicKey) : null;
  }

  /** One line with its end. @throws BrokenExport */
  addLine(bytes: Buffer): void {
    if (this.signed) throw new BrokenExport(this.last.seq + 1, 'something was added after the signature');
    const line = readLine(bytes, this.last.seq + 1);
    if (this.seal) this.readSignature(this.seal, String(line.ed25519));
    else if (line.kind === 'seal') this.readSeal(bytes, line as ExportSeal);
    else {
      this.content.update(bytes);
      if (this.header) this.readRow(line as unknown as ChainRow);
      else this.readHeader(line);
    }
  }

  /** @throws BrokenExport when the file ends too early */
  finish(): string {
    if (!this.header) throw new BrokenExport(0, 'the file is empty');
    const { head } = this.known;
    if (!this.signed || (head && head.seq > this.last.seq))
      throw new BrokenExport(this.last.seq + 1, faultReasons['cut off']);
    if (head && head.seq < this.header.first)
      throw new BrokenExport(head.seq, 'the file begins after it; ask for an export of the whole log');
    return `whole: rows ${this.header.first} to ${this.last.seq}`;
  }

  private readHeader(line: Line): void {
    if (line.kind !== 'strongroom-audit' || line.version !== 1)
      throw new BrokenExport(0, 'this is no export of the audit log that I know');
    this.header = line as unknown as ExportHeader;
    this.last = { seq: this.header.first - 1, hash: this.header.previousHash };
    if (this.known.key !== undefined && this.known.key.toLowerCase() !== this.fingerprint)
      throw new BrokenExport(this.header.first, 'the file is signed with another key than the one you named');
  }

  private readRow(row: ChainRow): void {
    const [fault] = checkRow(row, this.last);
    if (fault) throw new BrokenExport(fault.seq, faultReasons[fault.what]);
    const { head } = this.known;
    if (row.seq === head?.seq && row.hash !== head.hash.toLowerCase())
      throw new BrokenExport(row.seq, 'its hash is not the one you kept');
    this.last = { seq: row.seq, hash: row.hash };
  }

  private readSeal(bytes: Buffer, { last, hash, sha256 }: ExportSeal): void {
    this.seal = Buffer.from(bytes);
    if (last !== this.last.seq || hash !== this.last.hash)
      throw new BrokenExport(Math.min(last, this.last.seq) + 1, faultReasons['cut off']);
    if (sha256 !== this.content.digest('hex'))
      throw new BrokenExport(this.last.seq, 'something beside the rows was changed');
  }

  private readSignature(seal: Buffer, signature: string): void {
    this.signed = isSigned(seal, this.header?.publicKey ?? '', signature);
    if (!this.signed) throw new BrokenExport(this.last.seq, 'the signature is not that of these rows');
  }
}

function readLine(bytes: Buffer, seq: number): Line {
  try {
    const line = JSON.parse(bytes.toString('utf8')) as Line | null;
    if (typeof line === 'object' && line !== null) return line;
  } catch {
    // Said below.
  }
  throw new BrokenExport(seq, 'it cannot be read');
}

function isSigned(line: Buffer, publicKey: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, line, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

const usage = `Usage: node verify-audit.mjs FILE [--key FINGERPRINT] [--head ROW:HASH]
FILE is an export of the audit log, or - for standard input. FINGERPRINT is the one that the page "Audit log" shows, and ROW:HASH the
end of a day that was kept: with neither, the file is only proven to agree with itself.
Exit codes: 0 whole, 1 broken, 2 wrong usage.`;

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  try {
    const options = { key: { type: 'string' }, head: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [, seq, hash] = /^(\d+):([0-9a-fA-F]{64})$/.exec(values.head ?? '') ?? [];
    const [file] = positionals;
    if (file === undefined || positionals.length > 1 || (values.head !== undefined && hash === undefined))
      throw new Error(usage);
    const head = hash === undefined ? undefined : { seq: Number(seq), hash };
    const from = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
    const { whole, sentence, fingerprint } = await verifyExport(from, { key: values.key, head });
    process.stdout.write(`${sentence}\n`);
    if (whole) process.stdout.write(`signed with the key ${fingerprint}\n`);
    return whole ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

// Run as a program, not imported.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2));
