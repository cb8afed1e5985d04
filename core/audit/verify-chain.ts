import type { App } from '../app.ts';
import {
  addName,
  listAlteredNames,
  namesInTables,
  type AlteredName,
  type NamesInLog,
  type NamesInTables,
} from './compare-names.ts';
import { readChainRows } from './read-chain-rows.ts';
import type { ChainFault, ChainHead, ChainRow } from './chain-row.ts';
import { checkRow, genesisHash } from './verify-export.ts';

// In the database (prisma/current.sql): function audit_hash(audit_event); trigger audit_event.audit_chain.

/** `faults` holds at most `maxShownFaults` of them; `faultCount` says how many there are. */
export type ChainReport = { events: number; head: ChainHead; faultCount: number; faults: ChainFault[] };

/** And whom and what the tables name otherwise than the log: the hashes bind ids alone. */
export type AuditLogReport = ChainReport & { altered: AlteredName[] };

const maxShownFaults = 20;

/**
 * Proves a chain whole, from its rows in order and its head and nothing else: each row is as it was written
 * (`changed`), follows the one before (`moved`), none is left out (`missing`), and it ends where the head
 * says (`cut off`).
 */
export async function verifyChain(rows: AsyncIterable<ChainRow>, head: ChainHead): Promise<ChainReport> {
  const report: ChainReport = { events: 0, head, faultCount: 0, faults: [] };
  const fault = (seq: number, what: ChainFault['what']) => {
    report.faultCount += 1;
    if (report.faults.length < maxShownFaults) report.faults.push({ seq, what });
  };
  let last: ChainHead = { seq: 0, hash: genesisHash };
  for await (const row of rows) {
    report.events += 1;
    for (const { seq, what } of checkRow(row, last)) fault(seq, what);
    last = { seq: row.seq, hash: row.hash };
  }
  if (last.seq !== head.seq || last.hash !== head.hash) fault(Math.min(last.seq, head.seq) + 1, 'cut off');
  return report;
}

/**
 * Verifies the audit log of this appliance, streaming, and that each person and matter is called in the tables as in its last
 * row about them; what is appended meanwhile is left for the next time.
 */
export async function verifyAuditLog(app: Pick<App, 'database'>): Promise<AuditLogReport> {
  const { head, last, tables } = await app.database.asProcess(async (tx) => {
    const rows = await tx.$queryRaw<
      { seq: bigint | null; hash: string | null; last: bigint | null; tables: NamesInTables }[]
    >`
      SELECT head.seq, head.hash, (SELECT max(seq) FROM audit_event) AS last, ${namesInTables} AS tables
      FROM (SELECT) AS one LEFT JOIN audit_head AS head ON head.id = 1`;
    const row = rows[0];
    // A head that was taken away is met by no row.
    return {
      head: { seq: Number(row?.seq ?? 0), hash: row?.hash ?? '' },
      last: Number(row?.last ?? 0),
      tables: row?.tables ?? [],
    };
  });
  const log: NamesInLog = new Map();
  const report = await verifyChain(readRows(app, Math.max(head.seq, last), log), head);
  return { ...report, altered: listAlteredNames(tables, log) };
}

async function* readRows(
  { database }: Pick<App, 'database'>,
  last: number,
  log: NamesInLog,
): AsyncGenerator<ChainRow> {
  // From the very first: a row before row 1 is a row too many.
  const range = { first: Number.MIN_SAFE_INTEGER, last };
  for await (const batch of readChainRows((work) => database.asProcess(work), range)) {
    for (const row of batch) addName(log, row);
    yield* batch;
  }
}
