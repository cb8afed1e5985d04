import { randomUUID } from 'node:crypto';
import type { Actor } from '../actor.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';

// In the database (prisma/current.sql): policies ops_request.requester_sees, ops_request.requester_adds; index
// ops_request_open.

/**
 * What people may request from the operator's process; ops/scheduler/run-requests.ts has a handler for each.
 */
export const operatorRequestKinds = ['backup', 'restore-matter'] as const;
export type OperatorRequestKind = (typeof operatorRequestKinds)[number];

/** A request as its actor and administrators see it. Times are RFC 3339 UTC. */
export type OperatorRequestView = {
  id: string;
  kind: OperatorRequestKind;
  state: 'asked' | 'running' | 'done' | 'failed';
  askedBy: string;
  askedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** Why it failed, in a sentence. */
  reason: string | null;
};

export type NewOperatorRequest = {
  kind: OperatorRequestKind;
  /**
   * Ids only: what the handler needs to find the rest. The same `what` requested twice is one request while
   * it is open.
   */
  what: Record<string, string>;
  /** The matter it is about, if it is about one. */
  matterId?: string;
  /** Records a new request in the audit log, last in the transaction. */
  record: (id: string) => Promise<void>;
};

/**
 * Requests something from the operator's process, which has no address of its own: it looks every two
 * seconds, does one thing at a time, and resumes after a restart what it had begun. The caller has asked the
 * policy (which asks for proof) first. Row-level security lets only administrators request a backup, and
 * only those who administer a matter what is about it.
 * @param tx a transaction of the actor.
 * @returns the request, or the open one for the same thing.
 * @throws Problem `conflict` when somebody else requested the same, whose requests the actor does not see
 */
export async function createOperatorRequest(
  tx: Transaction,
  actor: Actor,
  { kind, what, matterId, record }: NewOperatorRequest,
): Promise<OperatorRequestView> {
  const about = matterId ?? null;
  const inserted = await tx.$executeRaw`
    INSERT INTO ops_request (id, kind, what, matter_id, asked_by)
    VALUES (${randomUUID()}::uuid, ${kind}::request_kind, ${what}::jsonb, ${about}::uuid, ${actor.person.id}::uuid)
    ON CONFLICT (kind, matter_id, what) WHERE state IN ('asked', 'running') DO NOTHING`;
  const [request] = await findOperatorRequests(
    tx,
    Prisma.sql`WHERE kind = ${kind}::request_kind AND what = ${what}::jsonb AND matter_id IS NOT DISTINCT FROM ${about}::uuid
      AND state IN ('asked', 'running')`,
  );
  if (!request)
    throw new Problem(
      'conflict',
      'Somebody else has asked for the same, and it is under way. Wait for it to end.',
    );
  if (inserted > 0) await record(request.id);
  return request;
}

type OperatorRequestRow = Omit<OperatorRequestView, 'askedAt' | 'startedAt' | 'endedAt'> & {
  askedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

/** Lists requests as row-level security shows them to the person of the transaction. */
export async function findOperatorRequests(
  tx: Transaction,
  filter: Prisma.Sql,
): Promise<OperatorRequestView[]> {
  const rows = await tx.$queryRaw<OperatorRequestRow[]>`
    SELECT id::text AS id, kind::text AS kind, state::text AS state, asked_by::text AS "askedBy", asked_at AS "askedAt",
      started_at AS "startedAt", ended_at AS "endedAt", reason
    FROM ops_request ${filter}`;
  return rows.map(({ askedAt, startedAt, endedAt, ...row }) => ({
    ...row,
    askedAt: askedAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  }));
}
