// Proves an export of the audit log whole. Together with export-lines.ts it is verify-audit.mjs (server/audit/join-verifier.ts),
// which stands alone: Node 20 or later runs it anywhere, with no package, no network and no Strongroom beside it.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// Types alone: nothing is left of this line in the program.
import type { ChainFault, ChainHead, ChainRow, ExportHeader } from './chain-row.ts';
import {
  describeRows,
  headerShape,
  hiddenShape,
  isShaped,
  rowShape,
  sealShape,
  signatureShape,
  withheldShape,
} from './export-lines.ts';

/** What the reader knows from elsewhere: the key's fingerprint from the page, and heads that were kept. */
export type VerifyExportOptions = {
  key?: string | undefined;
  head?: ChainHead | readonly ChainHead[] | undefined;
};
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

/** What stands before the first row of a log. */
export const genesisHash = '0'.repeat(64);

/**
 * What is wrong with a row that stands after `last`: it is not as it was written, does not follow, or one
 * before it is left out. A row of which nothing is found wrong is the next one, in exactly its fields.
 */
export function checkRow(row: ChainRow, last: ChainHead): ChainFault[] {
  const faults: ChainFault[] = [];
  const next = last.seq + 1;
  if (row.seq > next) faults.push({ seq: next, what: 'missing' });
  else if (row.seq !== next || row.previousHash !== last.hash) faults.push({ seq: row.seq, what: 'moved' });
  if (!isShaped(rowShape, row) || hashRow(row) !== row.hash) faults.push({ seq: row.seq, what: 'changed' });
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
const unreadable = 'it cannot be read';

/** Far longer than any line of ours. */
const maxLineBytes = 1 << 24;

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
      if (rest.length > maxLineBytes) break;
    }
    if (rest.length > 0) reader.addLine(rest);
    return { whole: true, sentence: reader.finish(), fingerprint: reader.fingerprint };
  } catch (error) {
    if (!(error instanceof BrokenExport)) throw error;
    return { whole: false, sentence: error.message, fingerprint: reader.fingerprint };
  }
}

/** What has been read of an export so far. */
class ExportReader {
  private readonly content = createHash('sha256');
  private header: ExportHeader | undefined;
  private seal: Buffer | undefined;
  private signed = false;
  private last: ChainHead = { seq: 0, hash: '' };
  private readonly hidden: number[] = [];
  private readonly withheld: number[] = [];
  private readonly key: string | undefined;
  private unmet: ChainHead[];

  constructor({ key, head }: VerifyExportOptions) {
    this.key = key?.toLowerCase();
    this.unmet = [head ?? []].flat().map(({ seq, hash }) => ({ seq, hash: hash.toLowerCase() }));
  }

  get fingerprint(): string | null {
    return this.header ? publicKeyFingerprint(this.header.publicKey) : null;
  }

  /** One line with its end. @throws BrokenExport */
  addLine(bytes: Buffer): void {
    const next = this.last.seq + 1;
    if (this.signed) throw new BrokenExport(next, 'something was added after the signature');
    const line = readLine(bytes, next);
    if (this.seal) this.readSignature(this.seal, line);
    else if (this.header && 'kind' in line && !isBehindWall(line.kind))
      this.readSeal(bytes, this.header, line);
    else {
      this.content.update(bytes);
      if (!this.header) this.readHeader(line);
      else if ('kind' in line) this.readRowBehindWall(line);
      else this.readRow(line);
    }
  }

  /** @throws BrokenExport when the file ends too early, or a head that was kept is not in it */
  finish(): string {
    if (!this.header) throw new BrokenExport(0, 'the file is empty');
    const next = this.last.seq + 1;
    if (!this.signed) throw new BrokenExport(next, faultReasons['cut off']);
    for (const { seq } of this.unmet) {
      if (seq >= this.header.first) throw new BrokenExport(next, faultReasons['cut off']);
      throw new BrokenExport(seq, 'the file begins after it; ask for an export of the whole log');
    }
    return [
      `whole: rows ${this.header.first} to ${this.last.seq}`,
      ...describeRows(this.hidden, 'behind a wall and not shown'),
      ...describeRows(this.withheld, 'behind a wall and shown in part, which no hash proves'),
    ].join('; ');
  }

  private readHeader(line: object): void {
    if (!isShaped(headerShape, line))
      throw new BrokenExport(0, 'this is no export of the audit log that I know');
    this.header = line;
    this.last = { seq: line.first - 1, hash: line.previousHash };
    if (line.first === 1 && line.previousHash !== genesisHash)
      throw new BrokenExport(1, faultReasons['moved']);
    if (this.key !== undefined && this.key !== this.fingerprint)
      throw new BrokenExport(line.first, 'the file is signed with another key than the one you named');
  }

  private readRow(line: object): void {
    const next = this.last.seq + 1;
    if (!isShaped(rowShape, line)) throw new BrokenExport(next, unreadable);
    const [fault] = checkRow(line, this.last);
    if (fault) throw new BrokenExport(fault.seq, faultReasons[fault.what]);
    this.goOnFrom(line);
  }

  /** Its hash is what the next row, the seal and every head that was kept must agree with. */
  private readRowBehindWall(line: object): void {
    const next = this.last.seq + 1;
    const isWithheld = isShaped(withheldShape, line);
    if (!isWithheld && !isShaped(hiddenShape, line)) throw new BrokenExport(next, unreadable);
    if (line.seq > next) throw new BrokenExport(next, faultReasons.missing);
    if (line.seq < next) throw new BrokenExport(line.seq, faultReasons.moved);
    (isWithheld ? this.withheld : this.hidden).push(line.seq);
    this.goOnFrom(line);
  }

  private goOnFrom(line: ChainHead): void {
    this.last = { seq: line.seq, hash: line.hash };
    const kept = this.unmet.filter(({ seq }) => seq === line.seq);
    if (kept.some(({ hash }) => hash !== line.hash))
      throw new BrokenExport(line.seq, 'its hash is not the one you kept');
    if (kept.length > 0) this.unmet = this.unmet.filter(({ seq }) => seq !== line.seq);
  }

  private readSeal(bytes: Buffer, header: ExportHeader, line: object): void {
    if (!isShaped(sealShape, line)) throw new BrokenExport(this.last.seq + 1, unreadable);
    this.seal = Buffer.from(bytes);
    if (line.last !== this.last.seq || line.hash !== this.last.hash || header.last !== this.last.seq)
      throw new BrokenExport(Math.min(line.last, this.last.seq) + 1, faultReasons['cut off']);
    if (line.rows !== line.last - header.first + 1 || line.sha256 !== this.content.digest('hex'))
      throw new BrokenExport(this.last.seq, 'something beside the rows was changed');
  }

  private readSignature(seal: Buffer, line: object): void {
    this.signed =
      isShaped(signatureShape, line) && isSigned(seal, this.header?.publicKey ?? '', line.ed25519);
    if (!this.signed) throw new BrokenExport(this.last.seq, 'the signature is not that of these rows');
  }
}

function isBehindWall(kind: unknown): boolean {
  return kind === 'hidden' || kind === 'withheld';
}

/**
 * Reads a line that is written as Strongroom writes it, to the byte: no field twice, no space, no bytes that
 * are no text. The order of its fields is that of its shape.
 */
function readLine(bytes: Buffer, seq: number): object {
  try {
    const line = JSON.parse(bytes.toString('utf8')) as object;
    if (bytes.equals(Buffer.from(`${JSON.stringify(line)}\n`))) return Object(line) as object;
  } catch {
    // Said below.
  }
  throw new BrokenExport(seq, unreadable);
}

function isSigned(line: Buffer, publicKey: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, line, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

const usage = `Usage: node verify-audit.mjs FILE [--key FINGERPRINT] [--head ROW:HASH]...
FILE is an export of the audit log, or - for standard input. FINGERPRINT is the one that the page "Audit log" shows, and ROW:HASH the
end of a day that was kept; name as many as you like. With neither, the file is only proven to agree with itself.
Exit codes: 0 whole, 1 broken, 2 wrong usage.`;

/** Reads a head as people and backups keep it, ROW:HASH; undefined for anything else. */
export function parseChainHead(text: string): ChainHead | undefined {
  const [, row, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.toLowerCase()) ?? [];
  return hash === undefined ? undefined : { seq: Number(row), hash };
}

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  try {
    const options = {
      key: { type: 'string', multiple: true },
      head: { type: 'string', multiple: true },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [file, ...more] = positionals;
    const [key, ...otherKeys] = values.key ?? [];
    const isKey = key === undefined || /^[0-9a-fA-F]{64}$/.test(key);
    const head = (values.head ?? []).flatMap((text) => parseChainHead(text) ?? []);
    const isHead = head.length === (values.head ?? []).length;
    if (file === undefined || more.length > 0 || otherKeys.length > 0 || !isKey || !isHead)
      throw new Error(usage);
    const from = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
    const { whole, sentence, fingerprint } = await verifyExport(from, { key, head });
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
