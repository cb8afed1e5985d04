import { randomUUID } from 'node:crypto';
import { authorize, authorizeReading } from '../../access/authorize.ts';
import { isId } from '../../ids.ts';
import { recordEvent, recordView } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { toListPage, decodeCursor, type ListPage } from '../../platform/pagination.ts';
import { Prisma, type Transaction } from '../../platform/database.ts';
import { notFound } from '../../platform/errors.ts';
import { sql, type Statement } from '../../platform/readers.ts';
import { currentRequestId } from '../../platform/log.ts';
import { stateDuring, type StepName } from '../journey.ts';
import { tryEnqueueStep, type RequestedStep } from '../enqueue-step.ts';

// In the database (prisma/current.sql): functions dead_letters(), close_dead_letter(uuid,text),
// requeue_dead_letter(uuid,uuid,text,text).

/**
 * A step that failed after its last attempt. Whose document it is and what it is called stays in its matter.
 */
export type DeadLetter = {
  id: string;
  documentId: string;
  step: StepName;
  attempts: number;
  reason: string | null;
  requestedAt: string;
  gaveUpAt: string;
};

type StepDocument = { documentId: string; matterId: string };
type DeadLetterRow = Omit<DeadLetter, 'requestedAt' | 'gaveUpAt'> & {
  requestedAt: Date;
  gaveUpAt: Date;
  bulk: boolean;
};
type Parts = Pick<App, 'database' | 'queues' | 'log'>;

/**
 * Lists the steps that failed for good and that nobody has retried or closed, newest first. Recorded.
 * @throws Problem `not-allowed`
 */
export async function listDeadLetters(
  app: Pick<App, 'database'>,
  actor: Actor,
  page: { limit: number; cursor?: string | undefined },
): Promise<ListPage<DeadLetter>> {
  await authorizeReading(app, actor, 'manage failed jobs');
  const after = decodeCursor('failed jobs', page.cursor);
  // Times are shown to the millisecond: what lies within the last one shown is cut there too.
  const beyond = after
    ? Prisma.sql`WHERE (date_trunc('milliseconds', gave_up_at), id) < (${after.at}, ${after.id}::uuid)`
    : Prisma.empty;
  const wanted = deadLettersStatement(
    Prisma.sql`${beyond} ORDER BY date_trunc('milliseconds', gave_up_at) DESC, id DESC LIMIT ${page.limit + 1}`,
  );
  const rows = await app.database.read(actor.person.id, {}, [wanted], ([found], seen) => {
    const detail = { shown: Math.min(found.length, page.limit) };
    recordView(seen, { event: 'dead-letter.listed', personId: actor.person.id, detail });
    return found;
  });
  return toListPage(rows, page.limit, {
    list: 'failed jobs',
    position: (row) => ({ at: row.gaveUpAt, id: row.id }),
    view: ({ id, documentId, step, attempts, reason, requestedAt, gaveUpAt }) => ({
      id,
      documentId,
      step,
      attempts,
      reason,
      requestedAt: requestedAt.toISOString(),
      gaveUpAt: gaveUpAt.toISOString(),
    }),
  });
}

/** Retries a step. @throws Problem `not-allowed`, `not-found` when it is no longer on the list */
export async function requeueDeadLetter(app: Parts, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage failed jobs');
  const step = await app.database.asPerson(actor.person.id, async (tx) => {
    const [letter] = isId(id) ? await findDeadLetters(tx, Prisma.sql`WHERE id = ${id}::uuid`) : [];
    return letter && requeueStep(tx, actor, letter);
  });
  if (!step) throw notFound('failed step');
  await tryEnqueueStep(app, step);
}

/** Retries every step on the list, each by itself. @returns how many @throws Problem `not-allowed` */
export async function requeueAllDeadLetters(app: Parts, actor: Actor): Promise<number> {
  await authorize(app, actor, 'manage failed jobs');
  const letters = await app.database.asPerson(actor.person.id, (tx) => findDeadLetters(tx, Prisma.empty));
  let requeued = 0;
  for (const letter of letters) {
    const step = await app.database.asPerson(actor.person.id, (tx) => requeueStep(tx, actor, letter));
    if (!step) continue;
    requeued += 1;
    await tryEnqueueStep(app, step);
  }
  return requeued;
}

/**
 * Closes a dead letter for good, with a note why. The document stays as it is.
 * @throws Problem `not-allowed`, `not-found`
 */
export async function closeDeadLetter(
  app: Pick<App, 'database'>,
  actor: Actor,
  { id, note }: { id: string; note: string },
): Promise<void> {
  await authorize(app, actor, 'manage failed jobs');
  const closed = await app.database.asPerson(actor.person.id, async (tx) => {
    if (!isId(id)) return false;
    const rows = await tx.$queryRaw<StepDocument[]>`
      SELECT document_id AS "documentId", matter_id AS "matterId" FROM close_dead_letter(${id}::uuid, ${note})`;
    if (!rows[0]) return false;
    const about = { personId: actor.person.id, ...rows[0] };
    await recordEvent(tx, { event: 'dead-letter.closed', ...about, detail: { step: id, note } });
    return true;
  });
  if (!closed) throw notFound('failed step');
}

function findDeadLetters(tx: Transaction, filter: Prisma.Sql): Promise<DeadLetterRow[]> {
  return tx.$queryRaw<DeadLetterRow[]>(deadLettersStatement(filter));
}

function deadLettersStatement(filter: Prisma.Sql): Statement<DeadLetterRow> {
  return sql`
    SELECT id, document_id AS "documentId", step::text, attempts, reason, requested_at AS "requestedAt", gave_up_at AS "gaveUpAt", bulk
    FROM dead_letters() ${filter}`;
}

async function requeueStep(
  tx: Transaction,
  actor: Actor,
  letter: DeadLetterRow,
): Promise<RequestedStep | undefined> {
  const { step: name, bulk, documentId } = letter;
  const step = { id: randomUUID(), documentId, requestId: currentRequestId(), name, bulk };
  const rows = await tx.$queryRaw<StepDocument[]>`
    SELECT document_id AS "documentId", matter_id AS "matterId"
    FROM requeue_dead_letter(${letter.id}::uuid, ${step.id}::uuid, ${step.requestId}, ${stateDuring[name]})`;
  if (!rows[0]) return undefined;
  const about = { personId: actor.person.id, ...rows[0] };
  await recordEvent(tx, { event: 'dead-letter.requeued', ...about, detail: { step: letter.id } });
  return step;
}
