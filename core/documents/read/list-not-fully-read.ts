import { matterAbilities, type MatterRole } from '../../access/policy.ts';
import type { Actor } from '../../actor.ts';
import type { App } from '../../app.ts';
import { recordView } from '../../audit/record-event.ts';
import { isId } from '../../ids.ts';
import { decodeCursor, isBefore, toListPage, type ListPage } from '../../platform/pagination.ts';
import { sql, type Statement } from '../../platform/readers.ts';
import { countsAsNotFullyRead } from '../../reading/count-not-fully-read.ts';
import type { Unread } from '../../reading/unread.ts';
import type { DocumentState } from '../journey.ts';
import { listUnread } from './list-unread.ts';

// In the database (prisma/current.sql): policies document.person_sees, document.not_deleted.

/** A document that is not fully searchable, and what of it is missing. */
export type NotFullyRead = {
  documentId: string;
  matterId: string;
  matterName: string;
  filename: string;
  state: DocumentState;
  unread: Unread[];
};

type Row = {
  documentId: string;
  matterId: string;
  matterName: string;
  filename: string;
  state: string;
  reason: string | null;
  unread: unknown;
  createdAt: Date;
  role: string | null;
};

/** A document may have a thousand; its own page shows them all. */
const maxItemsShown = 20;

/**
 * Lists the documents that are not fully searchable among those the actor may see, newest first: in one matter, or in
 * all. A matter they may not see has none, like one that does not exist.
 * @throws Problem `invalid-request` for a foreign cursor
 */
export async function listNotFullyRead(
  app: Pick<App, 'database'>,
  actor: Actor,
  page: { matter?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<ListPage<NotFullyRead>> {
  const after = decodeCursor('not fully read', page.cursor);
  if (page.matter !== undefined && !isId(page.matter)) return { items: [], nextCursor: null };
  const scope = page.matter === undefined ? {} : { matterId: page.matter };
  return app.database.read(actor.person.id, scope, [writeRows({ ...page, after })], ([rows], seen) => {
    recordView(seen, {
      event: 'unread.listed',
      personId: actor.person.id,
      ...(page.matter !== undefined && { matterId: page.matter }),
      detail: { shown: Math.min(rows.length, page.limit) },
    });
    return toListPage(rows, page.limit, {
      list: 'not fully read',
      position: (row) => ({ at: row.createdAt, id: row.documentId }),
      view: toNotFullyRead,
    });
  });
}

type Wanted = { matter?: string | undefined; after: { at: Date; id: string } | undefined; limit: number };

function writeRows({ matter, after, limit }: Wanted): Statement<Row> {
  // The ids of the matters lead PostgreSQL into an index, where row-level security alone is asked of every row.
  const inMatters =
    matter === undefined
      ? sql`document.matter_id = ANY(ARRAY(SELECT visible_matters()))`
      : sql`document.matter_id = ${matter}::uuid`;
  // Cursors carry times to the millisecond: what lies within the last one shown is cut there too.
  const at = sql`date_trunc('milliseconds', document.created_at)`;
  return sql`
    SELECT document.id::text AS "documentId", document.matter_id::text AS "matterId", matter.name AS "matterName",
      document.filename, document.state, document.reason, document.unread, document.created_at AS "createdAt",
      mine.role::text AS role
    FROM document JOIN matter ON matter.id = document.matter_id
      LEFT JOIN my_roles() AS mine ON mine.matter_id = document.matter_id
    WHERE ${countsAsNotFullyRead} AND ${inMatters} AND ${isBefore(after, at, sql`document.id`)}
    ORDER BY ${at} DESC, document.id DESC LIMIT ${limit + 1}`;
}

function toNotFullyRead(row: Row): NotFullyRead {
  const { documentId, matterId, matterName, filename, state } = row;
  const role = row.role as MatterRole | null;
  // Row-level security leaves out what stands behind a wall.
  const seesRedactions = matterAbilities['see failed redactions'].allows({
    role,
    walled: false,
    access: 'members',
  });
  const unread = listUnread(row, seesRedactions).slice(0, maxItemsShown);
  return { documentId, matterId, matterName, filename, state: state as DocumentState, unread };
}
