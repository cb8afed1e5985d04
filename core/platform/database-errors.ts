import { Prisma } from '@prisma/client';
import { DatabaseError } from 'pg';
import { Problem } from './errors.ts';

/** Runs `query`. @throws Problem `unavailable` when the database is away; whatever `query` throws */
export async function orDatabaseUnavailable<T>(query: () => Promise<T>): Promise<T> {
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
const triggerRefusals = { SRH01: 'held', SRH02: 'no-such-document', SRH03: 'closed' } as const;
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
export function findAuthorityProblem(error: unknown): Problem | undefined {
  const code = findSqlState(error, Object.keys(authorityProblems));
  return code === undefined ? undefined : toAuthorityProblem(code);
}

/** Of one of the SQLSTATEs of require_authority(text). */
export function toAuthorityProblem(code: string): Problem {
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
  const isOfDatabase =
    error instanceof DatabaseError ||
    error.name.startsWith('Prisma') ||
    error.name.startsWith('DriverAdapter');
  if (isOfDatabase && refusedValueCodes.test(`${error.message} ${JSON.stringify([error, meta])}`))
    return true;
  return isRefusedValue(error.cause);
}

const unavailableCodes =
  /P1001|P1002|P1008|P1017|P2024|P2028|P2037|57P0[123]|08\d{3}|53[123]00|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT/;
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

/** The refusal of what the database did not do; another try may. */
export function databaseUnavailable(cause: unknown): Problem {
  return new Problem(
    'unavailable',
    'The database does not answer just now; nothing was changed. Try again in a few seconds.',
    {
      cause,
      retryAfter: 5,
    },
  );
}
