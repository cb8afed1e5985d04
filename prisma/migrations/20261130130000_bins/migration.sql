-- MinHash signatures are computed another way (core/search/minhash.ts): what was computed before is like
-- nothing that is computed now. The worker computes them anew with the index (core/search/reindex-documents.ts).
DELETE FROM minhash_signature;
