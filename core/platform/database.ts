import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '@prisma/client';
import { currentAuthority, type Authority } from './authority.ts';
import type { Config } from './config.ts';
import { Problem } from './errors.ts';

/** A transaction under way: every query of core runs in one, so that it is always settled first who asks. */
export type Transaction = Prisma.TransactionClient;
export { Prisma };

export type Database = ReturnType<typeof openDatabase>;

/** No statement takes longer, in milliseconds, unless its transaction says otherwise. */
export const statementTimeoutMs = 30_000;
const transactionLimits = { maxWait: 5_000, timeout: 30_000 };

/**
 * Connects lazily: a database that is away fails the request with `unavailable`, not the process; pools reconnect.
 * All queries run in a transaction of one of two kinds:
 * - `asPerson(id)`: row-level security shows what that person may see, and nothing else;
 * - `asProcess()`: no person; the server then sees no matter at all, worker and ops what their own role is granted.
 * What a request of somebody signed in does, in either, counts only while their session or key is in force (authority.ts):
 * it is asked at the beginning, and with every audit event (function require_authority(text), trigger
 * audit_event.audit_chain).
 * With `undo` every transaction runs to its end, answers, and is rolled back: for asking what would happen.
 */
export function openDatabase(
  config: Pick<Config, 'database' | 'process'>,
  options: { rollback?: boolean; connections?: number } = {},
) {
  const adapter = new PrismaPg({
    host: config.database.host,
    port: config.database.port,
    database: config.database.name,
    user: config.database.user,
    password: config.database.password,
    max: options.connections ?? 12,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    application_name: `strongroom-${config.process}`,
  });
  const prisma = new PrismaClient({ adapter, log: [] });

  function run<T>(
    personId: string | undefined,
    work: (tx: Transaction) => Promise<T>,
    limits = transactionLimits,
  ): Promise<T> {
    const authority = currentAuthority();
    return orUnavailable(() =>
      prisma.$transaction(async (tx) => {
        if (personId !== undefined || authority) await settleWhoActs(tx, personId, authority);
        const answer = await work(tx);
        if (options.rollback) throw new RolledBack(answer);
        return answer;
      }, limits),
    ).catch((error: unknown) => {
      if (error instanceof RolledBack) return error.answer as T;
      throw (authority && findAuthorityProblem(error)) ?? error;
    });
  }

  return {
    asPerson: <T>(personId: string, work: (tx: Transaction) => Promise<T>) => run(personId, work),
    /**
     * `timeoutSeconds`: for what must happen all at once although it takes long; each statement has its own
     * limit still.
     */
    asProcess: <T>(work: (tx: Transaction) => Promise<T>, options: { timeoutSeconds?: number } = {}) =>
      run(undefined, work, {
        ...transactionLimits,
        ...(options.timeoutSeconds !== undefined && { timeout: options.timeoutSeconds * 1000 }),
      }),
    /** One statement on behalf of nobody, without the round trips of a transaction. */
    withoutTransaction: <T>(query: (client: Transaction) => Promise<T>) => orUnavailable(() => query(prisma)),
    /** @throws Problem `unavailable` when Postgres does not answer. */
    ping: () => orUnavailable(() => prisma.$queryRaw`SELECT 1`),
    close: () => prisma.$disconnect(),
  };
}

/**
 * `true`: for this transaction only, so that a pooled connection never carries one person over to the next.
 * @throws SQLSTATE SRA01, SRA02
 */
function settleWhoActs(tx: Transaction, personId = '', authority?: Authority): Promise<number> {
  if (authority === undefined)
    return tx.$executeRaw`SELECT set_config('strongroom.person', ${personId}, true)`;
  return tx.$executeRaw`
    SELECT set_config('strongroom.person', ${personId}, true),
      require_authority(set_config('strongroom.authority', ${JSON.stringify(authority)}, true))`;
}

/** Makes Postgres roll back, and carries the answer out of the transaction. */
class RolledBack extends Error {
  readonly answer: unknown;
  constructor(answer: unknown) {
    super('rolled back as asked');
    this.answer = answer;
  }
}

async function orUnavailable<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw isUnavailable(error) ? databaseUnavailable(error) : error;
  }
}

/** True for a row that breaks a unique constraint: somebody else was first. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** Runs `work`; when a unique index refuses it, throws Problem `conflict` with this sentence. */
export async function refuseDuplicate<T>(sentence: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error) ? new Problem('conflict', sentence) : error;
  }
}

/** The refusals of our triggers (SQLSTATE in prisma/migrations): rules that hold whoever forgot to ask. */
const triggerRefusals = { SRH01: 'held', SRH02: 'no-such-document' } as const;
export type TriggerRefusal = (typeof triggerRefusals)[keyof typeof triggerRefusals];

/** Which trigger's rule an error is about, if any. */
export function findTriggerRefusal(error: unknown): TriggerRefusal | undefined {
  const code = findSqlState(error, Object.keys(triggerRefusals));
  return code === undefined ? undefined : triggerRefusals[code as keyof typeof triggerRefusals];
}

/** What require_authority(text) refuses. */
const authorityProblems = {
  SRA01: [
    'not-signed-in',
    'Your session or API key ended before this was done, so nothing was. Sign in again.',
  ],
  SRA02: [
    'not-allowed',
    'Your role was changed before this was done, so nothing was. Do it again if you still may.',
  ],
} as const;

/** The refusal of an act whose session, key or role ended while it was under way. */
function findAuthorityProblem(error: unknown): Problem | undefined {
  const code = findSqlState(error, Object.keys(authorityProblems));
  if (code === undefined) return undefined;
  const [type, sentence] = authorityProblems[code as keyof typeof authorityProblems];
  return new Problem(type, sentence);
}

/** Whether an error is PostgreSQL's about a statement that took longer than it may (query_canceled). */
export function isStatementTimeout(error: unknown): boolean {
  return findSqlState(error, ['57014']) !== undefined;
}

/** Which of these SQLSTATEs an error is about, if any: drivers wrap it in several layers. */
function findSqlState(error: unknown, codes: readonly string[]): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const errorText = JSON.stringify([error.message, error, (error as { meta?: unknown }).meta ?? null]);
  return codes.find((known) => errorText.includes(known)) ?? findSqlState(error.cause, codes);
}

/** What PostgreSQL says of a value that its column does not take (appendix A of its manual), as drivers write it. */
const refusedValueCodes = /code[\\"']*:\s*[\\"'`]*(?:22003|22007|22008|22009|22021|22P02|22P05)\b/i;
const refusedValuePrismaCodes = new Set(['P2000', 'P2007', 'P2020', 'P2023', 'P2033']);

/**
 * True for a value that a column cannot hold: a NUL, a date or number out of range, a text that is no id. The schemas
 * refuse such values first; where one let it by, this says that the request is at fault and not the server.
 */
export function isRefusedValue(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof Problem) return false;
  const { code = '', meta = null } = error as { code?: string; meta?: unknown };
  if (error instanceof Prisma.PrismaClientKnownRequestError && refusedValuePrismaCodes.has(code)) return true;
  const isOfDatabase = error.name.startsWith('Prisma') || error.name.startsWith('DriverAdapter');
  if (isOfDatabase && refusedValueCodes.test(`${error.message} ${JSON.stringify([error, meta])}`))
    return true;
  return isRefusedValue(error.cause);
}

const unavailableCodes =
  /P1001|P1002|P1008|P1017|P2024|P2028|P2037|57P0[123]|08\d{3}|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT/;
const unavailableMessages =
  /terminat|timeout exceeded|connection (?:closed|ended)|not queryable|ECONN|reach database/i;

/**
 * Drivers report a lost server in several shapes (Prisma code, SQLSTATE, errno, words); all mean "try again
 * soon".
 */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof Problem) return false;
  const { code = '' } = error as { code?: string };
  if (unavailableCodes.test(code)) return true;
  const isPrisma = error.name.startsWith('Prisma') || error.name.startsWith('DriverAdapter');
  return (isPrisma || code === '') &&
    (unavailableMessages.test(error.message) || unavailableCodes.test(error.message))
    ? true
    : isUnavailable(error.cause);
}

function databaseUnavailable(cause: unknown): Problem {
  return new Problem(
    'unavailable',
    'The database does not answer just now; nothing was changed. Try again in a few seconds.',
    {
      cause,
      retryAfter: 5,
    },
  );
}
