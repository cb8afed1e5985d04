import type { Transaction } from '../platform/database.ts';
import type { MinHash } from './minhash.ts';

/**
 * Stores the MinHash signature of a document and its LSH bands in place of earlier ones, in the caller's
 * transaction. May be repeated.
 */
export async function storeMinHash(
  tx: Transaction,
  { documentId, matterId }: { documentId: string; matterId: string },
  minHash: MinHash | undefined,
): Promise<void> {
  if (!minHash) {
    await tx.minhashSignature.deleteMany({ where: { documentId } });
    return;
  }
  await tx.$executeRaw`
    WITH kept AS (
      INSERT INTO minhash_signature (document_id, matter_id, signature)
      VALUES (${documentId}::uuid, ${matterId}::uuid, ${minHash.signature})
      ON CONFLICT (document_id) DO UPDATE SET signature = excluded.signature)
    INSERT INTO lsh_band (document_id, matter_id, band, hash)
    SELECT ${documentId}::uuid, ${matterId}::uuid, band, hash::bigint
    FROM unnest(${minHash.bands.map(String)}::text[]) WITH ORDINALITY AS given (hash, band)
    ON CONFLICT (document_id, band) DO UPDATE SET hash = excluded.hash`;
}
