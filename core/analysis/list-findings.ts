import { readAuthorized } from '../access/authorize.ts';
import type { App } from '../app.ts';
import { recordView } from '../audit/record-event.ts';
import type { Actor } from '../actor.ts';
import { decodeNumberCursor, toListPage, type ListPage } from '../platform/pagination.ts';
import { sql, type Statement } from '../platform/readers.ts';
import type { Seen } from '../platform/record-views.ts';
import type { FindingKind } from './finding.ts';

/** A finding as the API and the pages show it: `start` and `end` are UTF-16 code units of the page's text. */
export type FindingView = {
  number: number;
  page: number;
  kind: FindingKind;
  start: number;
  end: number;
  text: string;
  detail: Record<string, unknown>;
};

type FindingsRequest = {
  documentId: string;
  kind?: FindingKind | undefined;
  page?: number | undefined;
  limit: number;
  cursor?: string | undefined;
};

/**
 * Lists what was found in a document, in the order of its text.
 * @throws Problem `not-found`, `invalid-request`
 */
export async function listFindings(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: FindingsRequest,
): Promise<ListPage<FindingView>> {
  const { documentId } = input;
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { documentId },
    statements: [findingsStatement(input)],
    toAnswer: ([rows], { id: matterId }, seen) => toFindingsPage(rows, input, { actor, matterId, seen }),
  });
}

/** What was found, in the order of the text, and one more than is wanted. @throws Problem `invalid-request` */
export function findingsStatement({
  documentId,
  kind,
  page,
  limit,
  cursor,
}: FindingsRequest): Statement<FindingView> {
  const after = decodeNumberCursor('findings', cursor) ?? 0;
  return sql`
    SELECT number, page, kind::text, span_start AS start, span_end AS "end", text, detail FROM finding
    WHERE document_id = ${documentId}::uuid AND number > ${after}
      AND ${kind === undefined ? sql`true` : sql`kind::text = ${kind}`}
      AND ${page === undefined ? sql`true` : sql`page = ${page}`}
    ORDER BY number LIMIT ${limit + 1}`;
}

/** The page of the rows of `findingsStatement`; whoever gets it has seen it. */
export function toFindingsPage(
  rows: FindingView[],
  { documentId, kind, page, limit }: FindingsRequest,
  { actor, matterId, seen }: { actor: Actor; matterId: string; seen: Seen },
): ListPage<FindingView> {
  const about = { personId: actor.person.id, matterId, documentId };
  recordView(seen, {
    event: 'findings.viewed',
    ...about,
    detail: { kind: kind ?? null, page: page ?? null },
  });
  return toListPage(rows, limit, { list: 'findings', position: ({ number }) => number, view: (row) => row });
}
