-- What of a document is not read, said by the document; and what its pages' texts are made of.

ALTER TABLE page
  ADD COLUMN spans jsonb,
  ADD COLUMN unread jsonb NOT NULL DEFAULT '[]';

ALTER TABLE document
  ADD COLUMN unread jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN index_version smallint NOT NULL DEFAULT 0;

-- What was read before kept no such list.
UPDATE document SET unread = '[{"kind": "earlier-version"}]' WHERE state = 'searchable';

-- Counted for every matter and every search: what is read completely is most, and is not in it.
CREATE INDEX document_not_fully_read ON document (matter_id) WHERE state <> 'searchable' OR unread <> '[]'::jsonb;

-- How a word is found is written in one place for pages and queries alike: core/search/read-tokens.ts.
DROP FUNCTION page_vectors(text);
DROP FUNCTION identifier_tokens(text);

-- Documents that earlier software indexed: core/search/reindex-documents.ts looks for them again and again.
CREATE INDEX document_index_version ON document (index_version, created_at) WHERE state = 'searchable';
