import { withAuthorizedMatter } from './authorize.ts';
import { isId } from '../ids.ts';
import type { GroupView } from './groups.ts';
import type { MatterRole } from './policy.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { notFound } from '../platform/errors.ts';

// In the database (prisma/current.sql): policies group_grant.person_sees, group_grant.owner_adds,
// group_grant.owner_changes, group_grant.owner_removes.

export type GroupGrantView = { group: GroupView; role: MatterRole };

/**
 * Lists the groups that have a role in a matter; open to everybody who may see it.
 * @throws Problem `not-found`
 */
export async function listGroupGrants(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<GroupGrantView[]> {
  return withAuthorizedMatter(app, actor, {
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

/**
 * Sets the role of everybody in a group in a matter. May be repeated.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function setGroupGrant(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: { matterId: string; groupId: string; role: MatterRole },
): Promise<GroupGrantView> {
  const { matterId, groupId, role } = change;
  return withAuthorizedMatter(app, actor, {
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
      await recordEvent(tx, { event: 'group-part.changed', personId: actor.person.id, matterId, detail });
      return { group, role };
    },
  });
}

/** Removes a group's role in a matter. May be repeated. @throws Problem `not-found`, `not-allowed` */
export async function removeGroupGrant(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: { matterId: string; groupId: string },
): Promise<void> {
  const { matterId, groupId } = change;
  await withAuthorizedMatter(app, actor, {
    ability: 'manage members',
    matterId,
    work: async (tx) => {
      if (!isId(groupId)) return;
      const { count } = await tx.groupGrant.deleteMany({ where: { matterId, groupId } });
      if (count === 0) return;
      const detail = { group: groupId };
      await recordEvent(tx, { event: 'group-part.removed', personId: actor.person.id, matterId, detail });
    },
  });
}
