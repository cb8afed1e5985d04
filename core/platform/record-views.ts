import type { Prisma } from '@prisma/client';
import {
  databaseUnavailable,
  isStatementTimeout,
  orDatabaseUnavailable,
  toAuthorityProblem,
} from './database-errors.ts';
import { Problem } from './errors.ts';
import { currentAuthority, type Authority } from './authority.ts';
import { createGroupCommit } from './group-commit.ts';
import { sql, type Readers } from './readers.ts';

/** What somebody saw, as a row of the audit log; `recordView` (core/audit) makes it. */
export type ViewRow = {
  event: string;
  personId: string | null;
  matterId: string | null;
  documentId: string | null;
  requestId: string;
  detail: string;
  /** JSON of the Authority by which it was seen, or nothing. */
  authority: string;
};

/** What was seen in a transaction; it is written down once that is over, and before its answer leaves. */
export type Seen = { readonly views: ViewRow[] };

/** What each transaction under way has shown until now. */
const seenIn = new WeakMap<Prisma.TransactionClient, Seen>();

/** From here on what `tx` shows is added to `seen`. */
export function beginSeeing(tx: Prisma.TransactionClient, seen: Seen): void {
  seenIn.set(tx, seen);
}

/** What `tx` has shown: added to, it is in the audit log before the answer of the transaction leaves. */
export function seenOf(tx: Prisma.TransactionClient): Seen {
  const seen = seenIn.get(tx);
  if (!seen) throw new Error('what is seen outside of a transaction of openDatabase cannot be recorded');
  return seen;
}

/** What each request of somebody has in the audit log: the same again would say nothing new. */
const recordedFor = new WeakMap<Authority, Set<string>>();

type Refusal = { place: number; refusal: string };

/**
 * Gives an answer out once what it shows is in the audit log, chained and durable: what several people saw at the same
 * time in one commit (function record_views(jsonb)), so that readers do not queue for each other's disk flush. What one
 * request shows several times (a page of several parts) has one row.
 * @throws Problem `not-signed-in`, `not-allowed` when the authority ended meanwhile, `unavailable`; then nothing may leave
 */
export function createViewRecorder(readers: Readers): <T>(answer: T, seen: Seen) => Promise<T> {
  const record = createGroupCommit<ViewRow>({
    write: async (views) => {
      const statement = sql<Refusal>`SELECT place, refusal FROM record_views(${JSON.stringify(views)}::jsonb)`;
      const refused = await orDatabaseUnavailable(() => readers.writeAlone(statement)).catch(
        (error: unknown) => {
          // Somebody holds the audit log: whoever waits with them would wait as long alone.
          throw isStatementTimeout(error) ? databaseUnavailable(error) : error;
        },
      );
      const problems: Problem[] = [];
      for (const { place, refusal } of refused) problems[place - 1] = toAuthorityProblem(refusal);
      return problems;
    },
    isForAll: (error) => error instanceof Problem && error.type === 'unavailable',
  });
  const recordOnce = async (view: ViewRow, recorded: Set<string>) => {
    const text = JSON.stringify(view);
    if (recorded.has(text)) return;
    await record(view);
    recorded.add(text);
  };
  return async (answer, { views }) => {
    const recorded = recordedInRequest();
    await Promise.all(views.map((view) => recordOnce(view, recorded)));
    return answer;
  };
}

function recordedInRequest(): Set<string> {
  const authority = currentAuthority();
  const recorded = (authority && recordedFor.get(authority)) ?? new Set<string>();
  if (authority) recordedFor.set(authority, recorded);
  return recorded;
}
