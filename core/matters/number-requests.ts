import { randomUUID } from 'node:crypto';
import { authorize, authorizeReading } from '../access/authorize.ts';
import type { Actor, PersonView } from '../actor.ts';
import type { App } from '../app.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import { isId } from '../ids.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { quoteNumber } from '../platform/quote-name.ts';
import { sql, type Statement } from '../platform/readers.ts';

// In the database (prisma/current.sql): trigger matter.matter_number_is_free; functions
// request_number(uuid,text), my_open_number_requests(), number_requests(), close_number_request(uuid),
// renumber_matter(uuid,text).

/** Somebody wanted a number that was not free, or the matter had to take another one when this version was installed. */
export type NumberRequest = {
  id: string;
  /** As it was typed. */
  number: string;
  /** Who wanted it. */
  person: PersonView;
  askedAt: string;
  /** The matter that it is about, under the number it has now; administrators learn no more of it. */
  matterId: string;
  matterNumber: string;
};

/** Whoever tries one number after the other finds out no more than this many before an administrator answers. */
const maxOpenRequests = 20;

/** Whether the actor may be given a number at all: not while many of their requests wait. */
export async function mayTakeNumber(tx: Transaction): Promise<boolean> {
  const [own] = await tx.$queryRaw<{ open: number }[]>`SELECT my_open_number_requests() AS open`;
  return (own?.open ?? 0) < maxOpenRequests;
}

/** Keeps for administrators that the actor wanted a number and did not get it. The record names no matter and no number. */
export async function requestNumber(tx: Transaction, actor: Actor, number: string): Promise<void> {
  const [kept] = await tx.$queryRaw<{ id: string | null }[]>`
    SELECT request_number(${randomUUID()}::uuid, ${number})::text AS id`;
  const detail = { request: kept?.id ?? null };
  await recordEvent(tx, { event: 'number.asked', personId: actor.person.id, detail });
}

/** The one answer about a number that cannot be given, whatever matter has it and whoever may see that. */
export function numberNotGiven(): Problem {
  return new Problem(
    'conflict',
    `The number could not be given, and an administrator has been asked. Choose another number, or wait for the answer; while ${maxOpenRequests} of your requests wait, no number can be given.`,
  );
}

/**
 * Lists what waits for an administrator, oldest first; recorded. A matter behind a wall is left out.
 * @throws Problem `not-allowed`
 */
export async function listNumberRequests(app: Pick<App, 'database'>, actor: Actor): Promise<NumberRequest[]> {
  await authorizeReading(app, actor, 'assign numbers');
  return app.database.read(actor.person.id, {}, [numberRequestsStatement()], ([rows], seen) => {
    recordView(seen, { event: 'number.listed', personId: actor.person.id, detail: { shown: rows.length } });
    return rows.map(toNumberRequest);
  });
}

type NumberRequestRow = Omit<NumberRequest, 'askedAt'> & { askedAt: Date };

/** The open requests that reach the person as an administrator, the oldest first; none reach anybody else. */
export function numberRequestsStatement(): Statement<NumberRequestRow> {
  return sql`
    SELECT request.id::text, request.number, asked_at AS "askedAt", matter_id::text AS "matterId",
      matter_number AS "matterNumber",
      json_build_object('id', person.id, 'email', person.email, 'name', person.name, 'role', person.role) AS person
    FROM number_requests() AS request JOIN person ON person.id = request.person_id
    ORDER BY asked_at, request.id LIMIT 200`;
}

/** The view of a row of `numberRequestsStatement`. */
export function toNumberRequest({ askedAt, ...row }: NumberRequestRow): NumberRequest {
  return { ...row, askedAt: askedAt.toISOString() };
}

/**
 * Answers a request, which ends it: the matter that it is about gets another number, or keeps the one it has. A number
 * that it gave up is given to no other matter, and the owners are told of the new one. For an administrator in person,
 * whom no wall keeps from that matter.
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, `conflict` when the other number cannot be given
 */
export async function answerNumberRequest(
  app: Pick<App, 'database'>,
  actor: Actor,
  { requestId, matterNumber }: { requestId: string; matterNumber?: string | undefined },
): Promise<void> {
  await authorize(app, actor, 'assign numbers');
  const isDone = await app.database.asPerson(actor.person.id, async (tx) => {
    const [request] = isId(requestId)
      ? await tx.$queryRaw<{ matterId: string; before: string }[]>`
          SELECT matter_id::text AS "matterId", matter_number AS before FROM number_requests() WHERE id = ${requestId}::uuid`
      : [];
    if (!request) throw notFound('request');
    if (
      matterNumber !== undefined &&
      !(await renumberMatter(tx, actor, { requestId, matterNumber, ...request }))
    )
      return false;
    await tx.$queryRaw`SELECT FROM close_number_request(${requestId}::uuid)`;
    return true;
  });
  if (!isDone) throw numberNotGiven();
}

type Renumbering = { requestId: string; matterNumber: string; matterId: string; before: string };

async function renumberMatter(
  tx: Transaction,
  actor: Actor,
  { requestId, matterNumber, matterId, before }: Renumbering,
): Promise<boolean> {
  const [done] = await tx.$queryRaw<{ given: boolean }[]>`
    SELECT renumber_matter(${requestId}::uuid, ${matterNumber}) AS given`;
  if (!done?.given) {
    await requestNumber(tx, actor, matterNumber);
    return false;
  }
  const told = await notifyOwners(tx, 'matter.renumbered', {
    kind: 'matter-renumbered',
    by: actor,
    matterIds: [matterId],
    about: (matter, isNamed) => `${matter}${isNamed ? `, which was ${quoteNumber(before)}` : ''}`,
    path: `/matters/${matterId}`,
  });
  const detail = { before, number: matterNumber };
  await recordEvent(tx, { event: 'matter.renumbered', personId: actor.person.id, matterId, detail }, told);
  return true;
}
