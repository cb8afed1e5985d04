import type { App } from '../app.ts';
import { readChainRows } from './read-chain-rows.ts';
import type { ChainFault, ChainHead, ChainRow } from './chain-row.ts';
import { checkRow, genesisHash } from './verify-export.ts';

// In the database (prisma/current.sql): function audit_hash(audit_event); trigger audit_event.audit_chain.

/** `faults` holds at most `maxShownFaults` of them; `faultCount` says how many there are. */
export type ChainReport = { events: number; head: ChainHead; faultCount: number; faults: ChainFault[] };

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
 * Verifies the audit log of this appliance, streaming; what is appended meanwhile is left for the next time.
 */
export async function verifyAuditLog(app: Pick<App, 'database'>): Promise<ChainReport> {
  const { head, last } = await app.database.asProcess(async (tx) => {
    const rows = await tx.$queryRaw<{ seq: bigint; hash: string; last: bigint | null }[]>`
      SELECT seq, hash, (SELECT max(seq) FROM audit_event) AS last FROM audit_head WHERE id = 1`;
    const row = rows[0];
    // A head that was taken away is met by no row.
    return {
      head: { seq: Number(row?.seq ?? 0), hash: row?.hash ?? '' },
      last: Number(row?.last ?? 0),
    };
  });
  return verifyChain(readRows(app, Math.max(head.seq, last)), head);
}

async function* readRows({ database }: Pick<App, 'database'>, last: number): AsyncGenerator<ChainRow> {
  // From the very first: a row before row 1 is a row too many.
  const range = { first: Number.MIN_SAFE_INTEGER, last };
  for await (const batch of readChainRows((work) => database.asProcess(work), range)) yield* batch;
}
