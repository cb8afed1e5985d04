import { randomUUID } from 'node:crypto';
import type { SignedIn } from '../auth/signed-in.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';

/** What people may ask the operator's process to do; ops/requests.ts has a handler for each. */
export const requestKinds = ['backup', 'restore-matter'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** A request as its asker and administrators see it. Times are RFC 3339 UTC. */
export type OpsRequestView = {
  id: string;
  kind: RequestKind;
  state: 'asked' | 'running' | 'done' | 'failed';
  askedBy: string;
  askedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** Why it failed, in a sentence. */
  reason: string | null;
};

export type Wish = {
  kind: RequestKind;
  /** Ids only: what the handler needs to find the rest. The same `what` asked for twice is one request while it is open. */
  what: Record<string, string>;
  /** The matter it is about, if it is about one. */
  matterId?: string;
  /** Writes a new request into the audit log, last in the transaction. */
  record: (id: string) => Promise<void>;
};

/**
 * Asks the operator's process, which has no address of its own, to do something: it looks every two seconds, does one thing at a
 * time, and takes up again after a restart what it had begun. The caller has asked the policy (and `requireConfirmed`) first.
 * Row-level security lets nobody but administrators ask for a backup, and nobody but those who tend a matter for what is about it.
 * @param tx a transaction of that person.
 * @returns the request, or the open one for the same thing.
 * @throws Problem `conflict` when somebody else asked for the same, whose requests this person does not see.
 */
export async function askOps(
  tx: Transaction,
  who: SignedIn,
  { kind, what, matterId, record }: Wish,
): Promise<OpsRequestView> {
  const about = matterId ?? null;
  const made = await tx.$executeRaw`
    INSERT INTO ops_request (id, kind, what, matter_id, asked_by)
    VALUES (${randomUUID()}::uuid, ${kind}::request_kind, ${what}::jsonb, ${about}::uuid, ${who.person.id}::uuid)
    ON CONFLICT (kind, matter_id, what) WHERE state IN ('asked', 'running') DO NOTHING`;
  const [request] = await readRequests(
    tx,
    Prisma.sql`WHERE kind = ${kind}::request_kind AND what = ${what}::jsonb AND matter_id IS NOT DISTINCT FROM ${about}::uuid
      AND state IN ('asked', 'running')`,
  );
  if (!request)
    throw new Problem(
      'conflict',
      'Somebody else has asked for the same, and it is under way. Wait for it to end.',
    );
  if (made > 0) await record(request.id);
  return request;
}

type Row = Omit<OpsRequestView, 'askedAt' | 'startedAt' | 'endedAt'> & {
  askedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

/** Requests as row-level security shows them to the person of the transaction. */
export async function readRequests(tx: Transaction, which: Prisma.Sql): Promise<OpsRequestView[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id::text AS id, kind::text AS kind, state::text AS state, asked_by::text AS "askedBy", asked_at AS "askedAt",
      started_at AS "startedAt", ended_at AS "endedAt", reason
    FROM ops_request ${which}`;
  return rows.map(({ askedAt, startedAt, endedAt, ...row }) => ({
    ...row,
    askedAt: askedAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  }));
}
