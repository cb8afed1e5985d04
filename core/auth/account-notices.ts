import { authorize } from '../access/authorize.ts';
import type { Actor } from '../actor.ts';
import type { App } from '../app.ts';
import { recordEvent } from '../audit/record-event.ts';
import { isId } from '../ids.ts';
import { ofMatters } from '../notices/notify-accounts.ts';
import { noticeTexts, type AccountNoticeKind, type NoticeText } from '../notices/notice-texts.ts';
import { Prisma } from '../platform/database.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, toListPage, type ListPage } from '../platform/pagination.ts';
import { quotePerson } from '../platform/quote-name.ts';
import { sql } from '../platform/readers.ts';

/** What a person reads of one notice. */
export type AccountNotice = {
  id: string;
  kind: string;
  text: string;
  madeAt: string;
  acknowledgedAt: string | null;
  /** Until when it stays on every page although it was acknowledged; null where it does not. */
  staysUntil: string | null;
};

/** What every page shows of what the actor was told, and how many more there are. */
export type OpenNotices = { shown: AccountNotice[]; more: number };

/** How many of them stand on a page; the others come once these are acknowledged. */
const maxOpenShown = 5;
/**
 * So long a notice about somebody's own way in stays on every page, acknowledged or not: whoever came in by what it
 * tells of sits in the account as well, and could read it away (docs/decisions/0035).
 */
const wayInDays = 7;
/** So long one comes back when the password is replaced by somebody else's doing: whoever had the old one acknowledged it. */
export const noticeReturnDays = 90;
/** With each of these, somebody else may be in the account from then on. */
const passwordReplaced = ['password-link-used', 'password-reset'] as const satisfies AccountNoticeKind[];

/** One of a kind that an older version made and this one does not know is passed over. */
const allKinds = Object.keys(noticeTexts);
const wayInKinds = Object.entries<NoticeText>(noticeTexts)
  .filter(([, { isAboutWayIn }]) => isAboutWayIn)
  .map(([kind]) => kind);

/** Null while it is not acknowledged. */
const returns = sql`coalesce(kind = ANY(${wayInKinds}) AND made_at > now() - make_interval(days => ${noticeReturnDays}::int)
  AND acknowledged_at < (SELECT max(replaced.made_at) FROM account_notice AS replaced
    WHERE replaced.person_id = notice.person_id AND replaced.kind = ANY(${[...passwordReplaced]})), false)`;
const stays = sql`(kind = ANY(${wayInKinds}) AND NOT surely_acknowledged
  AND made_at > now() - make_interval(days => ${wayInDays}::int))`;
const notices = sql`SELECT notice.id::text, kind, about, made_at AS "madeAt", acknowledged_at AS "acknowledgedAt",
    surely_acknowledged AS "isSure", notice.matters::text[] AS matters, ${returns} AS returns, ${stays} AS stays,
    maker.name AS "makerName", maker.email AS "makerEmail"
  FROM account_notice AS notice LEFT JOIN person AS maker ON maker.id = notice.made_by
  WHERE kind = ANY(${allKinds})`;

/**
 * Lists what stands on every page of the actor, in one statement: every page asks, and nothing is asked of the database
 * where their session was found without any. What nobody acknowledged comes first, newest first.
 */
export async function listOpenNotices(
  { database }: Pick<App, 'database'>,
  actor: Actor,
): Promise<OpenNotices> {
  if (actor.hasOpenNotices === false) return { shown: [], more: 0 };
  const rows = await database.readAsNobody(sql<NoticeRow & { all: number }>`
    SELECT *, count(*) OVER ()::int AS all FROM (${notices} AND person_id = ${actor.person.id}::uuid) AS told
    WHERE "acknowledgedAt" IS NULL OR stays OR returns
    ORDER BY "acknowledgedAt" IS NOT NULL AND NOT returns, "madeAt" DESC, id DESC LIMIT ${maxOpenShown}`);
  return { shown: rows.map(toNotice), more: (rows[0]?.all ?? 0) - rows.length };
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
  const older = after
    ? sql`AND (made_at, notice.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty;
  const rows = await app.database.readAsNobody(sql<NoticeRow>`
    ${notices} AND person_id = ${actor.person.id}::uuid ${older}
    ORDER BY made_at DESC, notice.id DESC LIMIT ${limit + 1}`);
  return toListPage(rows.map(toNotice), limit, {
    list: 'account notices',
    position: ({ id, madeAt }) => ({ at: new Date(madeAt), id }),
    view: (notice) => notice,
  });
}

/**
 * Acknowledges a notice: the pages no longer show it, the account's own list does. One about the actor's own way in
 * goes at once only where they proved a second factor that was theirs before; else it stays for its days. May be
 * repeated.
 * @throws Problem `not-allowed`, `not-found` for another person's too
 */
export async function acknowledgeNotice(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage your own account');
  const personId = actor.person.id;
  await app.database.asProcess(async (tx) => {
    const [notice] = isId(id)
      ? await tx.$queryRaw<
          NoticeRow[]
        >`${notices} AND person_id = ${personId}::uuid AND notice.id = ${id}::uuid`
      : [];
    if (!notice) throw notFound('notice');
    const session = await tx.session.findUnique({ where: { id: actor.sessionId ?? '' } });
    const surely = (session?.factorSince ?? notice.madeAt) < notice.madeAt;
    const isNews = notice.acknowledgedAt === null || notice.returns || (surely && !notice.isSure);
    if (!isNews) return;
    // Of two at once, one counts.
    const { count } = await tx.accountNotice.updateMany({
      where: { id, personId, acknowledgedAt: notice.acknowledgedAt },
      data: { acknowledgedAt: new Date(), surelyAcknowledged: surely },
    });
    const detail = { notice: id, kind: notice.kind };
    // One of an earlier version, or to the staff, names none: then a wall hides its row where its kind is about matters.
    const about = notice.matters.length === 0 ? { detail } : ofMatters(notice.matters, detail);
    if (count > 0) await recordEvent(tx, { event: 'account-notice.acknowledged', personId, ...about });
  });
}

type NoticeRow = {
  id: string;
  kind: string;
  about: string;
  madeAt: Date;
  acknowledgedAt: Date | null;
  matters: string[];
  isSure: boolean;
  returns: boolean;
  stays: boolean;
  makerName: string | null;
  makerEmail: string | null;
};

function toNotice({ id, kind, about, madeAt, ...row }: NoticeRow): AccountNotice {
  const { makerName, makerEmail, returns: isBack, stays: isKept } = row;
  const by =
    makerName === null ? 'Somebody' : quotePerson({ name: makerName, email: makerEmail ?? makerName });
  const acknowledgedAt = isBack ? null : row.acknowledgedAt;
  const until = new Date(madeAt.getTime() + wayInDays * 24 * 3_600_000);
  return {
    id,
    kind,
    text: noticeTexts[kind as AccountNoticeKind].sentence({ by, about }),
    madeAt: madeAt.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    staysUntil: acknowledgedAt !== null && isKept ? until.toISOString() : null,
  };
}
