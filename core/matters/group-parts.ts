import { inMatter, isId } from '../access/authorize.ts';
import type { GroupView } from '../access/groups.ts';
import type { MembershipRole } from '../access/policy.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { notFound } from '../platform/errors.ts';

export type GroupPartView = { group: GroupView; role: MembershipRole };

/** The groups that have a part in a matter; open to everybody who may see it. @throws Problem `not-found` */
export async function listGroupParts(
  app: Pick<App, 'database'>,
  who: SignedIn,
  matterId: string,
): Promise<GroupPartView[]> {
  return inMatter(app, who, {
    ability: 'view matter',
    matterId,
    work: async (tx) => {
      const rows = await tx.groupGrant.findMany({
        where: { matterId },
        include: { group: { select: { id: true, name: true } } },
        orderBy: { addedAt: 'asc' },
      });
      return rows.map(({ group, role }) => ({ group, role }));
    },
  });
}

/** Gives everybody in a group a part in a matter, or another one. May be repeated. @throws Problem `not-found`, `not-allowed` */
export async function setGroupPart(
  app: Pick<App, 'database'>,
  who: SignedIn,
  change: { matterId: string; groupId: string; role: MembershipRole },
): Promise<GroupPartView> {
  const { matterId, groupId, role } = change;
  return inMatter(app, who, {
    ability: 'manage members',
    matterId,
    work: async (tx) => {
      const group = isId(groupId)
        ? await tx.personGroup.findUnique({ where: { id: groupId }, select: { id: true, name: true } })
        : null;
      if (!group) throw notFound('group');
      await tx.groupGrant.upsert({
        where: { matterId_groupId: { matterId, groupId } },
        create: { matterId, groupId, role },
        update: { role },
      });
      const detail = { group: groupId, role };
      await recordEvent(tx, { event: 'group-part.changed', personId: who.person.id, matterId, detail });
      return { group, role };
    },
  });
}

/** Takes a group's part in a matter away. May be repeated. @throws Problem `not-found`, `not-allowed` */
export async function removeGroupPart(
  app: Pick<App, 'database'>,
  who: SignedIn,
  change: { matterId: string; groupId: string },
): Promise<void> {
  const { matterId, groupId } = change;
  await inMatter(app, who, {
    ability: 'manage members',
    matterId,
    work: async (tx) => {
      if (!isId(groupId)) return;
      const { count } = await tx.groupGrant.deleteMany({ where: { matterId, groupId } });
      if (count === 0) return;
      const detail = { group: groupId };
      await recordEvent(tx, { event: 'group-part.removed', personId: who.person.id, matterId, detail });
    },
  });
}
