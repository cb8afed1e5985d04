import { readAuthorized, withAuthorizedMatter } from './authorize.ts';
import { isId } from '../ids.ts';
import type { GroupView } from './groups.ts';
import type { MatterRole } from './policy.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { notifyOfGroupChange } from '../notices/notify-of-owners.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound } from '../platform/errors.ts';
import { sql, type Statement } from '../platform/readers.ts';

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
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { matterId },
    statements: [groupGrantsStatement(matterId)],
    toAnswer: ([rows], _matter, seen) => {
      recordView(seen, { event: 'matter.viewed', personId: actor.person.id, matterId });
      return rows;
    },
  });
}

/** The groups that have a role in a matter, the longest first. */
export function groupGrantsStatement(matterId: string): Statement<GroupGrantView> {
  return sql`
    SELECT json_build_object('id', person_group.id, 'name', person_group.name) AS "group", given.role::text
    FROM group_grant AS given JOIN person_group ON person_group.id = given.group_id
    WHERE given.matter_id = ${matterId}::uuid ORDER BY given.added_at`;
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
      const before = await lockGrant(tx, { matterId, groupId });
      const told = await notifyOfGroupChange(tx, actor, { matterId, before, after: role });
      await tx.groupGrant.upsert({
        where: { matterId_groupId: { matterId, groupId } },
        create: { matterId, groupId, role },
        update: { role },
      });
      const about = { personId: actor.person.id, matterId, detail: { group: groupId, role } };
      await recordEvent(tx, { event: 'group-part.changed', ...about }, told);
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
      const before = await lockGrant(tx, change);
      if (before === null) return;
      const told = await notifyOfGroupChange(tx, actor, { matterId, before, after: null });
      await tx.groupGrant.deleteMany({ where: { matterId, groupId } });
      const about = { personId: actor.person.id, matterId, detail: { group: groupId } };
      await recordEvent(tx, { event: 'group-part.removed', ...about }, told);
    },
  });
}

/** The role that a group has, which nobody changes until this is over: who is told depends on it. */
async function lockGrant(
  tx: Transaction,
  { matterId, groupId }: { matterId: string; groupId: string },
): Promise<MatterRole | null> {
  await tx.$queryRaw`SELECT FROM matter WHERE id = ${matterId}::uuid FOR NO KEY UPDATE`;
  const found = await tx.groupGrant.findUnique({ where: { matterId_groupId: { matterId, groupId } } });
  return found?.role ?? null;
}
