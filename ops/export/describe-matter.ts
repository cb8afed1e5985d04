import type { Transaction } from '../../core/platform/database.ts';

/** A matter and everybody who has, or must not have, a part in it, as matters.json tells it. */
export async function describeMatter(tx: Transaction, id: string) {
  const matter = await tx.matter.findUniqueOrThrow({
    where: { id },
    include: {
      creator: { select: { email: true } },
      members: { include: { person: { select: named } }, orderBy: { addedAt: 'asc' } },
      groups: { include: { group: { select: withMembers } }, orderBy: { addedAt: 'asc' } },
      walls: {
        include: { person: { select: named }, group: { select: withMembers } },
        orderBy: { raisedAt: 'asc' },
      },
    },
  });
  const { client, number, name, access, createdAt, creator } = matter;
  return {
    ...{ id, client, number, name, access, createdAt, createdBy: creator.email },
    members: matter.members.map(({ role, addedAt, person }) => ({ ...person, role, addedAt })),
    groups: matter.groups.map(({ role, addedAt, group }) => ({ ...tellGroup(group), role, addedAt })),
    walls: matter.walls.map(({ person, group, reason, startsAt, endsAt, liftedAt, liftedBecause }) => ({
      against: group ? tellGroup(group) : person,
      ...{ reason, startsAt, endsAt, liftedAt, liftedBecause },
    })),
  };
}

const named = { name: true, email: true } as const;
const withMembers = { name: true, members: { select: { person: { select: named } } } } as const;

type Group = { name: string; members: { person: { name: string; email: string } }[] };

function tellGroup(group: Group) {
  return { group: group.name, members: group.members.map(({ person }) => person) };
}
