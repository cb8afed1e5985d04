import { randomUUID } from 'node:crypto';
import { recordEvent, recordView, type Told } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor, PersonView } from '../actor.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import type { Transaction } from '../platform/database.ts';
import { sql, type Statement } from '../platform/readers.ts';
import { formatUtcMinute } from '../platform/format-utc.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { authorize, notAllowed } from './authorize.ts';
import { Denied, withDenialRecording } from './record-denials.ts';
import { isId } from '../ids.ts';
import { emergencyAccessPolicies, type EmergencyAccessPolicy } from './policy.ts';

// In the database (prisma/current.sql): policy emergency_access.taken; trigger
// emergency_access.emergency_access_runs_out; functions matters_for_emergency_access(text), visible_emergency_access(),
// end_emergency_access(uuid), acknowledge_emergency_access(uuid).

/** How long emergency access may last. */
export const emergencyAccessHours = [1, 4, 8] as const;

/** A viewer's role in a matter that somebody granted themselves. Times are RFC 3339 UTC. */
export type EmergencyAccess = {
  id: string;
  matterId: string;
  matterNumber: string;
  person: PersonView;
  reason: string;
  begunAt: string;
  /** When it ends, or was ended. */
  until: string;
  running: boolean;
  /** To an owner of the matter: when they acknowledged it; to others: when the first owner did. */
  seenAt: string | null;
  /** The actor owns the matter. */
  owned: boolean;
};

/** Whether the firm's rule allows this actor emergency access. */
export async function canUseEmergencyAccess(app: Pick<App, 'database'>, actor: Actor): Promise<boolean> {
  return app.database.asPerson(actor.person.id, async (tx) =>
    emergencyAccessPolicies[await readEmergencyAccessPolicy(tx)](actor),
  );
}

async function readEmergencyAccessPolicy(tx: Transaction): Promise<EmergencyAccessPolicy> {
  const { breakGlass } = await tx.firmRule.findUniqueOrThrow({ where: { id: 1 } });
  return breakGlass;
}

/**
 * Grants the actor, who has no role in the matter, a viewer's role for some hours, with a reason that its
 * owners read. A wall still beats it: a matter behind one is answered like one that does not exist.
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, `conflict` when they see the matter already
 */
export async function startEmergencyAccess(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { number: string; hours: (typeof emergencyAccessHours)[number]; reason: string },
): Promise<EmergencyAccess> {
  const { number, hours, reason } = input;
  await authorize(app, actor, 'use emergency access');
  return withDenialRecording(app, actor, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      const ability = 'use emergency access';
      if (!emergencyAccessPolicies[await readEmergencyAccessPolicy(tx)](actor))
        throw new Denied(notAllowed(ability), { ability });
      const matterId = await findEligibleMatter(tx, number);
      const id = randomUUID();
      // Not by Prisma: the application's database role may set no time in this table; a trigger sets both.
      await tx.$executeRaw`
        INSERT INTO emergency_access (id, matter_id, person_id, hours, reason)
        VALUES (${id}::uuid, ${matterId}::uuid, ${actor.person.id}::uuid, ${hours}::int, ${reason})`;
      const [started] = await findEmergencyAccess(tx, id);
      if (!started) throw new Error(`the emergency access ${id} is not there`);
      const told = await notifyOfAccess(tx, actor, started);
      const detail = { access: id, hours, reason };
      await recordEvent(tx, { event: 'glass.broken', personId: actor.person.id, matterId, detail }, told);
      return started;
    }),
  );
}

/** The reason stands on the page of the matter alone, because mail is read on its way. */
function notifyOfAccess(tx: Transaction, actor: Actor, { matterId, until }: EmergencyAccess): Promise<Told> {
  return notifyOwners(tx, 'glass.broken', {
    kind: 'emergency-access-used',
    by: actor,
    matterIds: [matterId],
    about: (matter) => `${matter} until ${formatUtcMinute(until)}`,
    path: `/matters/${matterId}`,
  });
}

async function findEligibleMatter(tx: Transaction, number: string): Promise<string> {
  const [matter] = await tx.$queryRaw<{ id: string; seen: boolean }[]>`
    SELECT id::text, seen FROM matters_for_emergency_access(${number.trim()})`;
  if (matter?.seen) {
    const sentence = 'You can see this matter already. You find it under Matters.';
    const attempt = { matterId: matter.id, ability: 'use emergency access', reason: 'conflict' } as const;
    throw new Denied(new Problem('conflict', sentence), attempt);
  }
  // The record says no more than that it was denied: the number may be that of a matter behind a wall.
  if (!matter) throw new Denied(notFound('matter'), { ability: 'use emergency access' });
  return matter.id;
}

/**
 * Lists the emergency access to matters that the actor owns or administers, and their own while it runs;
 * newest first. Recorded.
 * @throws Problem `not-allowed`
 */
export async function listEmergencyAccess(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<EmergencyAccess[]> {
  await authorize(app, actor, 'read documents');
  return app.database.read(actor.person.id, {}, [emergencyAccessStatement({})], ([rows], seen) => {
    recordView(seen, { event: 'glass.listed', personId: actor.person.id, detail: { shown: rows.length } });
    return rows.map(toEmergencyAccess);
  });
}

/**
 * Ends emergency access early: for whoever has it, an owner of the matter, an administrator. May be repeated.
 * @throws Problem `not-found`
 */
export function endEmergencyAccess(
  app: Pick<App, 'database'>,
  actor: Actor,
  id: string,
): Promise<EmergencyAccess> {
  return withEmergencyAccess(app, actor, {
    id,
    work: async (tx, { matterId }) => {
      const [done] = await tx.$queryRaw<{ rows: number }[]>`SELECT end_emergency_access(${id}::uuid) AS rows`;
      const about = { personId: actor.person.id, matterId };
      if (done?.rows) await recordEvent(tx, { event: 'glass.ended', ...about, detail: { access: id } });
    },
  });
}

/**
 * Acknowledges emergency access as an owner, for oneself alone: the list of matters no longer shows it to them, and
 * to the other owners still. May be repeated.
 * @throws Problem `not-found`
 */
export function acknowledgeEmergencyAccess(
  app: Pick<App, 'database'>,
  actor: Actor,
  id: string,
): Promise<EmergencyAccess> {
  return withEmergencyAccess(app, actor, {
    id,
    work: async (tx, { matterId, owned }) => {
      if (!owned) throw new Denied(notFound('emergency access'), { matterId, ability: 'manage members' });
      const [done] = await tx.$queryRaw<
        { rows: number }[]
      >`SELECT acknowledge_emergency_access(${id}::uuid) AS rows`;
      const about = { personId: actor.person.id, matterId };
      if (done?.rows) await recordEvent(tx, { event: 'glass.noted', ...about, detail: { access: id } });
    },
  });
}

/** Row-level security is the whole rule here: an actor who may not know of it finds none. */
function withEmergencyAccess(
  app: Pick<App, 'database'>,
  actor: Actor,
  { id, work }: { id: string; work: (tx: Transaction, access: EmergencyAccess) => Promise<void> },
): Promise<EmergencyAccess> {
  return withDenialRecording(app, actor, () =>
    app.database.asPerson(actor.person.id, async (tx) => {
      const [access] = isId(id) ? await findEmergencyAccess(tx, id) : [];
      if (!access) throw new Denied(notFound('emergency access'), { ability: 'manage members' });
      await work(tx, access);
      return access;
    }),
  );
}

type EmergencyAccessRow = Omit<EmergencyAccess, 'begunAt' | 'until' | 'running' | 'seenAt'> & {
  begunAt: Date;
  until: Date;
  endedAt: Date | null;
  seenAt: Date | null;
};

const maxShown = 200;

async function findEmergencyAccess(tx: Transaction, id: string): Promise<EmergencyAccess[]> {
  return (await tx.$queryRaw<EmergencyAccessRow[]>(emergencyAccessStatement({ id }))).map(toEmergencyAccess);
}

/** Emergency access that the person may know of: all, one, or what there is to one matter; the newest first. */
export function emergencyAccessStatement(which: {
  id?: string;
  matterId?: string;
}): Statement<EmergencyAccessRow> {
  const { id, matterId } = which;
  return sql`
    SELECT access.id::text, matter_id::text AS "matterId", number AS "matterNumber", access.reason, begun_at AS "begunAt", until,
      ended_at AS "endedAt", seen_at AS "seenAt", owned,
      json_build_object('id', person.id, 'email', person.email, 'name', person.name, 'role', person.role) AS person
    FROM visible_emergency_access() AS access JOIN person ON person.id = access.person_id
    WHERE ${id === undefined ? sql`true` : sql`access.id = ${id}::uuid`}
      AND ${matterId === undefined ? sql`true` : sql`access.matter_id = ${matterId}::uuid`}
    ORDER BY begun_at DESC, access.id DESC LIMIT ${maxShown}`;
}

/** The view of a row of `emergencyAccessStatement`. */
export function toEmergencyAccess({
  begunAt,
  until,
  endedAt,
  seenAt,
  ...row
}: EmergencyAccessRow): EmergencyAccess {
  const times = { begunAt: begunAt.toISOString(), until: (endedAt ?? until).toISOString() };
  const running = endedAt === null && until.getTime() > Date.now();
  return { ...row, ...times, running, seenAt: seenAt?.toISOString() ?? null };
}
