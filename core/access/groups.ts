import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { personView } from '../auth/sessions/session.ts';
import type { PersonView, Actor } from '../actor.ts';
import { isUniqueViolation } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { authorize, isId } from './authorize.ts';

// In the database (prisma/current.sql): policies person_group.administrator_makes,
// group_member.administrator_sees, group_member.administrator_adds, group_member.administrator_removes.

export type GroupView = { id: string; name: string };

/** The firm's groups by name. Everybody may name one; who is in it is for administrators. */
export async function listGroups(app: Pick<App, 'database'>, actor: Actor): Promise<GroupView[]> {
  await authorize(app, actor, 'see colleagues');
  return app.database.asPerson(actor.person.id, (tx) =>
    tx.personGroup.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } }),
  );
}

/** @throws Problem `not-allowed`, `conflict` when the name is taken */
export async function createGroup(
  app: Pick<App, 'database'>,
  actor: Actor,
  name: string,
): Promise<GroupView> {
  await authorize(app, actor, 'manage groups');
  const group = { id: randomUUID(), name };
  try {
    await app.database.asPerson(actor.person.id, async (tx) => {
      await tx.personGroup.create({ data: group });
      const detail = { group: group.id, name };
      await recordEvent(tx, { event: 'group.created', personId: actor.person.id, detail });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Problem('conflict', 'There is a group of this name already. Choose another name.');
  }
  return group;
}

/** @throws Problem `not-allowed`, `not-found` */
export async function listGroupMembers(
  app: Pick<App, 'database'>,
  actor: Actor,
  groupId: string,
): Promise<PersonView[]> {
  await authorize(app, actor, 'manage groups');
  return app.database.asPerson(actor.person.id, async (tx) => {
    const group = isId(groupId)
      ? await tx.personGroup.findUnique({
          where: { id: groupId },
          include: { members: { include: { person: true }, orderBy: { addedAt: 'asc' } } },
        })
      : null;
    if (!group) throw notFound('group');
    return group.members.map((member) => personView(member.person));
  });
}

export type GroupMembershipChange = { groupId: string; personId: string };

/**
 * Puts a person into a group: they have its parts, and its walls, from this moment on. Nobody does it to themselves: an administrator would
 * read the group's matters by virtue of the role. May be repeated.
 * @throws Problem `not-allowed`, `not-found`
 */
export async function addGroupMember(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: GroupMembershipChange,
): Promise<void> {
  await authorize(app, actor, 'manage groups');
  const { groupId, personId } = change;
  if (personId === actor.person.id)
    throw new Problem(
      'not-allowed',
      'Nobody puts themselves into a group, because it may have matters. Ask another administrator.',
    );
  await app.database.asPerson(actor.person.id, async (tx) => {
    const group = isId(groupId) ? await tx.personGroup.findUnique({ where: { id: groupId } }) : null;
    if (!group) throw notFound('group');
    const person = isId(personId) ? await tx.person.findUnique({ where: { id: personId } }) : null;
    if (!person || person.disabledAt) throw notFound('person');
    const { count } = await tx.groupMember.createMany({ data: [change], skipDuplicates: true });
    if (count === 0) return;
    const detail = { group: groupId, member: personId };
    await recordEvent(tx, { event: 'group.joined', personId: actor.person.id, detail });
  });
}

/**
 * Takes a person out of a group, and with it from behind its walls; so nobody does it to themselves. May be repeated.
 * @throws Problem `not-allowed`
 */
export async function removeGroupMember(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: GroupMembershipChange,
): Promise<void> {
  await authorize(app, actor, 'manage groups');
  const { groupId, personId } = change;
  if (personId === actor.person.id)
    throw new Problem(
      'not-allowed',
      'Nobody takes themselves out of a group, because a wall may name it. Ask another administrator.',
    );
  if (!isId(groupId) || !isId(personId)) return;
  await app.database.asPerson(actor.person.id, async (tx) => {
    const { count } = await tx.groupMember.deleteMany({ where: { groupId, personId } });
    if (count === 0) return;
    const detail = { group: groupId, member: personId };
    await recordEvent(tx, { event: 'group.left', personId: actor.person.id, detail });
  });
}
