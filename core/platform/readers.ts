import type { Socket } from 'node:net';
import { Prisma } from '@prisma/client';
import { Pool, type PoolClient, type PoolConfig, type QueryResult } from 'pg';
import { nameStatement } from './name-statement.ts';

/** A statement that reads rows of this shape, of which pg makes numbers, dates and parsed JSON; bigint comes as text. */
export type Statement<Row> = Prisma.Sql & { readonly rowShape?: Row };

/** A statement with its values in the places of `${}`; parts may be statements themselves. */
export function sql<Row>(strings: TemplateStringsArray, ...values: unknown[]): Statement<Row> {
  return Prisma.sql(strings, ...values);
}

/** The rows of each statement, in their order. */
export type RowsOf<Statements extends readonly Statement<unknown>[]> = {
  -readonly [Place in keyof Statements]: Statements[Place] extends Statement<infer Row> ? Row[] : never;
};

export type Readers = ReturnType<typeof openReaders>;

/**
 * Connections on which statements are sent without waiting for the answer to the one before (pipelining, PostgreSQL's
 * manual, "Message Flow"): a whole transaction takes one round trip, and no client of ours stands between.
 * With `rollback` every transaction is undone at its end.
 */
export function openReaders(config: PoolConfig, { rollback }: { rollback?: boolean }) {
  const pool = new Pool({ ...config, pipeline: true });
  // Of a connection that breaks while nobody uses it; whoever uses one gets the error themselves.
  pool.on('error', () => undefined);

  async function transact<const S extends readonly Statement<unknown>[]>(
    begin: 'BEGIN' | 'BEGIN READ ONLY',
    statements: S,
  ): Promise<RowsOf<S>> {
    const [, ...results] = await send([
      Prisma.raw(begin),
      ...statements,
      Prisma.raw(rollback ? 'ROLLBACK' : 'COMMIT'),
    ]);
    return results.slice(0, -1).map(({ rows }) => rows as unknown) as RowsOf<S>;
  }

  async function send(statements: readonly Prisma.Sql[]): Promise<QueryResult[]> {
    const client = await pool.connect();
    try {
      return await sendAll(client, statements);
    } finally {
      client.release();
    }
  }

  const readAlone = async <Row>(statement: Statement<Row>): Promise<Row[]> =>
    (await send([statement])).flatMap(({ rows }) => rows as Row[]);

  return {
    /** Runs statements in one transaction that cannot write. */
    readTogether: <const S extends readonly Statement<unknown>[]>(statements: S) =>
      transact('BEGIN READ ONLY', statements),
    /** Runs one statement, without a transaction around it. */
    readAlone,
    /** Runs one statement that writes. */
    writeAlone: async <Row>(statement: Statement<Row>): Promise<Row[]> =>
      rollback ? (await transact('BEGIN', [statement]))[0] : readAlone(statement),
    close: () => pool.end(),
  };
}

/**
 * Sends all, then waits for all: a transaction ends whatever becomes of its statements.
 * @throws what the first of them failed with, which is why the later ones did
 */
async function sendAll(client: PoolClient, statements: readonly Prisma.Sql[]): Promise<QueryResult[]> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  // One packet for all: each statement alone would be a write of its own.
  stream.cork();
  const sent = statements.map(({ text, values }) =>
    client.query({ name: nameStatement(text), text, values }),
  );
  stream.uncork();
  const outcomes = await Promise.allSettled(sent);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
