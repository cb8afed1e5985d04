import type { Transaction } from '../../platform/database.ts';
import { estimateSimilarity } from '../../search/minhash.ts';

// In the database (prisma/current.sql): policies minhash_signature.person_sees, lsh_band.person_sees,
// document.person_sees.

export type NearDuplicate = {
  id: string;
  filename: string;
  matterId: string;
  /** 0 to 1: the share of its runs of five words in both; 1 for the same bytes. */
  similarity: number;
};

/** Below this, two documents have passages in common but are not nearly the same. */
const minSimilarity = 0.6;
const maxShown = 20;
/** Of a form that was filed ten thousand times, so many copies are compared. */
const maxCandidatesPerBand = 200;

type CandidateRow = NearDuplicate & { isSame: boolean; isItself: boolean; signature: Uint8Array | null };

/**
 * Finds other documents that are nearly the same, the most similar first. Its own versions are not among
 * them. Asked in a person's transaction, row-level security leaves out what they may not see, before anything
 * is counted or cut off.
 */
export async function findNearDuplicates(
  tx: Transaction,
  document: { id: string; sha256: string; versionOf: string | null },
): Promise<NearDuplicate[]> {
  const { id, sha256 } = document;
  const first = document.versionOf ?? id;
  const rows = await tx.$queryRaw<CandidateRow[]>`
    WITH alike AS (
      SELECT other.document_id AS id FROM lsh_band AS mine CROSS JOIN LATERAL (
        SELECT document_id FROM lsh_band
        WHERE band = mine.band AND hash = mine.hash AND document_id <> ${id}::uuid LIMIT ${maxCandidatesPerBand}) AS other
      WHERE mine.document_id = ${id}::uuid),
    same AS (SELECT id FROM document WHERE sha256 = ${sha256} LIMIT ${maxCandidatesPerBand})
    SELECT document.id::text, filename, document.matter_id::text AS "matterId", sha256 = ${sha256} AS "isSame",
      document.id = ${id}::uuid AS "isItself", signature
    FROM document LEFT JOIN minhash_signature ON minhash_signature.document_id = document.id
    WHERE document.id = ${id}::uuid OR (coalesce(version_of, document.id) <> ${first}::uuid
      AND document.id IN (SELECT id FROM alike UNION SELECT id FROM same))`;
  const own = rows.find((row) => row.isItself)?.signature;
  return rows
    .filter((row) => !row.isItself)
    .map((row) => ({ ...row, similarity: row.isSame ? 1 : roundedSimilarity(own, row.signature) }))
    .filter((row) => row.similarity >= minSimilarity)
    .toSorted((a, b) => b.similarity - a.similarity || a.id.localeCompare(b.id))
    .slice(0, maxShown)
    .map(({ filename, matterId, similarity, ...row }) => ({ id: row.id, filename, matterId, similarity }));
}

/** Two decimals: it is an estimate. */
function roundedSimilarity(own: Uint8Array | null | undefined, other: Uint8Array | null): number {
  return own && other ? Math.round(estimateSimilarity(own, other) * 100) / 100 : 0;
}
