import { randomUUID } from 'node:crypto';
import { authorize, withAuthorizedMatter, type AuthorizedMatter } from '../access/authorize.ts';
import { listMatterAbilities, type MatterAbilities } from '../access/matter-abilities.ts';
import type { MatterRole } from '../access/policy.ts';
import { listVisibleMatterIdsIfFew } from '../access/visible-matters.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { countNotFullyRead } from '../reading/count-not-fully-read.ts';
import type { Actor } from '../actor.ts';
import { mayTakeNumber, numberNotGiven, requestNumber } from './number-requests.ts';
import { toListPage, decodeCursor, type ListPage } from '../platform/pagination.ts';

// In the database (prisma/current.sql): policies matter.person_sees, matter.person_opens; function
// my_roles().

export type MatterView = {
  id: string;
  client: string;
  number: string;
  name: string;
  access: 'members' | 'firm';
  createdAt: string;
  /**
   * The actor's own role, by membership or by group; null where they see the matter because it is open to the
   * firm.
   */
  role: MatterRole | null;
  /** What the asking person may do in it, by the policy. */
  can: MatterAbilities;
};

/** A matter as its own page shows it. */
export type MatterDetail = MatterView & {
  /** How many of its documents are not fully searchable; 10,000 stands for that many or more. */
  notFullyRead: number;
};

export type NewMatter = Pick<MatterView, 'client' | 'number' | 'name' | 'access'>;

/**
 * Opens a matter; the actor is its first owner. A number that another matter has is not given, and the answer is the
 * same whatever matter that is.
 * @throws Problem `not-allowed`, `conflict`
 */
export async function createMatter(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: NewMatter,
): Promise<MatterView> {
  await authorize(app, actor, 'open matters');
  const matter = { ...input, id: randomUUID(), createdAt: new Date() };
  const isOpen = await app.database.asPerson(actor.person.id, async (tx) => {
    // createMany returns no row: until the membership stands, not even its creator may see it.
    const data = [{ ...matter, createdBy: actor.person.id }];
    const isGiven =
      (await mayTakeNumber(tx)) && (await tx.matter.createMany({ data, skipDuplicates: true })).count > 0;
    if (!isGiven) {
      await requestNumber(tx, actor, input.number);
      return false;
    }
    await tx.membership.createMany({
      data: [{ matterId: matter.id, personId: actor.person.id, role: 'owner' }],
    });
    await recordEvent(tx, {
      event: 'matter.created',
      personId: actor.person.id,
      matterId: matter.id,
      detail: { access: input.access },
    });
    return true;
  });
  if (!isOpen) throw numberNotGiven();
  return matterView(actor, { ...matter, role: 'owner', walled: false });
}

/** Lists the matters that the actor may see, newest first. */
export async function listMatters(
  app: Pick<App, 'database'>,
  actor: Actor,
  page: { limit: number; cursor?: string | undefined },
): Promise<ListPage<MatterView>> {
  const after = decodeCursor('matters', page.cursor);
  return app.database.asPerson(actor.person.id, async (tx) => {
    const visibleIds = await listVisibleMatterIdsIfFew(tx);
    const found = await tx.matter.findMany({
      where: {
        ...(visibleIds && { id: { in: visibleIds } }),
        ...(after && {
          OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: page.limit + 1,
    });
    const roleRows = await tx.$queryRaw<{ id: string; role: MatterRole }[]>`
      SELECT matter_id::text AS id, role::text AS role FROM my_roles() WHERE matter_id::text = ANY(${found.map((row) => row.id)})`;
    const roles = new Map(roleRows.map(({ id, role }) => [id, role]));
    await recordEvent(tx, {
      event: 'matter.listed',
      personId: actor.person.id,
      detail: { shown: Math.min(found.length, page.limit) },
    });
    return toListPage(found, page.limit, {
      list: 'matters',
      position: (row) => ({ at: row.createdAt, id: row.id }),
      // Row-level security leaves out what stands behind a wall.
      view: (row) => matterView(actor, { ...row, role: roles.get(row.id) ?? null, walled: false }),
    });
  });
}

/** Reads one matter. @throws Problem `not-found` */
export async function getMatter(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<MatterDetail> {
  return withAuthorizedMatter(app, actor, {
    ability: 'view matter',
    matterId,
    work: async (tx, matter) => {
      const notFullyRead = await countNotFullyRead(tx, [matterId]);
      await recordEvent(tx, { event: 'matter.viewed', personId: actor.person.id, matterId });
      return { ...matterView(actor, matter), notFullyRead };
    },
  });
}

function matterView(actor: Actor, matter: AuthorizedMatter): MatterView {
  const { id, client, number, name, access, role } = matter;
  const createdAt = matter.createdAt.toISOString();
  return { id, client, number, name, access, createdAt, role, can: listMatterAbilities(actor, matter) };
}
