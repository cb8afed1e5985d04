import { authorize, isId } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { requireConfirmed } from '../auth/confirm.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { tellPeople } from '../mail/tell-people.ts';
import { notFound, Problem } from '../platform/errors.ts';

/** A matter that nobody but one person answers for. The name is null for administrators who do not see the matter. */
export type RestingMatter = { matterId: string; number: string; name: string | null };

/** What rests on a person alone: no other owner by name is there who has not left. @throws Problem `not-allowed`, `not-found` */
export async function mattersRestingOn(
  app: Pick<App, 'database'>,
  who: SignedIn,
  personId: string,
): Promise<RestingMatter[]> {
  await authorize(app, who, 'hand on matters');
  if (!isId(personId)) throw notFound('person');
  return app.database.asPerson(who.person.id, async (tx) => {
    if ((await tx.person.count({ where: { id: personId } })) === 0) throw notFound('person');
    return tx.$queryRaw<RestingMatter[]>`
      SELECT id::text AS "matterId", number, name FROM matters_resting_on(${personId}::uuid) LIMIT 500`;
  });
}

export type HandingOn = {
  leaverId: string;
  heirId: string;
  /** Left out: all of them. */
  matterIds?: string[] | undefined;
};

/**
 * Makes a colleague an owner of matters that rest on somebody who has left. The leaver's part stays on record and opens nothing.
 * @returns how many; those from which a wall keeps the colleague are left out
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, `conflict`
 */
export async function handOnMatters(
  app: Pick<App, 'database'>,
  who: SignedIn,
  { leaverId, heirId, matterIds }: HandingOn,
): Promise<number> {
  await authorize(app, who, 'hand on matters');
  requireConfirmed(who);
  if (heirId === who.person.id)
    throw new Problem(
      'conflict',
      'Nobody gives matters to themselves: an administrator reads none by virtue of that part. Choose a colleague, or ask another administrator.',
    );
  const resting = await mattersRestingOn(app, who, leaverId);
  const wanted = resting.filter(({ matterId }) => matterIds?.includes(matterId) ?? true);
  if (wanted.length === 0) throw new Problem('conflict', 'Nothing rests on this person that could be given.');
  return app.database.asPerson(who.person.id, async (tx) => {
    const leaver = await tx.person.findUnique({ where: { id: leaverId } });
    if (!leaver?.disabledAt)
      throw new Problem(
        'conflict',
        'This person still works here, and gives their matters on themselves. Disable them first.',
      );
    const heir = isId(heirId) ? await tx.person.findUnique({ where: { id: heirId } }) : null;
    if (!heir || heir.disabledAt || heir.role === 'auditor')
      throw new Problem(
        'conflict',
        'This colleague cannot own matters. Choose somebody who works here and is no auditor.',
      );
    const ids = wanted.map(({ matterId }) => matterId);
    const given = await tx.$queryRaw<{ id: string }[]>`
      SELECT given::text AS id FROM give_matters(${leaverId}::uuid, ${heirId}::uuid, ${ids}::uuid[]) AS given`;
    if (given.length === 0)
      throw new Problem(
        'conflict',
        'A wall keeps this colleague from all of these matters. Choose somebody else.',
      );
    await tellPeople(tx, {
      personIds: [heirId],
      subject: 'Matters were given to you in Strongroom',
      lines: [`You are now an owner of ${given.length} more, because a colleague has left.`],
      path: '/matters',
    });
    for (const { id: matterId } of given)
      await recordEvent(tx, {
        event: 'matter.handed-on',
        personId: who.person.id,
        matterId,
        detail: { from: leaverId, to: heirId },
      });
    return given.length;
  });
}
