import { randomUUID } from 'node:crypto';
import { authorize, inMatter, isId, type EnteredMatter } from '../access/authorize.js';
import type { MembershipRole } from '../access/policy.js';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import { personView } from '../auth/session.js';
import type { PersonView, SignedIn } from '../auth/signed-in.js';
import { cutPage, readCursor, type ListPage } from '../platform/cursor.js';
import { Problem } from '../platform/errors.js';

export type MatterView = {
  id: string;
  client: string;
  number: string;
  name: string;
  access: 'members' | 'firm';
  createdAt: string;
  /** The asking person's own part; null where they see it because it is open to the firm. */
  role: MembershipRole | null;
};

export type NewMatter = Pick<MatterView, 'client' | 'number' | 'name' | 'access'>;
export type MemberView = { person: PersonView; role: MembershipRole };

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
  const rows = await app.database.asPerson(who.person.id, async (tx) => {
    const found = await tx.matter.findMany({
      ...(after && {
        where: { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] },
      }),
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: page.limit + 1,
      include: { members: { where: { personId: who.person.id } } },
    });
    await recordEvent(tx, {
      event: 'matter.listed',
      personId: who.person.id,
      detail: { shown: Math.min(found.length, page.limit) },
    });
    return found;
  });
  return cutPage(rows, page.limit, {
    position: (row) => ({ at: row.createdAt, id: row.id }),
    view: ({ members, ...row }) => matterView({ ...row, role: members[0]?.role ?? null }),
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

/** Who belongs to a matter; open to everybody who may see it. @throws Problem `not-found` */
export async function listMembers(
  app: Pick<App, 'database'>,
  who: SignedIn,
  matterId: string,
): Promise<MemberView[]> {
  return inMatter(app, who, {
    ability: 'view matter',
    matterId,
    work: async (tx) => {
      const rows = await tx.membership.findMany({
        where: { matterId },
        include: { person: true },
        orderBy: { addedAt: 'asc' },
      });
      return rows.map((row) => ({ person: personView(row.person), role: row.role }));
    },
  });
}

/**
 * Gives a person a part in a matter, or another one. May be repeated. A matter keeps at least one owner.
 * @throws Problem `not-found`, `not-allowed`, `conflict`
 */
export async function setMember(
  app: Pick<App, 'database'>,
  who: SignedIn,
  change: { matterId: string; personId: string; role: MembershipRole },
): Promise<MemberView> {
  const { matterId, personId, role } = change;
  return inMatter(app, who, {
    ability: 'manage members',
    matterId,
    work: async (tx) => {
      const person = isId(personId) ? await tx.person.findUnique({ where: { id: personId } }) : null;
      if (!person || person.disabledAt)
        throw new Problem('not-found', 'There is no such person here. Add them under People first.');
      const otherOwners = await tx.membership.count({
        where: { matterId, role: 'owner', personId: { not: personId } },
      });
      if (role !== 'owner' && otherOwners === 0) {
        throw new Problem(
          'conflict',
          'A matter needs at least one owner. Make somebody else an owner first.',
        );
      }
      await tx.membership.upsert({
        where: { matterId_personId: { matterId, personId } },
        create: { matterId, personId, role },
        update: { role },
      });
      await recordEvent(tx, {
        event: 'member.changed',
        personId: who.person.id,
        matterId,
        detail: { member: personId, role },
      });
      return { person: personView(person), role };
    },
  });
}

function matterView(matter: Omit<EnteredMatter, 'createdAt'> & { createdAt: Date }): MatterView {
  const { id, client, number, name, access, role } = matter;
  return { id, client, number, name, access, createdAt: matter.createdAt.toISOString(), role };
}
