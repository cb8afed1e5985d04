import { authorize } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { refuseDuplicate } from '../platform/database.ts';
import { notFound } from '../platform/errors.ts';
import { scheduleNameTaken, type RetentionSchedule } from './close-matter.ts';

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
  return refuseDuplicate(scheduleNameTaken, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      const before = await tx.retentionSchedule.findUnique({ where: { id } });
      if (!before) throw notFound('retention schedule');
      await tx.retentionSchedule.updateMany({ where: { id }, data: { name, years } });
      const detail = { name, years, nameBefore: before.name, yearsBefore: before.years };
      await recordEvent(tx, { event: 'retention-schedule.changed', personId: actor.person.id, detail });
      return { id, name, years };
    }),
  );
}
