import type { Actor, PersonView } from '../actor.ts';
import type { Told } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { quotePerson } from '../platform/quote-name.ts';
import { notifyAccounts } from './notify-accounts.ts';
import { notifyOwners, notifyStaff } from './notify-audience.ts';

// In the database (prisma/current.sql): functions auditors_named(uuid,uuid), matters_walled_from_group(uuid).

const kind = 'walled-group-changed';

type WalledGroupChange = {
  event: 'group.joined' | 'group.left';
  groupId: string;
  person: Pick<PersonView, 'id' | 'name' | 'email'>;
};

/**
 * Tells of whoever comes into or out of a group that a wall names, in the transaction of the act: it keeps them out, or
 * lets them in, like a wall raised or lifted. The person is told, the owners of the matters behind the walls, and the
 * auditors where it is one of them. Nobody where no wall names the group. Its name may be a client's, and mail has none.
 */
export async function notifyOfWalledGroup(
  tx: Transaction,
  actor: Actor,
  { event, groupId, person }: WalledGroupChange,
): Promise<Told> {
  const walled = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM matters_walled_from_group(${groupId}::uuid) AS id`;
  if (walled.length === 0) return { told: 0 };
  const describe = (whom: string, matters: string) =>
    event === 'group.joined'
      ? `put ${whom} into a group that a wall keeps from ${matters}`
      : `took ${whom} out of a group that a wall keeps from ${matters}`;
  const some = walled.length === 1 ? 'a matter' : `${walled.length} matters`;
  const notice = { kind, by: actor, except: person.id } as const;
  await notifyOwners(tx, event, {
    ...notice,
    matterIds: walled.map(({ id }) => id),
    about: (matters) => describe(quotePerson(person), matters),
  });
  const auditors = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM auditors_named(${person.id}::uuid, NULL)`;
  if (auditors.length > 0)
    await notifyStaff(tx, event, { ...notice, about: describe(`${quotePerson(person)}, an auditor,`, some) });
  return notifyAccounts(tx, { kind, personIds: [person.id], by: actor, about: describe('you', some) });
}
