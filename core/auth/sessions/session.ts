import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Prisma, Transaction } from '../../platform/database.ts';
import { personView, type Actor } from '../../actor.ts';
import { noticeReturnDays } from '../account-notices.ts';
import { sql } from '../../platform/readers.ts';
import { personColumns, withPerson, type TokenPerson, type TokenRow } from '../token-person.ts';
import { renewSession } from '../renew-session.ts';
import { hashToken, lastUseStepMs } from '../token.ts';

/** A session ends this long after sign-in, and after this long without use (OWASP ASVS 5.0 §7.3). */
export const sessionHours = { absolute: 24, idle: 8 } as const;
const hourMs = 3_600_000;

/**
 * The person a session's token belongs to, or undefined when it is unknown, over, idle too long, or the
 * person has left.
 * @param isUse false for what a browser does by itself: an open page must not keep a session alive
 */
export async function findSession(
  { database }: Pick<App, 'database'>,
  token: string,
  isUse: boolean,
): Promise<Actor | undefined> {
  const [row] = await database.readAsNobody(sql<TokenRow<SessionRow & { hasOpenNotices: boolean }>>`
    SELECT session.id::text, last_seen_at AS "lastSeenAt", expires_at AS "expiresAt", confirmed_at AS "confirmedAt",
      must_set_up AS "mustSetUp", ${personColumns},
      EXISTS (SELECT FROM account_notice WHERE person_id = person.id
        AND (acknowledged_at IS NULL OR made_at > now() - make_interval(days => ${noticeReturnDays}::int))) AS "hasOpenNotices"
    FROM session JOIN person ON person.id = session.person_id WHERE token_hash = ${hashToken(token)}`);
  const session = row && withPerson(row);
  const actor = session && actorOf(session);
  if (!actor) return undefined;
  const now = Date.now();
  const idleSince = session.lastSeenAt.getTime();
  if (isUse && idleSince + lastUseStepMs < now) {
    const data = { lastSeenAt: new Date(now) };
    await database.withoutTransaction((client) =>
      client.session.updateMany({ where: { id: session.id }, data }),
    );
  }
  return { ...actor, hasOpenNotices: session.hasOpenNotices };
}

/** The people whose sessions these are, by its id, in one question. One that is over is missing. It is no use of them. */
export async function listActiveSessions(
  { database }: Pick<App, 'database'>,
  ids: readonly string[],
): Promise<Map<string, Actor>> {
  const rows = await database.withoutTransaction((client) =>
    client.session.findMany({ where: { id: { in: [...ids] } }, include: { person: true } }),
  );
  return new Map(
    rows.flatMap((row) => {
      const actor = actorOf(row);
      return actor ? [[row.id, actor] as const] : [];
    }),
  );
}

type SessionRow = Pick<
  Prisma.SessionGetPayload<object>,
  'id' | 'lastSeenAt' | 'expiresAt' | 'confirmedAt' | 'mustSetUp'
>;

/** Undefined when the session is over, idle too long, or its person has left. */
function actorOf({ person, ...session }: SessionRow & { person: TokenPerson }): Actor | undefined {
  const now = Date.now();
  const idleUntil = session.lastSeenAt.getTime() + sessionHours.idle * hourMs;
  if (person.disabledAt || session.expiresAt.getTime() < now || idleUntil < now) return undefined;
  const { id: sessionId, confirmedAt, mustSetUp } = session;
  const { passwordTemporaryUntil } = person;
  return {
    ...{ person: personView(person), sessionId, confirmedAt, mustSetUp },
    ...(passwordTemporaryUntil && { passwordTemporaryUntil }),
  };
}

/** Ends a session. Ending one that is over is no error. */
export async function closeSession({ database }: Pick<App, 'database'>, actor: Actor): Promise<void> {
  const { sessionId } = actor;
  if (!sessionId) return;
  await database.asProcess(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: sessionId } });
    if (count > 0) await recordEvent(tx, { event: 'session.closed', personId: actor.person.id });
  });
}

/**
 * Ends the session that a browser had before somebody signed in anew in it: none is left behind that nobody
 * sees (OWASP ASVS 5.0 §7.2.4).
 * @param token of that session, if there was one
 */
export async function endReplacedSession(tx: Transaction, token: string | undefined): Promise<void> {
  if (token === undefined) return;
  const session = await tx.session.findUnique({ where: { tokenHash: hashToken(token) } });
  if (!session) return;
  const { id, personId } = session;
  const { count } = await tx.session.deleteMany({ where: { id } });
  if (count > 0) await recordEvent(tx, { event: 'session.closed', personId });
}

/**
 * Records that the actor has confirmed who they are: dangerous acts need no other proof for fifteen minutes.
 * @returns the token that the session has from now on
 */
export async function recordConfirmation(
  { database }: Pick<App, 'database'>,
  actor: Actor,
  { factorSince, ...detail }: { passkey?: string; factorSince?: Date } = {},
): Promise<string> {
  return database.asProcess(async (tx) => {
    if (factorSince)
      await tx.session.updateMany({ where: { id: actor.sessionId ?? '' }, data: { factorSince } });
    await recordEvent(tx, { event: 'session.confirmed', personId: actor.person.id, detail });
    return renewSession(tx, actor.sessionId);
  });
}
