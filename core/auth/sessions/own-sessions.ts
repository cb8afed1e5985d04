import { authorize } from '../../access/authorize.ts';
import { isId } from '../../ids.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { notFound } from '../../platform/errors.ts';
import { revokeAllApiKeys } from '../api-keys/api-keys.ts';
import { sessionHours } from './session.ts';
import type { Actor } from '../../actor.ts';

export type SessionView = {
  id: string;
  /** What the browser says it is. */
  userAgent: string;
  openedAt: string;
  lastUsedAt: string;
  /** The actor's current session. */
  isThis: boolean;
};

/** Lists the sessions of the actor that have not ended, last used first. @throws Problem `not-allowed` */
export async function listOwnSessions(app: Pick<App, 'database'>, actor: Actor): Promise<SessionView[]> {
  await authorize(app, actor, 'manage your own account');
  const now = Date.now();
  const rows = await app.database.asProcess((tx) =>
    tx.session.findMany({
      where: {
        personId: actor.person.id,
        expiresAt: { gt: new Date(now) },
        lastSeenAt: { gt: new Date(now - sessionHours.idle * 3_600_000) },
      },
      orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
      take: 200,
    }),
  );
  return rows.map(({ id, userAgent, createdAt, lastSeenAt }) => ({
    id,
    userAgent,
    openedAt: createdAt.toISOString(),
    lastUsedAt: lastSeenAt.toISOString(),
    isThis: id === actor.sessionId,
  }));
}

/**
 * Ends one session of the actor, at once.
 * @throws Problem `not-allowed`, `not-found`, for another person's too
 */
export async function endOwnSession(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage your own account');
  await app.database.asProcess(async (tx) => {
    const own = { id, personId: actor.person.id };
    const { count } = isId(id) ? await tx.session.deleteMany({ where: own }) : { count: 0 };
    if (count === 0) throw notFound('session');
    await recordEvent(tx, { event: 'session.closed', personId: actor.person.id });
  });
}

/**
 * Ends every other session of the actor, and with them every API key: whoever made one while they could would
 * stay. `keepKeys`: not the keys.
 * @returns how many there were
 * @throws Problem `not-allowed`
 */
export async function endOtherSessions(
  app: Pick<App, 'database'>,
  actor: Actor,
  { keepKeys = false }: { keepKeys?: boolean | undefined },
): Promise<{ ended: number; keysEnded: number }> {
  await authorize(app, actor, 'manage your own account');
  return app.database.asProcess(async (tx) => {
    const others = { personId: actor.person.id, NOT: { id: actor.sessionId ?? '' } };
    const { count } = await tx.session.deleteMany({ where: others });
    await recordEvent(tx, {
      event: 'session.closed',
      personId: actor.person.id,
      detail: { others: count },
    });
    const own = { personId: actor.person.id, by: actor.person.id };
    return { ended: count, keysEnded: keepKeys ? 0 : await revokeAllApiKeys(tx, own) };
  });
}
