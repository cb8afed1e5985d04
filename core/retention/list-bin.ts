import { withAuthorizedMatter } from '../access/authorize.ts';
import { recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { toListPage, decodeCursor, type ListPage } from '../platform/pagination.ts';

// In the database (prisma/current.sql): policy document.not_deleted; trigger
// document.worker_purges_what_is_due; functions looks_in_bin(), in_bin_since(uuid,timestamp with time zone).

/** How long a deleted document can be restored: the worker purges none before (document.worker_purges_what_is_due). */
export const binDays = 30;

/** A document in the bin: the newest of its versions, which stands for them all and for what came in it. */
export type BinEntry = {
  id: string;
  filename: string;
  bytes: number;
  version: number;
  deletedAt: string;
  deletedBy: { id: string; name: string };
  /** It is purged soon after; null while the matter is closed, which keeps it as long as the rest. */
  restorableUntil: string | null;
};

/**
 * Lists what was deleted in a matter and can be restored, the latest first.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function listBin(
  app: Pick<App, 'database'>,
  actor: Actor,
  page: { matterId: string; limit: number; cursor?: string | undefined },
): Promise<ListPage<BinEntry>> {
  const { matterId, limit } = page;
  const after = decodeCursor('bin', page.cursor);
  return withAuthorizedMatter(app, actor, {
    ability: 'delete documents',
    matterId,
    includeDeleted: true,
    work: async (tx) => {
      const found = await tx.document.findMany({
        where: {
          matterId,
          parentId: null,
          newest: true,
          purgedAt: null,
          NOT: { deletedAt: null },
          ...(after && {
            OR: [{ deletedAt: { lt: after.at } }, { deletedAt: after.at, id: { lt: after.id } }],
          }),
        },
        select: { id: true, filename: true, version: true, deletedAt: true, deletedBy: true, object: true },
        orderBy: [{ deletedAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const people = await tx.person.findMany({
        where: { id: { in: found.map((row) => row.deletedBy ?? '') } },
        select: { id: true, name: true },
      });
      const names = new Map(people.map(({ id, name }) => [id, name]));
      recordView(tx, { event: 'bin.viewed', personId: actor.person.id, matterId });
      const { closedAt, reopenedAt } = await tx.matter.findUniqueOrThrow({ where: { id: matterId } });
      const rows = found.map((row) => ({
        ...row,
        at: row.deletedAt ?? new Date(0),
        by: row.deletedBy ?? '',
      }));
      return toListPage(rows, limit, {
        list: 'bin',
        position: ({ at, id }) => ({ at, id }),
        view: ({ id, filename, version, object, at, by }) => ({
          id,
          filename,
          version,
          bytes: Number(object.bytes),
          deletedAt: at.toISOString(),
          deletedBy: { id: by, name: names.get(by) ?? '' },
          restorableUntil: closedAt ? null : endOfBin(reopenedAt && reopenedAt > at ? reopenedAt : at),
        }),
      });
    },
  });
}

/** `since`: as in_bin_since(uuid,timestamp with time zone) says, by which the worker purges. */
function endOfBin(since: Date): string {
  return new Date(since.getTime() + binDays * 86_400_000).toISOString();
}
