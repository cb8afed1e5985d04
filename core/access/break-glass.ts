import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { requireConfirmed } from '../auth/confirm.ts';
import { personView } from '../auth/session.ts';
import type { PersonView, SignedIn } from '../auth/signed-in.ts';
import { tellPeople } from '../mail/tell-people.ts';
import type { Transaction } from '../platform/database.ts';
import { inUtc } from '../platform/in-utc.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { authorize, Denied, isId, notAllowed, recordingDenial } from './authorize.ts';
import { glassBreakers, type BreakGlassRule } from './policy.ts';

/** How long a broken glass may stay open. */
export const glassHours = [1, 4, 8] as const;

/** A viewer's part in a matter that somebody gave themselves. Times are RFC 3339 UTC. */
export type BrokenGlass = {
  id: string;
  matterId: string;
  matterNumber: string;
  person: PersonView;
  reason: string;
  begunAt: string;
  /** When it ends, or was ended. */
  until: string;
  running: boolean;
  /** When an owner of the matter took note of it. */
  seenAt: string | null;
  /** The matter is one that the reader owns. */
  owned: boolean;
};

/** Whether the firm's rule lets this person break the glass. */
export async function mayBreakGlass(app: Pick<App, 'database'>, who: SignedIn): Promise<boolean> {
  return app.database.asPerson(who.person.id, async (tx) => glassBreakers[await readRule(tx)](who));
}

async function readRule(tx: Transaction): Promise<BreakGlassRule> {
  const { breakGlass } = await tx.firmRule.findUniqueOrThrow({ where: { id: 1 } });
  return breakGlass;
}

/**
 * Lets somebody see a matter they have no part in, for some hours and with a reason its owners read. A wall still beats it, and a matter
 * behind one is answered like one that is not there.
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, `conflict` when they see it already, or when two matters have the number
 */
export async function breakGlass(
  app: Pick<App, 'database'>,
  who: SignedIn,
  wish: { number: string; hours: (typeof glassHours)[number]; reason: string },
): Promise<BrokenGlass> {
  const { number, hours, reason } = wish;
  await authorize(app, who, 'break the glass');
  return recordingDenial(app, who, () =>
    app.database.asPerson(who.person.id, async (tx) => {
      const ability = 'break the glass';
      if (!glassBreakers[await readRule(tx)](who)) throw new Denied(notAllowed(ability), { ability });
      requireConfirmed(who);
      const matterId = await breakable(tx, number);
      const id = randomUUID();
      // Not by Prisma: the application's role may set no time in it, and the database sets both.
      await tx.$executeRaw`
        INSERT INTO broken_glass (id, matter_id, person_id, hours, reason)
        VALUES (${id}::uuid, ${matterId}::uuid, ${who.person.id}::uuid, ${hours}::int, ${reason})`;
      const [broken] = await findBroken(tx, id);
      if (!broken) throw new Error(`the broken glass ${id} is not there`);
      await tellOwners(tx, broken);
      const detail = { access: id, hours, reason };
      await recordEvent(tx, { event: 'glass.broken', personId: who.person.id, matterId, detail });
      return broken;
    }),
  );
}

/** By mail, too, where the firm has it; the reason stands on the page alone, because mail is read on its way. */
async function tellOwners(
  tx: Transaction,
  { matterId, matterNumber, person, until }: BrokenGlass,
): Promise<void> {
  const owners = await tx.$queryRaw<{ id: string }[]>`SELECT id::text FROM owners_to_tell(${matterId}::uuid)`;
  await tellPeople(tx, {
    personIds: owners.map(({ id }) => id),
    subject: `The glass was broken for your matter ${matterNumber}`,
    lines: [
      `${person.name} gave themselves a look into your matter ${matterNumber} until ${inUtc(until)}, without a part in it.`,
      'The page of the matter says why; there you end it, or take note of it.',
    ],
    path: `/matters/${matterId}`,
  });
}

async function breakable(tx: Transaction, number: string): Promise<string> {
  const found = await tx.$queryRaw<{ id: string; seen: boolean }[]>`
    SELECT id::text, seen FROM breakable_matters(${number.trim()})`;
  if (found.some(({ seen }) => seen))
    throw new Problem('conflict', 'You can see this matter already. You find it under Matters.');
  const [matter, another] = found;
  // No more is recorded than that it was denied: the number may be that of a matter behind a wall.
  if (!matter) throw new Denied(notFound('matter'), { ability: 'break the glass' });
  if (another)
    throw new Problem('conflict', 'Several matters have this number. Ask an owner of the one you mean.');
  return matter.id;
}

/** What was broken of the matters that this person owns or tends, and their own while it runs; newest first. @throws Problem `not-allowed` */
export async function listBrokenGlass(app: Pick<App, 'database'>, who: SignedIn): Promise<BrokenGlass[]> {
  await authorize(app, who, 'read documents');
  return app.database.asPerson(who.person.id, (tx) => findBroken(tx));
}

/** Ends one before its time: whose it is, an owner of the matter, an administrator. May be repeated. @throws Problem `not-found` */
export function endBrokenGlass(app: Pick<App, 'database'>, who: SignedIn, id: string): Promise<BrokenGlass> {
  return changing(app, who, {
    id,
    work: async (tx, { matterId }) => {
      const [done] = await tx.$queryRaw<{ rows: number }[]>`SELECT end_broken_glass(${id}::uuid) AS rows`;
      const about = { personId: who.person.id, matterId };
      if (done?.rows) await recordEvent(tx, { event: 'glass.ended', ...about, detail: { access: id } });
    },
  });
}

/** An owner takes note, and the list of matters tells them no more of it. May be repeated. @throws Problem `not-found` */
export function noteBrokenGlass(app: Pick<App, 'database'>, who: SignedIn, id: string): Promise<BrokenGlass> {
  return changing(app, who, {
    id,
    work: async (tx, { matterId, owned }) => {
      if (!owned) throw new Denied(notFound('broken glass'), { matterId, ability: 'manage members' });
      const [done] = await tx.$queryRaw<{ rows: number }[]>`SELECT note_broken_glass(${id}::uuid) AS rows`;
      const about = { personId: who.person.id, matterId };
      if (done?.rows) await recordEvent(tx, { event: 'glass.noted', ...about, detail: { access: id } });
    },
  });
}

/** Row-level security is the whole rule here: who may not know of it finds none. */
function changing(
  app: Pick<App, 'database'>,
  who: SignedIn,
  { id, work }: { id: string; work: (tx: Transaction, broken: BrokenGlass) => Promise<void> },
): Promise<BrokenGlass> {
  return recordingDenial(app, who, () =>
    app.database.asPerson(who.person.id, async (tx) => {
      const [broken] = isId(id) ? await findBroken(tx, id) : [];
      if (!broken) throw new Denied(notFound('broken glass'), { ability: 'manage members' });
      await work(tx, broken);
      return broken;
    }),
  );
}

type Row = Omit<BrokenGlass, 'person' | 'begunAt' | 'until' | 'running' | 'seenAt'> & {
  personId: string;
  begunAt: Date;
  until: Date;
  endedAt: Date | null;
  seenAt: Date | null;
};

const shownAtMost = 200;

async function findBroken(tx: Transaction, id?: string): Promise<BrokenGlass[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id::text, matter_id::text AS "matterId", number AS "matterNumber", person_id::text AS "personId", reason,
      begun_at AS "begunAt", until, ended_at AS "endedAt", seen_at AS "seenAt", owned
    FROM glass_shown() WHERE ${id ?? null}::uuid IS NULL OR id = ${id ?? null}::uuid
    ORDER BY begun_at DESC, id DESC LIMIT ${shownAtMost}`;
  const people = await tx.person.findMany({ where: { id: { in: rows.map(({ personId }) => personId) } } });
  const personOf = new Map(people.map((person) => [person.id, personView(person)]));
  return rows.flatMap(({ personId, begunAt, until, endedAt, seenAt, ...row }) => {
    const person = personOf.get(personId);
    const times = { begunAt: begunAt.toISOString(), until: (endedAt ?? until).toISOString() };
    const running = endedAt === null && until.getTime() > Date.now();
    return person ? [{ ...row, person, ...times, running, seenAt: seenAt?.toISOString() ?? null }] : [];
  });
}
