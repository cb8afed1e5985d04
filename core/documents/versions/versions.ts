import { withHoldRefusal, refuseHeld } from '../../holds/refuse-held.ts';
import type { Transaction } from '../../platform/database.ts';
import { notFound } from '../../platform/errors.ts';
import type { DocumentState } from '../journey.ts';

// In the database (prisma/current.sql): trigger document.a_hold_beats_change; index document_newest; index
// document_version_of_version_key; constraint document.document_version.

export type VersionPosition = { versionOf: string | null; version: number; parentId: string | null };

/** Where a document stands that replaces no other. */
export const firstVersion: VersionPosition = { versionOf: null, version: 1, parentId: null };

/**
 * Makes room for a new version of a document, whichever version of it was named. The first version is locked
 * until the transaction ends: of two replacements at once each gets its own number. The caller adds the row.
 * @throws Problem `not-found`, also for a document of another matter; `on-hold`
 */
export async function reserveVersion(
  tx: Transaction,
  { matterId, replaces }: { matterId: string; replaces: string },
): Promise<VersionPosition> {
  const [first] = await tx.$queryRaw<{ id: string; parentId: string | null }[]>`
    SELECT first.id::text, first.parent_id::text AS "parentId" FROM document AS first
    WHERE first.matter_id = ${matterId}::uuid
      AND first.id = (SELECT coalesce(version_of, id) FROM document WHERE id = ${replaces}::uuid)
    FOR NO KEY UPDATE`;
  if (!first) throw notFound('document');
  await refuseHeld(tx, { matterId, documentId: first.id });
  const [replaced] = await withHoldRefusal(
    () => tx.$queryRaw<{ version: number }[]>`
      UPDATE document SET newest = false WHERE coalesce(version_of, id) = ${first.id}::uuid AND newest RETURNING version`,
  );
  return { versionOf: first.id, version: (replaced?.version ?? 1) + 1, parentId: first.parentId };
}

export type VersionEntry = {
  id: string;
  version: number;
  filename: string;
  createdAt: string;
  state: DocumentState;
};
