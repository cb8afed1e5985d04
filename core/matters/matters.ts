import { randomUUID } from 'node:crypto';
import { authorize, readAuthorized, type AuthorizedMatter } from '../access/authorize.ts';
import { listMatterAbilities, type MatterAbilities } from '../access/matter-abilities.ts';
import type { MatterRole } from '../access/policy.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { notFullyReadStatement } from '../reading/count-not-fully-read.ts';
import type { Actor } from '../actor.ts';
import { mayTakeNumber, numberNotGiven, requestNumber } from './number-requests.ts';
import { isBefore, toListPage, decodeCursor, type ListPage } from '../platform/pagination.ts';
import { sql, type Statement } from '../platform/readers.ts';
import type { Seen } from '../platform/record-views.ts';

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
      detail: { access: input.access, number: input.number },
    });
    return true;
  });
  if (!isOpen) throw numberNotGiven();
  return toMatterView(actor, { ...matter, role: 'owner', walled: false });
}

/** Which matters are asked for: so many, from a cursor on. @throws Problem `invalid-request` for a foreign cursor */
export type MattersWanted = { limit: number; cursor?: string | undefined };

/** Lists the matters that the actor may see, newest first. */
export async function listMatters(
  app: Pick<App, 'database'>,
  actor: Actor,
  wanted: MattersWanted,
): Promise<ListPage<MatterView>> {
  return app.database.read(actor.person.id, {}, [mattersStatement(wanted)], ([found], seen) =>
    toMattersPage(actor, { found, wanted, seen }),
  );
}

type MatterRow = Omit<AuthorizedMatter, 'walled'>;

/** The matters that the person may see, the newest first, and one more than is wanted. */
export function mattersStatement({ limit, cursor }: MattersWanted): Statement<MatterRow> {
  const after = decodeCursor('matters', cursor);
  // Row-level security leaves out what stands behind a wall.
  return sql`
    SELECT matter.id::text, client, number, name, access::text, created_at AS "createdAt", mine.role::text AS role
    FROM matter LEFT JOIN my_roles() AS mine ON mine.matter_id = matter.id
    WHERE matter.id = ANY(ARRAY(SELECT visible_matters())) AND ${isBefore(after, sql`created_at`, sql`matter.id`)}
    ORDER BY created_at DESC, matter.id DESC LIMIT ${limit + 1}`;
}

/** The page of the rows of `mattersStatement`, and what it shows. */
export function toMattersPage(
  actor: Actor,
  { found, wanted, seen }: { found: MatterRow[]; wanted: MattersWanted; seen: Seen },
): ListPage<MatterView> {
  recordView(seen, {
    event: 'matter.listed',
    personId: actor.person.id,
    detail: {
      shown: Math.min(found.length, wanted.limit),
      matters: found.slice(0, wanted.limit).map(({ id }) => id),
    },
  });
  return toListPage(found, wanted.limit, {
    list: 'matters',
    position: (row) => ({ at: row.createdAt, id: row.id }),
    view: (row) => toMatterView(actor, { ...row, walled: false }),
  });
}

/** Reads one matter. @throws Problem `not-found` */
export async function getMatter(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<MatterDetail> {
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { matterId },
    statements: [notFullyReadStatement(matterId)],
    toAnswer: ([notFullyRead], matter, seen) => {
      recordView(seen, { event: 'matter.viewed', personId: actor.person.id, matterId });
      return toMatterDetail(actor, matter, notFullyRead);
    },
  });
}

/** The view of a matter, and the row of `notFullyReadStatement`. */
export function toMatterDetail(
  actor: Actor,
  matter: AuthorizedMatter,
  [notFullyRead]: { count: number }[],
): MatterDetail {
  return { ...toMatterView(actor, matter), notFullyRead: notFullyRead?.count ?? 0 };
}

/** The view of a matter that the actor was let into. */
export function toMatterView(actor: Actor, matter: AuthorizedMatter): MatterView {
  const { id, client, number, name, access, role } = matter;
  const createdAt = matter.createdAt.toISOString();
  return { id, client, number, name, access, createdAt, role, can: listMatterAbilities(actor, matter) };
}
