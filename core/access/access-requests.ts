import { randomUUID } from 'node:crypto';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor, PersonView } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { sql, type Statement } from '../platform/readers.ts';
import { authorize, authorizeReading, requireProof } from './authorize.ts';
import { asAuthorized, Denied, noteLetIn } from './record-denials.ts';
import { isId } from '../ids.ts';

// In the database (prisma/current.sql): policies access_request.asked, access_request.owner_sees,
// access_request.decided; trigger access_request.access_request_means_matter; functions
// access_requests_to_decide(), my_access_requests().

/** The roles that can be requested. Owner is not among them: owners alone make owners. */
export const requestableRoles = ['viewer', 'editor'] as const;
export type RequestableRole = (typeof requestableRoles)[number];

/**
 * What the requester sees: the same for a number that no matter has, for a matter behind a wall, and for one
 * whose owners do not answer.
 */
export type OwnAccessRequest = {
  id: string;
  /** As it was typed. */
  number: string;
  role: RequestableRole;
  reason: string;
  askedAt: string;
  state: 'open' | 'granted' | 'declined';
};

/** An open request as the owners of the matter see it. */
export type IncomingAccessRequest = Omit<OwnAccessRequest, 'state'> & {
  matterId: string;
  person: PersonView;
};

/** The limit keeps anybody from filling the owners' lists, or from trying numbers by the hundred. */
const maxOpenRequests = 5;

/**
 * Requests a role in the matter of this number from its owners. The answer is the same whether there is such
 * a matter or not. The request is for the matter that has the number now: whoever opens one with it later gets none.
 * @throws Problem `not-allowed`, `conflict` when the actor has a role in it already, or has too many open
 * requests
 */
export async function createAccessRequest(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { number: string; role: RequestableRole; reason: string },
): Promise<{ id: string; state: 'open' }> {
  const { role, reason } = input;
  const number = input.number.trim();
  await authorize(app, actor, 'request access');
  return asAuthorized(app, actor, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('asks ' || ${actor.person.id}, 0))`;
    await refuseRedundantRequest(tx, number);
    const id = randomUUID();
    await tx.$executeRaw`
      INSERT INTO access_request (id, number, person_id, role, reason)
      VALUES (${id}::uuid, ${number}, ${actor.person.id}::uuid, ${role}::membership_role, ${reason})`;
    // Neither the number nor the reason: the row names no matter, so a wall around one could not hide them
    // from an auditor.
    await recordEvent(tx, { event: 'access.asked', personId: actor.person.id, detail: { request: id } });
    return { id, state: 'open' as const };
  });
}

/** A refusal says only what the requester sees anyway. */
async function refuseRedundantRequest(tx: Transaction, number: string): Promise<void> {
  const sameNumber = await tx.matter.findMany({ where: { number }, select: { id: true } });
  const roles = await tx.$queryRaw<{ id: string }[]>`
    SELECT matter_id::text AS id FROM my_roles() WHERE matter_id::text = ANY(${sameNumber.map(({ id }) => id)})`;
  for (const { id: matterId } of roles) noteLetIn(tx, { matterId, ability: 'request access' });
  if (roles.length > 0)
    throw new Problem(
      'conflict',
      'You have a role in this matter already. Ask one of its owners for another.',
    );
  const open = await tx.$queryRaw<{ number: string }[]>`
    SELECT number FROM my_access_requests() WHERE state = 'open'`;
  if (open.some((request) => request.number === number))
    throw new Problem('conflict', 'You have asked for this matter already. Wait for the answer.');
  if (open.length >= maxOpenRequests)
    throw new Problem(
      'conflict',
      `${maxOpenRequests} of your requests are open already. Wait for an answer; after 14 days without one a request ends by itself.`,
    );
}

/** Lists the requests of the actor, newest first. @throws Problem `not-allowed` */
export async function listOwnAccessRequests(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<OwnAccessRequest[]> {
  await authorizeReading(app, actor, 'request access');
  const rows = await app.database.asPerson(
    actor.person.id,
    (tx) => tx.$queryRaw<(Omit<OwnAccessRequest, 'askedAt'> & { askedAt: Date })[]>`
      SELECT id::text, number, role::text, reason, asked_at AS "askedAt", state FROM my_access_requests()
      ORDER BY asked_at DESC, id DESC LIMIT 100`,
  );
  return rows.map((row) => ({ ...row, askedAt: row.askedAt.toISOString() }));
}

/** Lists the open requests for matters that the actor owns, oldest first; recorded. @throws Problem `not-allowed` */
export async function listIncomingAccessRequests(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<IncomingAccessRequest[]> {
  await authorizeReading(app, actor, 'request access');
  return app.database.read(actor.person.id, {}, [incomingRequestsStatement()], ([rows], seen) => {
    recordView(seen, { event: 'access.listed', personId: actor.person.id, detail: { shown: rows.length } });
    return rows.map(toIncomingRequest);
  });
}

type IncomingRow = Omit<IncomingAccessRequest, 'askedAt' | 'role'> & { askedAt: Date; role: string };

/** The undecided requests that reach the person as an owner, of all their matters or of one, the oldest first. */
export function incomingRequestsStatement(matterId?: string): Statement<IncomingRow> {
  return sql`
    SELECT request.id::text, request.number, request.reason, request.asked_at AS "askedAt", request.role::text,
      incoming.matter_id::text AS "matterId",
      json_build_object('id', person.id, 'email', person.email, 'name', person.name, 'role', person.role) AS person
    FROM access_requests_to_decide() AS incoming JOIN access_request AS request ON request.id = incoming.id
      JOIN person ON person.id = request.person_id
    WHERE request.decision IS NULL AND ${matterId === undefined ? sql`true` : sql`incoming.matter_id = ${matterId}::uuid`}
    ORDER BY request.asked_at, request.id LIMIT 200`;
}

/** The view of a row of `incomingRequestsStatement`. */
export function toIncomingRequest({ askedAt, role, ...row }: IncomingRow): IncomingAccessRequest {
  return { ...row, askedAt: askedAt.toISOString(), role: role === 'editor' ? 'editor' : 'viewer' };
}

/** The matter of each request that reaches the actor as an owner. */
async function findIncomingRequests(tx: Transaction): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; matterId: string }[]>`
    SELECT id::text, matter_id::text AS "matterId" FROM access_requests_to_decide()`;
  return new Map(rows.map(({ id, matterId }) => [id, matterId]));
}

/**
 * Grants the requested role, or a lesser one; a requester with a better role by now keeps it.
 * @throws Problem `not-found`, `conflict` when it is decided
 */
export function grantAccessRequest(
  app: Pick<App, 'database'>,
  actor: Actor,
  { requestId, role }: { requestId: string; role: RequestableRole },
): Promise<void> {
  return withIncomingRequest(app, actor, {
    requestId,
    work: async (tx, { matterId, personId }) => {
      await recordDecision(tx, actor, { requestId, decision: 'granted' });
      const named = { matterId, personId };
      const { count } = await tx.membership.createMany({ data: [{ ...named, role }], skipDuplicates: true });
      if (count === 0 && role === 'editor')
        await tx.membership.updateMany({ where: { ...named, role: 'viewer' }, data: { role } });
      const detail = { request: requestId, member: personId, role };
      await recordEvent(tx, { event: 'access.granted', personId: actor.person.id, matterId, detail });
    },
  });
}

/**
 * Denies a request; the requester learns by it that there is such a matter.
 * @throws Problem `not-found`, `conflict` when it is decided
 */
export function declineAccessRequest(
  app: Pick<App, 'database'>,
  actor: Actor,
  { requestId }: { requestId: string },
): Promise<void> {
  return withIncomingRequest(app, actor, {
    requestId,
    work: async (tx, { matterId, personId }) => {
      await recordDecision(tx, actor, { requestId, decision: 'declined' });
      const detail = { request: requestId, member: personId };
      await recordEvent(tx, { event: 'access.declined', personId: actor.person.id, matterId, detail });
    },
  });
}

type IncomingRequestWork = {
  requestId: string;
  work: (tx: Transaction, request: { matterId: string; personId: string }) => Promise<void>;
};

/** Row-level security is the whole rule here: a request reaches the owners of its matter, and nobody else. */
function withIncomingRequest(
  app: Pick<App, 'database'>,
  actor: Actor,
  { requestId, work }: IncomingRequestWork,
): Promise<void> {
  return asAuthorized(app, actor, async (tx) => {
    const matterId = (await findIncomingRequests(tx)).get(requestId);
    const found = isId(requestId)
      ? await tx.accessRequest.findUnique({ where: { id: requestId }, select: { personId: true } })
      : null;
    if (matterId === undefined || !found)
      throw new Denied(notFound('request'), { ability: 'manage members' });
    requireProof(actor, 'manage members');
    noteLetIn(tx, { matterId, ability: 'manage members' });
    await work(tx, { matterId, personId: found.personId });
  });
}

async function recordDecision(
  tx: Transaction,
  actor: Actor,
  { requestId, decision }: { requestId: string; decision: 'granted' | 'declined' },
): Promise<void> {
  const { count } = await tx.accessRequest.updateMany({
    where: { id: requestId, decision: null },
    data: { decision, decidedAt: new Date(), decidedBy: actor.person.id },
  });
  if (count === 0)
    throw new Problem(
      'conflict',
      'Another owner has decided this already. Look at the members of the matter.',
    );
}
