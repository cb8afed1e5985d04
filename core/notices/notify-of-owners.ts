import type { Actor, PersonView } from '../actor.ts';
import type { Told } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { quoteNumber, quotePerson } from '../platform/quote-name.ts';
import { notifyAccounts } from './notify-accounts.ts';
import { notifyOwners } from './notify-audience.ts';

// In the database (prisma/current.sql): functions number_for(uuid,uuid), owners_to_notify(uuid[],boolean,uuid).

type Role = 'owner' | 'editor' | 'viewer';
type Named = Pick<PersonView, 'id' | 'name' | 'email'>;
/** `null`: none. */
type RoleChange = { matterId: string; before: Role | null; after: Role | null };

/**
 * Tells of a changed role in a matter, before it is written: the owners of whoever becomes an owner or is one no
 * more, and the person themselves where they lose the matter or own it no more.
 */
export async function notifyOfMemberChange(
  tx: Transaction,
  actor: Actor,
  { matterId, before, after, person }: RoleChange & { person: Named },
): Promise<Told> {
  const told = await notifyOwnersOfChange(tx, actor, {
    event: after === null ? 'member.removed' : 'member.changed',
    change: { matterId, before, after },
    person,
  });
  const hasLost = before !== null && (after === null || (before === 'owner' && after !== 'owner'));
  if (!hasLost || person.id === actor.person.id) return told;
  const [found] = await tx.$queryRaw<{ number: string | null }[]>`
    SELECT number_for(${person.id}::uuid, ${matterId}::uuid) AS number`;
  const number = found?.number ?? null;
  const matter = number === null ? 'a matter' : `the matter ${quoteNumber(number)}`;
  const about =
    after === null
      ? `removed you${before === 'owner' ? ', an owner,' : ''} from ${matter}`
      : `made you, an owner until then, ${nameRole(after)} in ${matter}`;
  return notifyAccounts(tx, { kind: 'role-ended', personIds: [person.id], by: actor, about });
}

/**
 * Tells the owners of a group that comes to own their matter, or does so no more, before it is written. The name of a
 * group may be a client's, and mail has none.
 */
export function notifyOfGroupChange(tx: Transaction, actor: Actor, change: RoleChange): Promise<Told> {
  const event = change.after === null ? 'group-part.removed' : 'group-part.changed';
  return notifyOwnersOfChange(tx, actor, { event, change });
}

type OwnersChange = {
  event: 'member.changed' | 'member.removed' | 'group-part.changed' | 'group-part.removed';
  change: RoleChange;
  /** Left out: a group. */
  person?: Named;
};

async function notifyOwnersOfChange(
  tx: Transaction,
  actor: Actor,
  { event, change: { matterId, before, after }, person }: OwnersChange,
): Promise<Told> {
  if ((before === 'owner') === (after === 'owner')) return { told: 0 };
  const whom = person ? quotePerson(person) : 'a group';
  const former = person ? `${whom}, an owner until then,` : 'a group that owned it';
  const describe = (matter: string) => {
    if (after === 'owner') return `made ${whom} an owner of ${matter}`;
    if (after !== null) return `made ${former} ${nameRole(after)} in ${matter}`;
    return person ? `removed ${whom}, an owner, from ${matter}` : `removed ${former} from ${matter}`;
  };
  return notifyOwners(tx, event, {
    kind: 'owners-changed',
    by: actor,
    matterIds: [matterId],
    about: describe,
    ...(person && { except: person.id }),
    ...(person && after === 'owner' && { newOwner: person.id }),
    path: `/matters/${matterId}`,
  });
}

function nameRole(role: Role): string {
  return role === 'viewer' ? 'a viewer' : `an ${role}`;
}

type OwnerGroupChange = {
  event: 'group.joined' | 'group.left';
  /** The matters that the group owns, but for those of which their owners are told otherwise. */
  matterIds: readonly string[];
  person: Named;
};

/** Tells the owners of the matters that a group owns who comes into it or out of it, in the transaction of the act. */
export function notifyOfOwnerGroup(
  tx: Transaction,
  actor: Actor,
  { event, matterIds, person }: OwnerGroupChange,
): Promise<Told> {
  const act = event === 'group.joined' ? 'put' : 'took';
  const where = event === 'group.joined' ? 'into' : 'out of';
  return notifyOwners(tx, event, {
    kind: 'owner-group-changed',
    by: actor,
    matterIds,
    about: (matters) => `${act} ${quotePerson(person)} ${where} a group that owns ${matters}`,
    ...(event === 'group.joined' && { except: person.id, newOwner: person.id }),
  });
}
