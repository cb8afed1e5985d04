import { authorize, authorizeReading } from '../access/authorize.ts';
import { mayOwnMatters } from '../access/policy.ts';
import { isId } from '../ids.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { notifyPeople } from '../platform/notify-people.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { quotePerson } from '../platform/quote-name.ts';

// In the database (prisma/current.sql): functions matters_owned_only_by(uuid), reassign_matters(uuid,uuid,uuid[]).

/**
 * A matter that only one person answers for. The name is null for administrators who do not see the matter.
 */
export type SolelyOwnedMatter = { matterId: string; number: string; name: string | null };

/**
 * Lists the matters that somebody who has left alone answers for: no other member who is here owns them. Whoever works here gives
 * theirs on themselves, and nobody else lists them. Recorded.
 * @throws Problem `not-allowed`, `not-found`
 */
export async function listSolelyOwnedMatters(
  app: Pick<App, 'database'>,
  actor: Actor,
  personId: string,
): Promise<SolelyOwnedMatter[]> {
  await authorizeReading(app, actor, 'reassign matters');
  if (!isId(personId)) throw notFound('person');
  return app.database.asPerson(actor.person.id, async (tx) => {
    const person = await tx.person.findUnique({ where: { id: personId }, select: { disabledAt: true } });
    if (!person) throw notFound('person');
    const matters = person.disabledAt
      ? await tx.$queryRaw<SolelyOwnedMatter[]>`
          SELECT id::text AS "matterId", number, name FROM matters_owned_only_by(${personId}::uuid) LIMIT 500`
      : [];
    const detail = { shown: matters.length, of: personId };
    recordView(tx, { event: 'ownership.listed', personId: actor.person.id, detail });
    return matters;
  });
}

export type MatterReassignment = {
  fromPersonId: string;
  toPersonId: string;
  /** Left out: all of them. */
  matterIds?: string[] | undefined;
};

/**
 * Makes a colleague an owner of matters that only somebody who has left answers for. The leaver's role stays
 * on record and opens nothing.
 * @returns how many; those from which a wall keeps the colleague are left out
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, `conflict`
 */
export async function reassignMatters(
  app: Pick<App, 'database'>,
  actor: Actor,
  { fromPersonId, toPersonId, matterIds }: MatterReassignment,
): Promise<number> {
  await authorize(app, actor, 'reassign matters');
  if (toPersonId === actor.person.id)
    throw new Problem(
      'conflict',
      'Nobody reassigns matters to themselves: an administrator reads none by virtue of that role. Choose a colleague, or ask another administrator.',
    );
  const owned = await listSolelyOwnedMatters(app, actor, fromPersonId);
  const wanted = owned.filter(({ matterId }) => matterIds?.includes(matterId) ?? true);
  return app.database.asPerson(actor.person.id, async (tx) => {
    const formerOwner = await tx.person.findUnique({ where: { id: fromPersonId } });
    if (!formerOwner?.disabledAt)
      throw new Problem(
        'conflict',
        'This person still works here, and gives their matters on themselves. Disable them first.',
      );
    if (wanted.length === 0)
      throw new Problem('conflict', 'Nothing rests on this person that could be given.');
    const newOwner = isId(toPersonId) ? await tx.person.findUnique({ where: { id: toPersonId } }) : null;
    if (!newOwner || newOwner.disabledAt || !mayOwnMatters(newOwner))
      throw new Problem(
        'conflict',
        'This colleague cannot own matters. Choose somebody who works here and is no auditor.',
      );
    const ids = wanted.map(({ matterId }) => matterId);
    const reassigned = await tx.$queryRaw<{ id: string }[]>`
      SELECT given::text AS id FROM reassign_matters(${fromPersonId}::uuid, ${toPersonId}::uuid, ${ids}::uuid[]) AS given`;
    if (reassigned.length === 0)
      throw new Problem(
        'conflict',
        'A wall keeps this colleague from all of these matters. Choose somebody else.',
      );
    await notifyPeople(tx, {
      personIds: [toPersonId],
      subject: 'Matters were given to you in Strongroom',
      lines: [`You are now an owner of ${reassigned.length} more, because a colleague has left.`],
      path: '/matters',
    });
    const told = await notifyOwners(tx, 'matter.handed-on', {
      kind: 'matters-reassigned',
      by: actor,
      matterIds: reassigned.map(({ id }) => id),
      about: (matters) =>
        `${quotePerson(newOwner)} an owner of ${matters}, because ${quotePerson(formerOwner)} is disabled`,
      except: toPersonId,
      newOwner: toPersonId,
    });
    const detail = { from: fromPersonId, to: toPersonId };
    for (const { id: matterId } of reassigned)
      await recordEvent(tx, { event: 'matter.handed-on', personId: actor.person.id, matterId, detail }, told);
    return reassigned.length;
  });
}
