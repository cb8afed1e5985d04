import { withAuthorizedMatter } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { findTriggerRefusal } from '../platform/database-errors.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { recordWithdrawnDisposals } from '../holds/withdrawn-disposals.ts';
import type { RetentionSchedule } from './retention-schedules.ts';

// In the database (prisma/current.sql): policy matter.owner_closes; triggers matter.reopening_withdraws_disposal,
// matter.note_reopening, document.closed_matter_stays, document.closed_matter_takes_nothing; constraint
// matter.matter_closed.

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
 * Closes a matter: its retention runs from now, and it stays as it is: nothing is filed, deleted or restored in it.
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
 * Reopens a closed matter; a disposal under way is withdrawn (trigger), and whoever proposed it is told. What lies in
 * the bin can be restored for 30 days from then on. May be repeated.
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
      const about = { personId: actor.person.id, matterId };
      if (count === 0) return recordView(tx, { event: 'matter.viewed', ...about });
      await recordEvent(tx, { event: 'matter.reopened', ...about });
      await recordWithdrawnDisposals(tx, actor);
    },
  });
}

/** What is refused in a closed matter, as the sentence ends. */
const closedRefusals = {
  file: 'This matter is closed. Ask an owner to open it again, then file the document.',
  delete:
    'This matter is closed and kept as it is until its time is over. Ask an owner to open it again, then delete the document.',
  restore:
    'This matter is closed and kept as it is. Ask an owner to open it again, then restore the document.',
} as const;

/** Refuses to file, delete or restore anything in a closed matter. @throws Problem `conflict` */
export async function refuseClosed(
  tx: Transaction,
  matterId: string,
  what: keyof typeof closedRefusals = 'file',
): Promise<void> {
  const closed = await tx.matter.count({ where: { id: matterId, NOT: { closedAt: null } } });
  if (closed > 0) throw closedProblem(what);
}

/**
 * Runs such an act; where the matter was closed since `refuseClosed` looked, the database refuses it (trigger).
 * @throws Problem `conflict`
 */
export async function withClosedRefusal<T>(
  act: () => Promise<T>,
  what: keyof typeof closedRefusals = 'file',
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw findTriggerRefusal(error) === 'closed' ? closedProblem(what) : error;
  }
}

function closedProblem(what: keyof typeof closedRefusals): Problem {
  return new Problem('conflict', closedRefusals[what]);
}
