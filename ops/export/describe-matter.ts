import type { Transaction } from '../../core/platform/database.ts';

/** Describes a matter and everybody who has, or must not have, a role in it, as matters.json lists them. */
export async function describeMatter(tx: Transaction, id: string) {
  const matter = await tx.matter.findUniqueOrThrow({
    where: { id },
    include: {
      creator: { select: { email: true } },
      members: { include: { person: { select: personFields } }, orderBy: { addedAt: 'asc' } },
      groups: { include: { group: { select: groupFields } }, orderBy: { addedAt: 'asc' } },
      walls: {
        include: { person: { select: personFields }, group: { select: groupFields } },
        orderBy: { raisedAt: 'asc' },
      },
    },
  });
  const { client, number, name, access, createdAt, creator } = matter;
  return {
    id,
    client,
    number,
    name,
    access,
    createdAt,
    createdBy: creator.email,
    members: matter.members.map(({ role, addedAt, person }) => ({ ...person, role, addedAt })),
    groups: matter.groups.map(({ role, addedAt, group }) => ({ ...describeGroup(group), role, addedAt })),
    walls: matter.walls.map(({ person, group, reason, startsAt, endsAt, liftedAt, liftedBecause }) => ({
      against: group ? describeGroup(group) : person,
      reason,
      startsAt,
      endsAt,
      liftedAt,
      liftedBecause,
    })),
  };
}

const personFields = { name: true, email: true } as const;
const groupFields = { name: true, members: { select: { person: { select: personFields } } } } as const;

type Group = { name: string; members: { person: { name: string; email: string } }[] };

function describeGroup(group: Group) {
  return { group: group.name, members: group.members.map(({ person }) => person) };
}
