import type { Actor } from '../actor.ts';
import type { Told } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { quotePerson } from '../platform/quote-name.ts';
import { notifyOwners, notifyStaff } from './notify-audience.ts';

// In the database (prisma/current.sql): functions walled_matters_of_person(uuid), matters_past_my_walls(uuid).

/**
 * Tells the administrators and auditors that one administrator asks alone for a link to an account, and the owners of the
 * walled matters that it leads to.
 */
export async function notifyOfLoneLink(
  tx: Transaction,
  actor: Actor,
  { aboutId, next }: { aboutId: string; next: string },
): Promise<Told> {
  const name = quotePerson(await tx.person.findUniqueOrThrow({ where: { id: aboutId } }));
  const walled = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM walled_matters_of_person(${aboutId}::uuid) AS id`;
  const notice = { kind: 'guarded-link-asked', by: actor, except: aboutId } as const;
  await notifyOwners(tx, 'approval.asked', {
    ...notice,
    matterIds: walled.map(({ id }) => id),
    about: (matters) => `${name}, who has or had a role in ${matters}. ${next}`,
  });
  const past = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM matters_past_my_walls(${aboutId}::uuid) AS id
    WHERE id NOT IN (SELECT walled_matters_of_person(${aboutId}::uuid))`;
  await notifyOwners(tx, 'approval.asked', {
    ...notice,
    matterIds: past.map(({ id }) => id),
    about: (matters) => `${name}, who reads ${matters}, from which a wall keeps whoever asks. ${next}`,
  });
  return notifyStaff(tx, 'approval.asked', { ...notice, about: `${name}. ${next}` });
}
