import { authorize } from '../access/authorize.ts';
import type { Actor } from '../actor.ts';
import type { App } from '../app.ts';
import { recordEvent } from '../audit/record-event.ts';
import { isId } from '../ids.ts';
import { ofMatters } from '../notices/notify-accounts.ts';
import { noticeTexts, type AccountNoticeKind } from '../notices/notice-texts.ts';
import type { Prisma, Transaction } from '../platform/database.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, toListPage, type CursorPosition, type ListPage } from '../platform/pagination.ts';
import { sql } from '../platform/readers.ts';

/** What a person reads of one notice. */
export type AccountNotice = {
  id: string;
  kind: string;
  text: string;
  madeAt: string;
  acknowledgedAt: string | null;
};

/** How many of them stand on a page; the others come once these are acknowledged. */
const maxOpenShown = 5;

/** Lists what the actor has not acknowledged yet, newest first, in one statement: every page asks. */
export async function listOpenNotices(
  { database }: Pick<App, 'database'>,
  actor: Actor,
): Promise<AccountNotice[]> {
  const rows = await database.readAsNobody(sql<NoticeRow>`
    SELECT notice.id::text, kind, maker.name AS maker, about, made_at AS "madeAt", acknowledged_at AS "acknowledgedAt"
    FROM account_notice AS notice LEFT JOIN person AS maker ON maker.id = notice.made_by
    WHERE notice.person_id = ${actor.person.id}::uuid AND acknowledged_at IS NULL AND kind = ANY(${Object.keys(noticeTexts)})
    ORDER BY made_at DESC, notice.id DESC LIMIT ${maxOpenShown}`);
  return rows.flatMap(toNotice);
}

/**
 * Lists all that the actor was told, newest first, acknowledged or not, a page at a time: nothing falls out.
 * @throws Problem `not-allowed`, `invalid-request` for a cursor of another list
 */
export async function listAccountNotices(
  app: Pick<App, 'database'>,
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<ListPage<AccountNotice>> {
  await authorize(app, actor, 'manage your own account');
  const after = decodeCursor('account notices', cursor);
  const rows = await app.database.asProcess((tx) =>
    findNotices(tx, { personId: actor.person.id, take: limit + 1, after }),
  );
  return toListPage(rows, limit, {
    list: 'account notices',
    position: ({ id, madeAt }) => ({ at: new Date(madeAt), id }),
    view: (notice) => notice,
  });
}

/**
 * Acknowledges a notice: the pages no longer show it, the account's own list does. May be repeated.
 * @throws Problem `not-allowed`, `not-found` for another person's too
 */
export async function acknowledgeNotice(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage your own account');
  const personId = actor.person.id;
  await app.database.asProcess(async (tx) => {
    const notice = isId(id) ? await tx.accountNotice.findUnique({ where: { id, personId } }) : null;
    if (!notice) throw notFound('notice');
    const { count } = await tx.accountNotice.updateMany({
      where: { id, personId, acknowledgedAt: null },
      data: { acknowledgedAt: new Date() },
    });
    const detail = { notice: id, kind: notice.kind };
    // One of an earlier version, or to the staff, names none: then a wall hides its row where its kind is about matters.
    const about = notice.matters.length === 0 ? { detail } : ofMatters(notice.matters, detail);
    if (count > 0) await recordEvent(tx, { event: 'account-notice.acknowledged', personId, ...about });
  });
}

type NoticesToFind = {
  personId: string;
  acknowledgedAt?: null;
  take: number;
  after?: CursorPosition | undefined;
};

async function findNotices(
  tx: Transaction,
  { take, after, ...where }: NoticesToFind,
): Promise<AccountNotice[]> {
  const rows = await tx.accountNotice.findMany({
    where: {
      ...where,
      kind: { in: Object.keys(noticeTexts) },
      ...(after && { OR: [{ madeAt: { lt: after.at } }, { madeAt: after.at, id: { lt: after.id } }] }),
    },
    include: { maker: { select: { name: true } } },
    orderBy: [{ madeAt: 'desc' }, { id: 'desc' }],
    take,
  });
  return rows.flatMap(({ maker, ...row }) => toNotice({ ...row, maker: maker?.name ?? null }));
}

type NoticeRow = Pick<
  Prisma.AccountNoticeGetPayload<object>,
  'id' | 'kind' | 'about' | 'madeAt' | 'acknowledgedAt'
> & { maker: string | null };

/** Nothing for a kind that an older version made and this one does not know. */
function toNotice({ id, kind, maker, about, madeAt, acknowledgedAt }: NoticeRow): AccountNotice[] {
  if (!isNoticeKind(kind)) return [];
  const text = noticeTexts[kind].sentence({ by: maker ?? 'Somebody', about });
  return [
    { id, kind, text, madeAt: madeAt.toISOString(), acknowledgedAt: acknowledgedAt?.toISOString() ?? null },
  ];
}

function isNoticeKind(kind: string): kind is AccountNoticeKind {
  return Object.hasOwn(noticeTexts, kind);
}
