import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '@prisma/client';
import type { PoolConfig } from 'pg';
import { currentAuthority } from './authority.ts';
import type { Config } from './config.ts';
import { findAuthorityProblem, orDatabaseUnavailable } from './database-errors.ts';
import { nameStatement } from './name-statement.ts';
import { openReaders, type RowsOf, type Statement } from './readers.ts';
import { beginSeeing, createViewRecorder, type Seen } from './record-views.ts';
import { settleReader, settleWhoActs, type ReadScope, type Settled } from './settle-actor.ts';

/** A transaction under way: every query of core runs in one, so that it is always settled first who asks. */
export type Transaction = Prisma.TransactionClient;
export { Prisma };

export type Database = ReturnType<typeof openDatabase>;

/** No statement takes longer, in milliseconds, unless its transaction says otherwise. */
export const statementTimeoutMs = 30_000;
const transactionLimits = { maxWait: 5_000, timeout: 30_000 };

/**
 * Connects lazily: a database that is away fails the request with `unavailable`, not the process; pools reconnect.
 * All queries run in a transaction of one of these kinds:
 * - `read(id, ...)`: only reads, in one round trip and with the rights settled at its beginning; else like
 * - `asPerson(id)`: row-level security shows what that person may see, and nothing else;
 * - `asProcess()`: no person; the server then sees no matter at all, worker and ops what their own role is granted.
 * What a request of somebody signed in does, in any of them, counts only while their session or key is in force
 * (authority.ts): it is asked at the beginning, and with every audit event (function require_authority(text), trigger
 * audit_event.audit_chain).
 * What was seen is in the audit log, chained and durable, before any of them answers (`Seen`): what several saw at the
 * same time in one commit (function record_views(jsonb)), so that readers do not queue for each other's disk flush.
 * With `rollback` every transaction runs to its end, answers, and is rolled back: for asking what would happen.
 */
export function openDatabase(
  config: Pick<Config, 'database' | 'process'>,
  options: { rollback?: boolean; connections?: number } = {},
) {
  const connection = connectionSettings(config);
  const prisma = openPrisma({ ...connection, max: options.connections ?? 8 });
  const readers = openReaders({ ...connection, max: options.connections ?? 6 }, options);
  const afterViews = createViewRecorder(readers);
  const run = createTransactionRunner({ prisma, afterViews, ...options });

  return {
    asPerson: <T>(personId: string, work: (tx: Transaction) => Promise<T>) => run(personId, work),
    /**
     * Reads as a person would in `asPerson`, by statements that are all known before; `toAnswer` makes the answer of
     * their rows, and says what it shows.
     */
    read: async <const S extends readonly Statement<unknown>[], T>(
      personId: string,
      scope: ReadScope,
      statements: S,
      toAnswer: (rows: RowsOf<S>, seen: Seen, settled: Settled | undefined) => T,
    ): Promise<T> => {
      const authority = currentAuthority();
      const settling = settleReader(personId, authority, scope);
      const seen: Seen = { views: [] };
      const [settled, ...rows] = await orDatabaseUnavailable(() =>
        readers.readTogether([settling, ...statements]),
      ).catch((error: unknown) => {
        throw (authority && findAuthorityProblem(error)) ?? error;
      });
      return afterViews(toAnswer(rows as unknown as RowsOf<S>, seen, settled[0]), seen);
    },
    /** One statement on behalf of nobody. */
    readAsNobody: <Row>(statement: Statement<Row>): Promise<Row[]> =>
      orDatabaseUnavailable(() => readers.readAlone(statement)),
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
    withoutTransaction: <T>(query: (client: Transaction) => Promise<T>) =>
      orDatabaseUnavailable(() => query(prisma)),
    /** @throws Problem `unavailable` when Postgres does not answer. */
    ping: () => orDatabaseUnavailable(() => prisma.$queryRaw`SELECT 1`),
    close: async () => {
      await readers.close();
      await prisma.$disconnect();
    },
  };
}

function connectionSettings({ database, process }: Pick<Config, 'database' | 'process'>) {
  const { host, port, name, user, password } = database;
  return {
    ...{ host, port, database: name, user, password },
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    // What a connection has prepared is let go with it.
    maxLifetimeSeconds: 900,
    statement_timeout: statementTimeoutMs,
    application_name: `strongroom-${process}`,
  };
}

function openPrisma(pool: PoolConfig): PrismaClient {
  const adapter = new PrismaPg(pool, {
    // pg takes no name for a statement that is not to be prepared; the adapter's type does not say so.
    statementNameGenerator: ({ sql: text }) => nameStatement(text) as string,
  });
  return new PrismaClient({ adapter, log: [] });
}

type RunnerParts = {
  prisma: PrismaClient;
  afterViews: ReturnType<typeof createViewRecorder>;
  rollback?: boolean;
};

/** Runs work in a transaction, on behalf of a person or of nobody. */
function createTransactionRunner({ prisma, afterViews, rollback }: RunnerParts) {
  return async function run<T>(
    personId: string | undefined,
    work: (tx: Transaction) => Promise<T>,
    limits = transactionLimits,
  ): Promise<T> {
    const authority = currentAuthority();
    const seen: Seen = { views: [] };
    const transact = () =>
      prisma.$transaction(async (tx) => {
        beginSeeing(tx, seen);
        if (personId !== undefined || authority) await settleWhoActs(tx, personId, authority);
        const answer = await work(tx);
        if (rollback) throw new RolledBack(answer);
        return answer;
      }, limits);
    const answer = await orDatabaseUnavailable(transact).catch((error: unknown) => {
      if (error instanceof RolledBack) return error.answer as T;
      throw (authority && findAuthorityProblem(error)) ?? error;
    });
    return afterViews(answer, seen);
  };
}

/** Makes Postgres roll back, and carries the answer out of the transaction. */
class RolledBack extends Error {
  readonly answer: unknown;
  constructor(answer: unknown) {
    super('rolled back as asked');
    this.answer = answer;
  }
}
