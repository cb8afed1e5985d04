import { authorizeReading } from '../access/authorize.ts';
import type { Actor } from '../actor.ts';
import type { App } from '../app.ts';
import { recordView } from '../audit/record-event.ts';

// In the database (prisma/current.sql): function matters_without_owner().

/** A matter that nobody who works here owns. */
export type OwnerlessMatter = {
  matterId: string;
  number: string;
  /** Who own it by name and have left, or are auditors now. */
  owners: { id: string; name: string }[];
};

/**
 * Lists the matters that nobody who works here owns, by number, for administrators, who reassign them; none from which a
 * wall keeps them.
 * @throws Problem `not-allowed`
 */
export async function listOwnerlessMatters(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<OwnerlessMatter[]> {
  await authorizeReading(app, actor, 'reassign matters');
  return app.database.asPerson(actor.person.id, async (tx) => {
    const matters = await tx.$queryRaw<OwnerlessMatter[]>`
      SELECT resting.id::text AS "matterId", resting.number,
        coalesce(json_agg(json_build_object('id', person.id, 'name', person.name) ORDER BY person.name)
          FILTER (WHERE person.id IS NOT NULL), '[]') AS owners
      FROM matters_without_owner() AS resting LEFT JOIN person ON person.id = resting.owner_id
      GROUP BY resting.id, resting.number ORDER BY resting.number LIMIT 500`;
    recordView(tx, {
      event: 'ownership.listed',
      personId: actor.person.id,
      detail: { shown: matters.length },
    });
    return matters;
  });
}
