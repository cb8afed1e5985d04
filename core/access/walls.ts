import { randomUUID } from 'node:crypto';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { personView, type Actor, type PersonView } from '../actor.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { notifyAuditorsOfWall } from '../notices/notify-auditors-of-wall.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { requireProof } from './authorize.ts';
import { Denied } from './record-denials.ts';
import { isId } from '../ids.ts';
import type { GroupView } from './groups.ts';
import {
  asMatterAdministrator,
  readAdministrableNumbers,
  withAdministrationOfOneOrAll,
  withMatterAdministration,
} from './matter-administration.ts';

// In the database (prisma/current.sql): policies wall.administered, wall.raised, wall.lifted.

/**
 * An ethical wall: while it stands, this person or group sees nothing of the matter, whatever roles they
 * have.
 */
export type WallView = {
  id: string;
  matterId: string;
  matterNumber: string;
  person: PersonView | null;
  group: GroupView | null;
  reason: string;
  startsAt: string;
  endsAt: string | null;
  raisedAt: string;
  liftedAt: string | null;
  liftedBecause: string | null;
};

export type NewWall = {
  matterId: string;
  personId?: string | undefined;
  groupId?: string | undefined;
  reason: string;
  startsAt?: string | undefined;
  endsAt?: string | undefined;
};

/**
 * Raises a wall around a matter, and around every copy that was restored of it: for its owners, or an
 * administrator.
 * @throws Problem `conflict`, `not-found`, `not-allowed`, `invalid-request`
 */
export async function raiseWall(app: Pick<App, 'database'>, actor: Actor, wall: NewWall): Promise<WallView> {
  const { matterId, personId, groupId, reason } = wall;
  const startsAt = wall.startsAt === undefined ? new Date() : new Date(wall.startsAt);
  const endsAt = wall.endsAt === undefined ? null : new Date(wall.endsAt);
  if ((personId === undefined) === (groupId === undefined))
    throw new Problem('invalid-request', 'A wall names either one person or one group. Choose one of them.');
  if (endsAt !== null && endsAt <= startsAt)
    throw new Problem('invalid-request', 'The wall would end before it begins. Choose a later end, or none.');
  if (endsAt !== null && endsAt <= new Date())
    throw new Problem('invalid-request', 'The wall would have ended already. Choose a later end, or none.');
  return withMatterAdministration(app, actor, {
    what: 'walls',
    matterId,
    work: async (tx) => {
      if (personId !== undefined && !(isId(personId) && (await tx.person.count({ where: { id: personId } }))))
        throw notFound('person');
      if (
        groupId !== undefined &&
        !(isId(groupId) && (await tx.personGroup.count({ where: { id: groupId } })))
      )
        throw notFound('group');
      const notice = { kind: 'wall-raised', by: actor, matterIds: [matterId] } as const;
      const told = await notifyOwners(tx, 'wall.raised', { ...notice, path: `/matters/${matterId}` });
      const id = randomUUID();
      const named = { personId: personId ?? null, groupId: groupId ?? null };
      // createMany returns nothing: somebody who walls themselves off no longer sees the row.
      await tx.wall.createMany({
        data: [{ id, matterId, ...named, reason, startsAt, endsAt, raisedBy: actor.person.id }],
      });
      const [raised] = await findWalls(tx, { id });
      if (!raised)
        throw new Problem('conflict', 'This wall would shut you out as well. Ask another owner to raise it.');
      await notifyAuditorsOfWall(tx, actor, wall);
      const detail = { wall: id, against: personId ?? groupId ?? '', reason };
      await recordEvent(tx, { event: 'wall.raised', personId: actor.person.id, matterId, detail }, told);
      return raised;
    },
  });
}

/**
 * Lists the walls around a matter, past ones too; without a matter all of them (administrators).
 * @throws Problem `not-found`, `not-allowed`
 */
export async function listWalls(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { matterId?: string | undefined },
): Promise<WallView[]> {
  const { matterId } = input;
  return withAdministrationOfOneOrAll(app, actor, {
    what: 'walls',
    matterId,
    work: async (tx) => {
      const walls = await findWalls(tx, matterId === undefined ? {} : { matterId });
      const about = { personId: actor.person.id, ...(matterId !== undefined && { matterId }) };
      recordView(tx, { event: 'wall.listed', ...about, detail: { shown: walls.length } });
      return walls;
    },
  });
}

/**
 * Ends a wall early, or one without an end; it stays on record. May be repeated.
 * @throws Problem `not-found`, `confirm-first`
 */
export async function liftWall(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: { wallId: string; reason: string },
): Promise<WallView> {
  const { wallId, reason } = change;
  return asMatterAdministrator(app, actor, async (tx) => {
    // Row-level security is the whole rule here: who may not manage the matter's walls finds none.
    const [wall] = isId(wallId) ? await findWalls(tx, { id: wallId }) : [];
    if (!wall) throw new Denied(notFound('wall'), { ability: 'manage walls' });
    requireProof(actor, 'manage walls');
    const { count } = await tx.wall.updateMany({
      where: { id: wallId, liftedAt: null },
      data: { liftedAt: new Date(), liftedBy: actor.person.id, liftedBecause: reason },
    });
    if (count > 0) {
      const { matterId } = wall;
      const notice = { kind: 'wall-lifted', by: actor, matterIds: [matterId] } as const;
      const told = await notifyOwners(tx, 'wall.lifted', { ...notice, path: `/matters/${matterId}` });
      const about = { personId: actor.person.id, matterId };
      await recordEvent(tx, { event: 'wall.lifted', ...about, detail: { wall: wallId, reason } }, told);
    }
    const [lifted] = await findWalls(tx, { id: wallId });
    return lifted ?? wall;
  });
}

async function findWalls(tx: Transaction, where: { id?: string; matterId?: string }): Promise<WallView[]> {
  const rows = await tx.wall.findMany({
    where,
    include: { person: true, group: { select: { id: true, name: true } } },
    orderBy: [{ raisedAt: 'desc' }, { id: 'desc' }],
    take: 1_000,
  });
  const numbers = await readAdministrableNumbers(
    tx,
    rows.map((row) => row.matterId),
  );
  return rows.map((row) => ({
    id: row.id,
    matterId: row.matterId,
    matterNumber: numbers.get(row.matterId) ?? '',
    person: row.person && personView(row.person),
    group: row.group,
    reason: row.reason,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
    raisedAt: row.raisedAt.toISOString(),
    liftedAt: row.liftedAt?.toISOString() ?? null,
    liftedBecause: row.liftedBecause,
  }));
}
