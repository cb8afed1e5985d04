import { Prisma, type Transaction } from '../platform/database.ts';
import type { ChainRow } from './chain-row.ts';

/** How many rows are read at once. */
export const chainBatchRows = 5_000;

/**
 * Reads the rows of the audit log from `first` to `last` in order, in batches, each in the transaction that
 * `inTransaction` runs.
 */
export async function* readChainRows(
  inTransaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>,
  { first, last }: { first: number; last: number },
): AsyncGenerator<ChainRow[]> {
  for (let after = BigInt(first) - 1n; ;) {
    const batch = await inTransaction(
      (tx) => tx.$queryRaw<(Omit<ChainRow, 'seq'> & { seq: bigint })[]>`
        SELECT ${chainColumns} FROM audit_event
        WHERE seq > ${after} AND seq <= ${BigInt(last)} ORDER BY seq LIMIT ${chainBatchRows}`,
    );
    yield batch.map((row) => ({ ...row, seq: Number(row.seq) }));
    if (batch.length < chainBatchRows) return;
    after = batch.at(-1)?.seq ?? after;
  }
}

/** A row of the table as the chain hashes it. */
export const chainColumns = Prisma.sql`seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, event,
  person_id::text AS "personId", matter_id::text AS "matterId", document_id::text AS "documentId", request_id AS "requestId", detail,
  previous_hash AS "previousHash", hash`;
