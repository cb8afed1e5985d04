import { withAuthorizedMatter } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import type { RetentionSchedule } from './retention-schedules.ts';

// In the database (prisma/current.sql): policy matter.owner_closes; trigger
// matter.reopening_withdraws_disposal; constraint matter.matter_closed.

/** When a matter was closed, and from when on what is in it may be disposed of. */
export type MatterClosing = { closedAt: string; schedule: RetentionSchedule; expiresAt: string };

/** Reads the closing of a matter; null while it is open. @throws Problem `not-found` */
export async function getClosing(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<MatterClosing | null> {
  return withAuthorizedMatter(app, actor, {
    ability: 'view matter',
    matterId,
    work: (tx) => {
      recordView(tx, { event: 'matter.viewed', personId: actor.person.id, matterId });
      return findClosing(tx, matterId);
    },
  });
}

async function findClosing(tx: Transaction, matterId: string): Promise<MatterClosing | null> {
  const { closedAt, schedule } = await tx.matter.findUniqueOrThrow({
    where: { id: matterId },
    select: { closedAt: true, schedule: true },
  });
  if (!closedAt || !schedule) return null;
  const expires = new Date(closedAt);
  expires.setUTCFullYear(expires.getUTCFullYear() + schedule.years);
  return { closedAt: closedAt.toISOString(), schedule, expiresAt: expires.toISOString() };
}

/**
 * Closes a matter: its retention runs from now, and nothing more is filed in it.
 * @throws Problem `invalid-request`, `not-found`, `not-allowed`, `conflict`
 */
export async function closeMatter(
  app: Pick<App, 'database'>,
  actor: Actor,
  { matterId, scheduleId }: { matterId: string; scheduleId: string },
): Promise<MatterClosing> {
  return withAuthorizedMatter(app, actor, {
    ability: 'close matters',
    matterId,
    work: async (tx) => {
      const found = isId(scheduleId)
        ? await tx.retentionSchedule.findUnique({ where: { id: scheduleId } })
        : null;
      if (!found)
        throw new Problem('invalid-request', 'There is no such retention schedule. Choose one of the list.');
      const { count } = await tx.matter.updateMany({
        where: { id: matterId, closedAt: null },
        data: { closedAt: new Date(), closedBy: actor.person.id, scheduleId },
      });
      if (count === 0) throw new Problem('conflict', 'This matter is closed already.');
      const detail = { schedule: found.name, years: found.years };
      await recordEvent(tx, { event: 'matter.closed', personId: actor.person.id, matterId, detail });
      const closing = await findClosing(tx, matterId);
      if (!closing) throw notFound('matter');
      return closing;
    },
  });
}

/**
 * Reopens a closed matter; a disposal under way is withdrawn (trigger). May be repeated.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function reopenMatter(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<void> {
  await withAuthorizedMatter(app, actor, {
    ability: 'close matters',
    matterId,
    work: async (tx) => {
      const { count } = await tx.matter.updateMany({
        where: { id: matterId, NOT: { closedAt: null } },
        data: { closedAt: null, closedBy: null, scheduleId: null },
      });
      if (count > 0) await recordEvent(tx, { event: 'matter.reopened', personId: actor.person.id, matterId });
    },
  });
}

/** Refuses to file anything in a closed matter. @throws Problem `conflict` */
export async function refuseClosed(tx: Transaction, matterId: string): Promise<void> {
  const closed = await tx.matter.count({ where: { id: matterId, NOT: { closedAt: null } } });
  if (closed > 0)
    throw new Problem(
      'conflict',
      'This matter is closed. Ask an owner to open it again, then file the document.',
    );
}
