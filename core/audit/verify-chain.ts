import { createHash } from 'node:crypto';
import type { App } from '../app.js';
import type { Transaction } from '../platform/database.js';

/** A row as an export holds it: everything as text but the number, times in RFC 3339 UTC with microseconds. */
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
/** `faults` holds at most `shownFaults` of them; `faultCount` says how many there are. */
export type ChainReport = { events: number; head: ChainHead; faultCount: number; faults: ChainFault[] };

const firstHash = '0'.repeat(64);
const shownFaults = 20;
const batchRows = 5_000;

/** SHA-256 of a row's fields, one a line, the hash of the row before first (the same as audit_hash in the first migration). */
export function hashRow(row: ChainRow): string {
  const lines = [
    ...[
      row.previousHash,
      String(row.seq),
      row.at,
      row.event,
      row.personId ?? '',
      row.matterId ?? '',
      row.documentId ?? '',
    ],
    ...[row.requestId, row.detail],
  ];
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/**
 * Proves a chain whole, from its rows in order and its head and nothing else: each row is as it was written (`changed`),
 * follows the one before (`moved`), none is left out (`missing`), and it ends where the head says (`cut off`).
 */
export async function verifyChain(rows: AsyncIterable<ChainRow>, head: ChainHead): Promise<ChainReport> {
  const report: ChainReport = { events: 0, head, faultCount: 0, faults: [] };
  const fault = (seq: number, what: ChainFault['what']) => {
    report.faultCount += 1;
    if (report.faults.length < shownFaults) report.faults.push({ seq, what });
  };
  let last: ChainHead = { seq: 0, hash: firstHash };
  for await (const row of rows) {
    report.events += 1;
    const follows = row.seq === last.seq + 1;
    if (row.seq > last.seq + 1) fault(last.seq + 1, 'missing');
    if (row.seq <= last.seq || (follows && row.previousHash !== last.hash)) fault(row.seq, 'moved');
    if (hashRow(row) !== row.hash) fault(row.seq, 'changed');
    last = { seq: row.seq, hash: row.hash };
  }
  if (last.seq !== head.seq || last.hash !== head.hash) fault(Math.min(last.seq, head.seq) + 1, 'cut off');
  return report;
}

/** Verifies the audit log of this appliance, streaming; what is appended meanwhile is left for the next time. */
export async function verifyAuditLog(app: Pick<App, 'database'>): Promise<ChainReport> {
  const { head, last } = await app.database.asProcess(async (tx) => {
    const rows = await tx.$queryRaw<{ seq: bigint; hash: string; last: bigint | null }[]>`
      SELECT seq, hash, (SELECT max(seq) FROM audit_event) AS last FROM audit_head WHERE id = 1`;
    const row = rows[0];
    return {
      head: { seq: Number(row?.seq ?? 0), hash: row?.hash ?? firstHash },
      last: Number(row?.last ?? 0),
    };
  });
  return verifyChain(readRows(app, Math.max(head.seq, last)), head);
}

async function* readRows({ database }: Pick<App, 'database'>, last: number): AsyncGenerator<ChainRow> {
  for await (const batch of readChainRows((ask) => database.asProcess(ask), last)) yield* batch;
}

/** The log's rows up to the one numbered `last`, in batches, each asked for in the transaction that `within` gives. */
export async function* readChainRows(
  within: <T>(ask: (tx: Transaction) => Promise<T>) => Promise<T>,
  last: number,
): AsyncGenerator<ChainRow[]> {
  for (let after = -1n; ;) {
    const batch = await within(
      (tx) => tx.$queryRaw<(Omit<ChainRow, 'seq'> & { seq: bigint })[]>`
        SELECT seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, event, person_id::text AS "personId",
          matter_id::text AS "matterId", document_id::text AS "documentId", request_id AS "requestId", detail,
          previous_hash AS "previousHash", hash
        FROM audit_event WHERE seq > ${after} AND seq <= ${BigInt(last)} ORDER BY seq LIMIT ${batchRows}`,
    );
    yield batch.map((row) => ({ ...row, seq: Number(row.seq) }));
    if (batch.length < batchRows) return;
    after = batch.at(-1)?.seq ?? after;
  }
}
