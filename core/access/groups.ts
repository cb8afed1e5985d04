import { randomUUID } from 'node:crypto';
import { recordEvent, recordEvents, type Told } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { personView, type Actor, type PersonView } from '../actor.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { notifyOfOwnerGroup } from '../notices/notify-of-owners.ts';
import { notifyOfWalledGroup } from '../notices/notify-of-walled-group.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { refuseDuplicate } from '../platform/database-errors.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { quotePerson } from '../platform/quote-name.ts';
import { sql } from '../platform/readers.ts';
import { authorize, authorizeReading } from './authorize.ts';
import { Denied, withDenialRecording } from './record-denials.ts';
import { isId } from '../ids.ts';

// In the database (prisma/current.sql): policies person_group.administrator_makes,
// group_member.administrator_sees, group_member.administrator_adds, group_member.administrator_removes; functions
// group_crosses_wall(uuid,uuid), group_is_walled(uuid), matters_of_group(uuid), walled_matters_of_group(uuid).

export type GroupView = { id: string; name: string };

/**
 * Lists the firm's groups by name. Everybody may name one; its members are for administrators.
 * @throws Problem `not-allowed`
 */
export async function listGroups(app: Pick<App, 'database'>, actor: Actor): Promise<GroupView[]> {
  await authorize(app, actor, 'see colleagues');
  return app.database.read(actor.person.id, {}, [groupsStatement], ([rows]) => rows);
}

/** Every group of the firm, by name. */
export const groupsStatement = sql<GroupView>`SELECT id::text, name FROM person_group ORDER BY name`;

/** Creates a group. @throws Problem `not-allowed`, `conflict` when the name is taken */
export async function createGroup(
  app: Pick<App, 'database'>,
  actor: Actor,
  name: string,
): Promise<GroupView> {
  await authorize(app, actor, 'manage groups');
  const group = { id: randomUUID(), name };
  return refuseDuplicate('There is a group of this name already. Choose another name.', () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      await tx.personGroup.create({ data: group });
      const detail = { group: group.id, name };
      await recordEvent(tx, { event: 'group.created', personId: actor.person.id, detail });
      return group;
    }),
  );
}

/** Lists who is in a group, the longest first. @throws Problem `not-allowed`, `not-found` */
export async function listGroupMembers(
  app: Pick<App, 'database'>,
  actor: Actor,
  groupId: string,
): Promise<PersonView[]> {
  await authorizeReading(app, actor, 'manage groups');
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
 * Adds a person to a group: its roles and its walls hold for them from this moment on. Nobody adds
 * themselves: an administrator would read the group's matters that way. May be repeated.
 * @throws Problem `not-allowed`, `not-found`
 */
export async function addGroupMember(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: GroupMembershipChange,
): Promise<void> {
  const { groupId, personId } = change;
  const refusal =
    'Nobody puts themselves into a group, because it may have matters. Ask another administrator.';
  await authorizeForOthers(app, actor, { personId, refusal });
  await withDenialRecording(app, actor, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      await refuseKey(tx, actor, change, 'join');
      const group = isId(groupId) ? await tx.personGroup.findUnique({ where: { id: groupId } }) : null;
      if (!group) throw notFound('group');
      const person = isId(personId) ? await tx.person.findUnique({ where: { id: personId } }) : null;
      if (!person || person.disabledAt) throw notFound('person');
      const { count } = await tx.groupMember.createMany({ data: [change], skipDuplicates: true });
      if (count === 0) return;
      const told = await notifyBehindWalls(tx, actor, { groupId, person });
      await notifyOfWalledGroup(tx, actor, { event: 'group.joined', groupId, person });
      await recordInMatters(tx, actor, { event: 'group.joined', groupId, person });
      const detail = { group: groupId, member: personId };
      await recordEvent(tx, { event: 'group.joined', personId: actor.person.id, detail }, told);
    }),
  );
}

/** Tells the owners of the group's matters around which a wall stands, or stood: somebody has come in behind it. */
async function notifyBehindWalls(
  tx: Transaction,
  actor: Actor,
  { groupId, person }: { groupId: string; person: PersonView },
): Promise<Told> {
  const walled = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id::text FROM walled_matters_of_group(${groupId}::uuid) AS id`;
  return notifyOwners(tx, 'group.joined', {
    kind: 'group-behind-wall-joined',
    by: actor,
    matterIds: walled.map(({ id }) => id),
    about: (matters) => `${quotePerson(person)} into a group that has a role in ${matters}`,
    except: person.id,
  });
}

/**
 * Removes a person from a group, and with it from behind its walls; so nobody removes themselves. May be
 * repeated.
 * @throws Problem `not-allowed`
 */
export async function removeGroupMember(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: GroupMembershipChange,
): Promise<void> {
  const { groupId, personId } = change;
  const refusal =
    'Nobody takes themselves out of a group, because a wall may name it. Ask another administrator.';
  await authorizeForOthers(app, actor, { personId, refusal });
  if (!isId(groupId) || !isId(personId)) return;
  await withDenialRecording(app, actor, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      await refuseKey(tx, actor, change, 'leave');
      const { count } = await tx.groupMember.deleteMany({ where: { groupId, personId } });
      if (count === 0) return;
      const person = await tx.person.findUniqueOrThrow({ where: { id: personId } });
      const told = await notifyOfWalledGroup(tx, actor, { event: 'group.left', groupId, person });
      await recordInMatters(tx, actor, { event: 'group.left', groupId, person });
      const detail = { group: groupId, member: personId };
      await recordEvent(tx, { event: 'group.left', personId: actor.person.id, detail }, told);
    }),
  );
}

/**
 * Tells the owners of the matters that the group owns, and leaves a row in each matter in which it has a role. Those
 * around which a wall stands are told of who comes in already (`notifyBehindWalls`). A row for each: a wall around
 * one hides that one from an auditor.
 */
async function recordInMatters(
  tx: Transaction,
  actor: Actor,
  { event, groupId, person }: { event: 'group.joined' | 'group.left'; groupId: string; person: PersonView },
): Promise<void> {
  const matters = await tx.$queryRaw<{ id: string; isOwned: boolean; isWalled: boolean }[]>`
    SELECT id::text, is_owned AS "isOwned", is_walled AS "isWalled" FROM matters_of_group(${groupId}::uuid)`;
  const owned = matters.filter(({ isOwned, isWalled }) => isOwned && !(isWalled && event === 'group.joined'));
  await notifyOfOwnerGroup(tx, actor, { event, matterIds: owned.map(({ id }) => id), person });
  const rows = matters.map(({ id: matterId }) => ({
    event: event === 'group.joined' ? ('group-part.joined' as const) : ('group-part.left' as const),
    personId: actor.person.id,
    matterId,
    detail: { group: groupId, member: person.id },
  }));
  await recordEvents(tx, rows);
}

/** Administrators change who is in a group, for others alone. */
async function authorizeForOthers(
  app: Pick<App, 'database'>,
  actor: Actor,
  { personId, refusal }: { personId: string; refusal: string },
): Promise<void> {
  await authorize(app, actor, 'manage groups');
  if (personId === actor.person.id) throw new Problem('not-allowed', refusal);
}

/**
 * A program that keeps groups in step changes nothing about walls, and makes no owners: it puts nobody into a group
 * that owns a matter or has one from which a wall keeps them, and nobody into or out of a group that a wall names.
 */
async function refuseKey(
  tx: Transaction,
  actor: Actor,
  { groupId, personId }: GroupMembershipChange,
  change: 'join' | 'leave',
): Promise<void> {
  if (!actor.key || !isId(groupId) || !isId(personId)) return;
  const isWalled = Prisma.sql`group_is_walled(${groupId}::uuid)`;
  const asked =
    change === 'join'
      ? Prisma.sql`${isWalled} OR group_crosses_wall(${groupId}::uuid, ${personId}::uuid)
          OR EXISTS (SELECT FROM matters_of_group(${groupId}::uuid) WHERE is_owned)`
      : isWalled;
  const [found] = await tx.$queryRaw<{ refused: boolean }[]>`SELECT ${asked} AS refused`;
  if (found?.refused) throw new Denied(programMayNot(), { ability: 'manage groups' });
}

/** Says nothing of a wall or an owner: whoever has the key learns only that a person must do this. */
function programMayNot(): Problem {
  return new Problem(
    'not-allowed',
    'No program changes this person in this group with an API key. Sign in and do it yourself, under Groups.',
  );
}
