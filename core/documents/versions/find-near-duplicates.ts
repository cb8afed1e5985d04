import { readAuthorized } from '../../access/authorize.ts';
import type { Actor } from '../../actor.ts';
import type { App } from '../../app.ts';
import { recordView } from '../../audit/record-event.ts';
import { compareCodes } from '../../platform/compare-texts.ts';
import { sql, type Statement } from '../../platform/readers.ts';
import type { Seen } from '../../platform/record-views.ts';
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

/** `more`: how many there are besides; of a form that was filed very often, at least so many. */
export type NearDuplicates = { items: NearDuplicate[]; more: number };

/** Below this, two documents have passages in common but are not nearly the same. */
const minSimilarity = 0.6;
const maxShown = 20;
/** Of a form that was filed ten thousand times, so many copies are compared. */
const maxCandidatesPerBand = 200;

type CandidateRow = NearDuplicate & { isSame: boolean; isItself: boolean; signature: Uint8Array | null };

/**
 * Finds other documents that are nearly the same, in all the matters that the actor sees, the most similar first.
 * @throws Problem `not-found`
 */
export async function listNearDuplicates(
  app: Pick<App, 'database'>,
  actor: Actor,
  documentId: string,
): Promise<NearDuplicates> {
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { documentId },
    allMatters: true,
    statements: [candidatesStatement(documentId)],
    toAnswer: ([candidates], matter, seen) =>
      toNearDuplicates(candidates, { actor, matterId: matter.id, documentId, seen }),
  });
}

/** The near duplicates among the rows of `candidatesStatement`, the most similar first; whoever gets them has seen them. */
export function toNearDuplicates(
  candidates: readonly CandidateRow[],
  { actor, seen, ...about }: { actor: Actor; matterId: string; documentId: string; seen: Seen },
): NearDuplicates {
  const found = rankNearDuplicates(candidates);
  const others = new Set(found.items.map(({ matterId }) => matterId).filter((id) => id !== about.matterId));
  const detail = { shown: found.items.length, matters: [...others] };
  recordView(seen, { event: 'near-duplicates.viewed', personId: actor.person.id, ...about, detail });
  return found;
}

/**
 * Finds other documents that may be nearly the same. Its own versions are not among them. Row-level security leaves out
 * what the person may not see, before anything is counted or cut off: it must be settled for all their matters.
 */
export function candidatesStatement(documentId: string): Statement<CandidateRow> {
  return sql`
    WITH own AS MATERIALIZED (
      SELECT sha256, coalesce(version_of, id) AS first FROM document WHERE id = ${documentId}::uuid),
    alike AS (
      SELECT other.document_id AS id FROM lsh_band AS mine CROSS JOIN LATERAL (
        SELECT document_id FROM lsh_band
        WHERE band = mine.band AND hash = mine.hash AND document_id <> ${documentId}::uuid LIMIT ${maxCandidatesPerBand}) AS other
      WHERE mine.document_id = ${documentId}::uuid),
    same AS (SELECT id FROM document WHERE sha256 = (SELECT sha256 FROM own) LIMIT ${maxCandidatesPerBand})
    SELECT document.id::text, filename, document.matter_id::text AS "matterId", document.sha256 = own.sha256 AS "isSame",
      document.id = ${documentId}::uuid AS "isItself", signature
    FROM own JOIN document ON document.id = ${documentId}::uuid
      OR (coalesce(version_of, document.id) <> own.first AND document.id IN (SELECT id FROM alike UNION SELECT id FROM same))
      LEFT JOIN minhash_signature ON minhash_signature.document_id = document.id`;
}

/** Those that are nearly the same, the most similar first. */
function rankNearDuplicates(rows: readonly CandidateRow[]): NearDuplicates {
  const own = rows.find((row) => row.isItself)?.signature;
  const alike = rows
    .filter((row) => !row.isItself)
    .map((row) => ({ ...row, similarity: row.isSame ? 1 : roundedSimilarity(own, row.signature) }))
    .filter((row) => row.similarity >= minSimilarity)
    .toSorted((a, b) => b.similarity - a.similarity || compareCodes(a.id, b.id));
  const items = alike
    .slice(0, maxShown)
    .map(({ filename, matterId, similarity, ...row }) => ({ id: row.id, filename, matterId, similarity }));
  return { items, more: alike.length - items.length };
}

/** Two decimals: it is an estimate. */
function roundedSimilarity(own: Uint8Array | null | undefined, other: Uint8Array | null): number {
  return own && other ? Math.round(estimateSimilarity(own, other) * 100) / 100 : 0;
}
