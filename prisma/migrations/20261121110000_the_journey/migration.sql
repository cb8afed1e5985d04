-- AlterEnum
ALTER TYPE "step_name" ADD VALUE 'scan' BEFORE 'extract';
ALTER TYPE "step_name" ADD VALUE 'analyse';

-- AlterTable
ALTER TABLE "document_step" ADD COLUMN "bulk" BOOLEAN NOT NULL DEFAULT false;

-- From here on written by hand: what Prisma's schema cannot say.

-- One state list, the same as core/documents/journey.ts (test/api/journey.test.ts compares them).
ALTER TABLE document DROP CONSTRAINT document_state;
ALTER TABLE document ADD CONSTRAINT document_state CHECK (state IN ('stored', 'scanning', 'extracting', 'reading', 'analysing',
  'searchable', 'no-text', 'needs-password', 'quarantined', 'failed'));
DROP INDEX document_unfinished;
CREATE INDEX document_unfinished ON document (created_at)
  WHERE state IN ('stored', 'scanning', 'extracting', 'reading', 'analysing');

-- The words of a page as search needs them: stemmed, and as written with its identifiers whole. The analysis writes them to the
-- page at the end of a document's journey; what was searchable before keeps what the trigger had written.
-- Postgres takes "<privilege>" for a tag and "and/or" for a file name, and drops or glues the words (core/search/parse-query.ts does the same).
CREATE FUNCTION page_vectors(content text, OUT search tsvector, OUT exact tsvector) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('english', words), to_tsvector('simple', words) || array_to_tsvector(identifier_tokens(content))
  FROM translate(content, '<>/', '   ') AS words
$$;
DROP TRIGGER page_search ON page;
DROP FUNCTION page_search();
