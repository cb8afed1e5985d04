import { decodeCursor, isBefore, toListPage, type ListPage } from '../../platform/pagination.ts';
import { sql, type Statement } from '../../platform/readers.ts';
import { toListedView, viewColumns, viewJoins, type DocumentView, type ListedRow } from './document-view.ts';

export type DocumentsWanted = {
  matterId: string;
  limit: number;
  cursor?: string | undefined;
  versions?: 'newest' | 'all' | undefined;
  sha256?: string | undefined;
};

/** One document more than is wanted: it says that there is a next page. @throws Problem `invalid-request` for a foreign cursor */
export function documentsStatement(wanted: DocumentsWanted): Statement<ListedRow> {
  const { matterId, limit, cursor, versions, sha256 } = wanted;
  const after = decodeCursor('documents', cursor);
  return sql`
    SELECT ${viewColumns} FROM document AS own ${viewJoins}
    WHERE own.matter_id = ${matterId}::uuid
      AND ${versions === 'all' ? sql`true` : sql`own.newest`}
      AND ${sha256 === undefined ? sql`true` : sql`own.sha256 = ${sha256}`}
      AND ${isBefore(after, sql`own.created_at`, sql`own.id`)}
    ORDER BY own.created_at DESC, own.id DESC LIMIT ${limit + 1}`;
}

/** The page of the list that these rows of `documentsStatement` make. */
export function toDocumentsPage(rows: ListedRow[], { limit }: DocumentsWanted): ListPage<DocumentView> {
  return toListPage(rows, limit, {
    list: 'documents',
    position: (row) => ({ at: row.createdAt, id: row.id }),
    view: toListedView,
  });
}
