import { randomUUID } from 'node:crypto';
import { authorize } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { recordEvent, type Told } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { type Transaction } from '../platform/database.ts';
import { refuseDuplicate } from '../platform/database-errors.ts';
import { notFound } from '../platform/errors.ts';

// In the database (prisma/current.sql): function matters_under_schedule(uuid).

export type RetentionSchedule = { id: string; name: string; years: number };

const nameTaken = 'There is a retention schedule of this name already. Choose another name.';

/** Lists how long closed matters are kept, the shortest first. @throws Problem `not-allowed` */
export async function listRetentionSchedules(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<RetentionSchedule[]> {
  await authorize(app, actor, 'read documents');
  return app.database.asPerson(actor.person.id, (tx) =>
    tx.retentionSchedule.findMany({ orderBy: [{ years: 'asc' }, { name: 'asc' }] }),
  );
}

/** Creates a retention schedule. @throws Problem `not-allowed`, `conflict` when the name is taken */
export async function createRetentionSchedule(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: Omit<RetentionSchedule, 'id'>,
): Promise<RetentionSchedule> {
  await authorize(app, actor, 'manage retention');
  const schedule = { ...input, id: randomUUID() };
  return refuseDuplicate(nameTaken, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      await tx.retentionSchedule.createMany({ data: [schedule] });
      const event = { event: 'retention-schedule.made', personId: actor.person.id, detail: input } as const;
      await recordEvent(tx, event);
      return schedule;
    }),
  );
}

/**
 * Renames a retention schedule or changes its years, for the matters closed under it as well: none of them
 * goes without two people. What it was before stands in the audit log.
 * @throws Problem `not-allowed`, `not-found`, `conflict` when the name is taken
 */
export async function updateRetentionSchedule(
  app: Pick<App, 'database'>,
  actor: Actor,
  { id, name, years }: RetentionSchedule,
): Promise<RetentionSchedule> {
  await authorize(app, actor, 'manage retention');
  if (!isId(id)) throw notFound('retention schedule');
  return refuseDuplicate(nameTaken, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      const before = await tx.retentionSchedule.findUnique({ where: { id } });
      if (!before) throw notFound('retention schedule');
      await tx.retentionSchedule.updateMany({ where: { id }, data: { name, years } });
      const told = years < before.years ? await notifyOfShorter(tx, actor, { before, years }) : { told: 0 };
      const detail = { name, years, nameBefore: before.name, yearsBefore: before.years };
      await recordEvent(tx, { event: 'retention-schedule.changed', personId: actor.person.id, detail }, told);
      return { id, name, years };
    }),
  );
}

/** Tells the owners of the matters that were closed under a schedule. */
async function notifyOfShorter(
  tx: Transaction,
  actor: Actor,
  { before, years }: { before: RetentionSchedule; years: number },
): Promise<Told> {
  const closed = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id::text FROM matters_under_schedule(${before.id}::uuid) AS id`;
  return notifyOwners(tx, 'retention-schedule.changed', {
    kind: 'retention-shortened',
    by: actor,
    matterIds: closed.map(({ id }) => id),
    about: (matters) => `${years} years instead of ${before.years} for ${matters}`,
  });
}
