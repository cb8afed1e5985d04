import { withAuthorizedDocument } from '../access/authorize.ts';
import type { App } from '../app.ts';
import { recordView } from '../audit/record-event.ts';
import type { Actor } from '../actor.ts';
import { decodeNumberCursor, toListPage, type ListPage } from '../platform/pagination.ts';
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
  const { documentId, kind, page, limit } = input;
  const after = decodeNumberCursor('findings', input.cursor) ?? 0;
  return withAuthorizedDocument(app, actor, {
    ability: 'view matter',
    documentId,
    work: async (tx, matter) => {
      const rows = await tx.finding.findMany({
        where: { documentId, number: { gt: after }, ...(kind && { kind }), ...(page && { page }) },
        orderBy: { number: 'asc' },
        take: limit + 1,
      });
      recordView(tx, {
        event: 'findings.viewed',
        personId: actor.person.id,
        matterId: matter.id,
        documentId,
        detail: { kind: kind ?? null, page: page ?? null },
      });
      return toListPage(rows, limit, {
        list: 'findings',
        position: (row) => row.number,
        view: (row) => ({
          number: row.number,
          page: row.page,
          kind: row.kind,
          start: row.start,
          end: row.end,
          text: row.text,
          detail: row.detail as Record<string, unknown>,
        }),
      });
    },
  });
}
