import { readAuthorized, withAuthorizedMatter } from './authorize.ts';
import { isId } from '../ids.ts';
import type { MatterRole } from './policy.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { personView, type Actor, type PersonView } from '../actor.ts';
import { notifyOfMemberChange } from '../notices/notify-of-owners.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { sql, type Statement } from '../platform/readers.ts';

// In the database (prisma/current.sql): policies membership.person_sees, membership.owner_adds,
// membership.owner_changes, membership.owner_removes.

export type MemberView = { person: PersonView; role: MatterRole };

/** Lists the members of a matter; open to everybody who may see it. @throws Problem `not-found` */
export async function listMembers(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<MemberView[]> {
  return readAuthorized(app, actor, {
    ability: 'view matter',
    about: { matterId },
    statements: [membersStatement(matterId)],
    toAnswer: ([rows], _matter, seen) => {
      recordView(seen, { event: 'matter.viewed', personId: actor.person.id, matterId });
      return rows.map(toMember);
    },
  });
}

type MemberRow = PersonView & { memberRole: MatterRole };

/** The members of a matter, the longest first. */
export function membersStatement(matterId: string): Statement<MemberRow> {
  return sql`
    SELECT person.id::text, email, name, person.role::text, membership.role::text AS "memberRole"
    FROM membership JOIN person ON person.id = membership.person_id
    WHERE membership.matter_id = ${matterId}::uuid ORDER BY membership.added_at`;
}

/** The view of a row of `membersStatement`. */
export function toMember({ memberRole: role, ...person }: MemberRow): MemberView {
  return { person: personView(person), role };
}

/**
 * Sets a person's role in a matter. May be repeated. A matter keeps at least one owner.
 * @throws Problem `not-found`, `not-allowed`, `conflict`
 */
export async function setMemberRole(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: { matterId: string; personId: string; role: MatterRole },
): Promise<MemberView> {
  const { matterId, personId, role } = change;
  return withAuthorizedMatter(app, actor, {
    ability: 'manage members',
    matterId,
    work: async (tx) => {
      const person = isId(personId) ? await tx.person.findUnique({ where: { id: personId } }) : null;
      if (!person || person.disabledAt)
        throw new Problem('not-found', 'There is no such person here. Add them under People first.');
      const before = await lockRole(tx, { matterId, personId });
      if (role !== 'owner') await requireAnotherOwner(tx, { matterId, personId });
      const told = await notifyOfMemberChange(tx, actor, { matterId, before, after: role, person });
      await tx.membership.upsert({
        where: { matterId_personId: { matterId, personId } },
        create: { matterId, personId, role },
        update: { role },
      });
      const about = { personId: actor.person.id, matterId };
      await recordEvent(tx, { event: 'member.changed', ...about, detail: { member: personId, role } }, told);
      return { person: personView(person), role };
    },
  });
}

/**
 * Removes a person's own role in a matter; a group they are in keeps its role. May be repeated.
 * @throws Problem `not-found`, `not-allowed`, `conflict` for the last owner
 */
export async function removeMember(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: { matterId: string; personId: string },
): Promise<void> {
  const { matterId, personId } = change;
  await withAuthorizedMatter(app, actor, {
    ability: 'manage members',
    matterId,
    work: async (tx) => {
      if (!isId(personId)) return;
      const before = await lockRole(tx, change);
      await requireAnotherOwner(tx, change);
      if (before === null) return;
      const person = await tx.person.findUniqueOrThrow({ where: { id: personId } });
      const told = await notifyOfMemberChange(tx, actor, { matterId, before, after: null, person });
      await tx.membership.deleteMany({ where: { matterId, personId } });
      const detail = { member: personId };
      await recordEvent(tx, { event: 'member.removed', personId: actor.person.id, matterId, detail }, told);
    },
  });
}

/** The role that somebody has by name, which nobody changes until this is over: who is told depends on it. */
async function lockRole(
  tx: Transaction,
  named: { matterId: string; personId: string },
): Promise<MatterRole | null> {
  const { matterId, personId } = named;
  await tx.$queryRaw`SELECT FROM matter WHERE id = ${matterId}::uuid FOR NO KEY UPDATE`;
  const found = await tx.membership.findUnique({ where: { matterId_personId: { matterId, personId } } });
  return found?.role ?? null;
}

/**
 * Only people count as owners, not groups: somebody must answer for a matter. Of two owners who leave at
 * once, the second waits and stays (`lockRole`).
 */
async function requireAnotherOwner(
  tx: Transaction,
  leaving: { matterId: string; personId: string },
): Promise<void> {
  const { matterId, personId } = leaving;
  const others = await tx.membership.count({
    where: { matterId, role: 'owner', personId: { not: personId } },
  });
  if (others === 0)
    throw new Problem('conflict', 'A matter needs at least one owner. Make somebody else an owner first.');
}
