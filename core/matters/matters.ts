import { randomUUID } from 'node:crypto';
import { authorize, inMatter, type EnteredMatter } from '../access/authorize.ts';
import type { MembershipRole } from '../access/policy.ts';
import { fewVisibleMatters } from '../access/visible-matters.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { cutPage, readCursor, type ListPage } from '../platform/cursor.ts';

export type MatterView = {
  id: string;
  client: string;
  number: string;
  name: string;
  access: 'members' | 'firm';
  createdAt: string;
  /** The asking person's own part, by name or by group; null where they see it because it is open to the firm. */
  role: MembershipRole | null;
};

export type NewMatter = Pick<MatterView, 'client' | 'number' | 'name' | 'access'>;

/** Opens a matter; whoever opens it is its first owner. */
export async function createMatter(
  app: Pick<App, 'database'>,
  who: SignedIn,
  input: NewMatter,
): Promise<MatterView> {
  await authorize(app, who, 'open matters');
  const matter = { ...input, id: randomUUID(), createdAt: new Date() };
  await app.database.asPerson(who.person.id, async (tx) => {
    // createMany returns nothing: until the membership stands, not even its creator may see the row.
    await tx.matter.createMany({ data: [{ ...matter, createdBy: who.person.id }] });
    await tx.membership.createMany({
      data: [{ matterId: matter.id, personId: who.person.id, role: 'owner' }],
    });
    await recordEvent(tx, {
      event: 'matter.created',
      personId: who.person.id,
      matterId: matter.id,
      detail: { access: input.access },
    });
  });
  return matterView({ ...matter, role: 'owner' });
}

/** The matters this person may see, newest first. */
export async function listMatters(
  app: Pick<App, 'database'>,
  who: SignedIn,
  page: { limit: number; cursor?: string | undefined },
): Promise<ListPage<MatterView>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor);
  return app.database.asPerson(who.person.id, async (tx) => {
    const few = await fewVisibleMatters(tx);
    const found = await tx.matter.findMany({
      where: {
        ...(few && { id: { in: few } }),
        ...(after && {
          OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: page.limit + 1,
    });
    const parts = await tx.$queryRaw<{ id: string; role: MembershipRole }[]>`
      SELECT matter_id::text AS id, role::text AS role FROM my_parts() WHERE matter_id::text = ANY(${found.map((row) => row.id)})`;
    const roles = new Map(parts.map(({ id, role }) => [id, role]));
    await recordEvent(tx, {
      event: 'matter.listed',
      personId: who.person.id,
      detail: { shown: Math.min(found.length, page.limit) },
    });
    return cutPage(found, page.limit, {
      position: (row) => ({ at: row.createdAt, id: row.id }),
      view: (row) => matterView({ ...row, role: roles.get(row.id) ?? null }),
    });
  });
}

/** @throws Problem `not-found` */
export async function getMatter(
  app: Pick<App, 'database'>,
  who: SignedIn,
  matterId: string,
): Promise<MatterView> {
  return inMatter(app, who, {
    ability: 'view matter',
    matterId,
    work: async (tx, matter) => {
      await recordEvent(tx, { event: 'matter.viewed', personId: who.person.id, matterId });
      return matterView(matter);
    },
  });
}

function matterView(matter: Omit<EnteredMatter, 'walled'>): MatterView {
  const { id, client, number, name, access, role } = matter;
  return { id, client, number, name, access, createdAt: matter.createdAt.toISOString(), role };
}
