import { writeVectors } from '../../../core/search/write-vectors.ts';

/** The two search columns of a page with this text, as SQL: for tests that write pages straight into the table. */
export function indexSql(text: string): { search: string; exact: string } {
  const { search, exact } = writeVectors(text);
  return { search: quote(search), exact: quote(exact) };
}

function quote(vector: string): string {
  return `'${vector.replaceAll("'", "''")}'::tsvector`;
}
