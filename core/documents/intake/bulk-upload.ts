import { type Transaction, Prisma } from '../../platform/database.ts';
import { unfinishedStates } from '../journey.ts';

/** Who has more than this many documents on their way in a matter is importing, not waiting for one. */
const bulkThreshold = 20;

/** Files that hold others, many of them as a rule. */
const archiveTypes: ReadonlySet<string> = new Set([
  'application/zip',
  'application/x-7z-compressed',
  'application/mbox',
]);

/**
 * Whether a person's next document in a matter joins the queue for bulk imports, so that somebody with one
 * file comes first.
 */
export async function isBulkUpload(
  tx: Transaction,
  { matterId, personId }: { matterId: string; personId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM document WHERE matter_id = ${matterId}::uuid AND uploaded_by = ${personId}::uuid
        AND state IN (${Prisma.join(unfinishedStates)}) LIMIT ${bulkThreshold + 1}) AS waiting`;
  return (rows[0]?.count ?? 0) > bulkThreshold;
}

/** Whether what was inside a document joins that queue. */
export function hasBulkAttachments(parent: { bulk: boolean; mediaType: string }, children: number): boolean {
  return parent.bulk || archiveTypes.has(parent.mediaType) || children > bulkThreshold;
}
