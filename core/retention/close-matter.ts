import { randomUUID } from 'node:crypto';
import { authorize, inMatter, isId } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { isDuplicate, type Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';

export type Schedule = { id: string; name: string; years: number };
/** When a matter was closed, and from when on what is in it may be disposed of. */
export type Closing = { closedAt: string; schedule: Schedule; expiresAt: string };

/** How long closed matters are kept, the shortest first. */
export async function listSchedules(app: Pick<App, 'database'>, who: SignedIn): Promise<Schedule[]> {
  await authorize(app, who, 'read documents');
  return app.database.asPerson(who.person.id, (tx) =>
    tx.retentionSchedule.findMany({ orderBy: [{ years: 'asc' }, { name: 'asc' }] }),
  );
}

/** @throws Problem `not-allowed`, `conflict` when the name is taken */
export async function makeSchedule(
  app: Pick<App, 'database'>,
  who: SignedIn,
  input: Omit<Schedule, 'id'>,
): Promise<Schedule> {
  await authorize(app, who, 'manage retention');
  const schedule = { ...input, id: randomUUID() };
  try {
    await app.database.asPerson(who.person.id, async (tx) => {
      await tx.retentionSchedule.createMany({ data: [schedule] });
      const event = { event: 'retention-schedule.made', personId: who.person.id, detail: input } as const;
      await recordEvent(tx, event);
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Problem('conflict', 'There is a retention schedule of this name already. Choose another name.');
  }
  return schedule;
}

/** The closing of a matter; null while it is open. @throws Problem `not-found` */
export async function readClosing(
  app: Pick<App, 'database'>,
  who: SignedIn,
  matterId: string,
): Promise<Closing | null> {
  return inMatter(app, who, { ability: 'view matter', matterId, work: (tx) => findClosing(tx, matterId) });
}

async function findClosing(tx: Transaction, matterId: string): Promise<Closing | null> {
  const { closedAt, schedule } = await tx.matter.findUniqueOrThrow({
    where: { id: matterId },
    select: { closedAt: true, schedule: true },
  });
  if (!closedAt || !schedule) return null;
  const expires = new Date(closedAt);
  expires.setUTCFullYear(expires.getUTCFullYear() + schedule.years);
  return { closedAt: closedAt.toISOString(), schedule, expiresAt: expires.toISOString() };
}

/** Closes a matter: its retention runs from now, and nothing more is filed in it. @throws Problem `not-found`, `not-allowed`, `conflict` */
export async function closeMatter(
  app: Pick<App, 'database'>,
  who: SignedIn,
  { matterId, scheduleId }: { matterId: string; scheduleId: string },
): Promise<Closing> {
  return inMatter(app, who, {
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
        data: { closedAt: new Date(), closedBy: who.person.id, scheduleId },
      });
      if (count === 0) throw new Problem('conflict', 'This matter is closed already.');
      const detail = { schedule: found.name, years: found.years };
      await recordEvent(tx, { event: 'matter.closed', personId: who.person.id, matterId, detail });
      const closing = await findClosing(tx, matterId);
      if (!closing) throw notFound('matter');
      return closing;
    },
  });
}

/** Opens a closed matter again; a disposal under way is withdrawn (trigger). May be repeated. @throws Problem `not-found`, `not-allowed` */
export async function reopenMatter(
  app: Pick<App, 'database'>,
  who: SignedIn,
  matterId: string,
): Promise<void> {
  await inMatter(app, who, {
    ability: 'close matters',
    matterId,
    work: async (tx) => {
      const { count } = await tx.matter.updateMany({
        where: { id: matterId, NOT: { closedAt: null } },
        data: { closedAt: null, closedBy: null, scheduleId: null },
      });
      if (count > 0) await recordEvent(tx, { event: 'matter.reopened', personId: who.person.id, matterId });
    },
  });
}

/** Nothing is filed in a closed matter. @throws Problem `conflict` */
export async function refuseClosed(tx: Transaction, matterId: string): Promise<void> {
  const closed = await tx.matter.count({ where: { id: matterId, NOT: { closedAt: null } } });
  if (closed > 0)
    throw new Problem(
      'conflict',
      'This matter is closed. Ask an owner to open it again, then file the document.',
    );
}
