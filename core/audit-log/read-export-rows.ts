import type { Actor } from '../actor.ts';
import type { App } from '../app.ts';
import type { ChainRow, ExportRow } from '../audit/chain-row.ts';
import { chainBatchRows, chainColumns } from '../audit/read-chain-rows.ts';

// In the database (prisma/current.sql): policy audit_event.auditor_reads; functions
// audit_rows_hidden(bigint,bigint,integer), audit_rows_in_part().

type ReadRow = Omit<ChainRow, 'seq'> & { seq: bigint; line: 'row' | 'hidden' | 'withheld' };

/**
 * Reads the rows of the audit log from `first` to `last` in order, in batches, as an export has them: those that
 * a wall hides from the auditor have a line in their place. One statement for each batch, so that a wall that is
 * raised or lifted meanwhile neither leaves out a row nor reads one twice.
 */
export async function* readExportRows(
  app: Pick<App, 'database'>,
  actor: Actor,
  { first, last }: { first: number; last: number },
): AsyncGenerator<ExportRow[]> {
  for (let after = BigInt(first) - 1n; ;) {
    const batch = await app.database.asPerson(
      actor.person.id,
      (tx) => tx.$queryRaw<ReadRow[]>`
        (SELECT ${chainColumns}, 'row' AS line FROM audit_event WHERE seq > ${after} AND seq <= ${BigInt(last)}
          ORDER BY seq LIMIT ${chainBatchRows})
        UNION ALL
        SELECT hidden.seq, to_char(shown.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), shown.event, shown.person_id::text,
          NULL, NULL, NULL, shown.detail, NULL, hidden.hash, CASE WHEN shown.seq IS NULL THEN 'hidden' ELSE 'withheld' END
        FROM audit_rows_hidden(${after}, ${BigInt(last)}, ${chainBatchRows}::int) AS hidden
          LEFT JOIN audit_rows_in_part() AS shown ON shown.seq = hidden.seq
        ORDER BY seq LIMIT ${chainBatchRows}`,
    );
    yield batch.map(toExportRow);
    if (batch.length < chainBatchRows) return;
    after = batch.at(-1)?.seq ?? after;
  }
}

function toExportRow({ line, ...row }: ReadRow): ExportRow {
  const seq = Number(row.seq);
  const { at, event, personId, detail, hash } = row;
  if (line === 'hidden') return { kind: 'hidden', seq, hash };
  if (line === 'withheld') return { kind: 'withheld', seq, at, event, personId, detail, hash };
  return { ...row, seq };
}
