import type { App } from '../../core/app.ts';
import type { OperatorRequestKind } from '../../core/backups/operator-requests.ts';
import type { Prisma } from '../../core/platform/database.ts';
import { withLogContext } from '../../core/platform/log.ts';
import { createBackup } from '../backup/create-backup.ts';
import { isRestoreInProgress } from './restore-in-progress.ts';
import { withDeadline } from '../deadline.ts';
import { Busy, Refused } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { runRestoreRequest } from '../restore-matter/run-restore-request.ts';

export type OperatorRequest = {
  id: string;
  kind: OperatorRequestKind;
  what: Record<string, string>;
  matterId: string | null;
  askedAt: Date;
};

/**
 * Does what one kind of request asks for. A handler may run twice, after a kill -9, and leaves the same result.
 * @returns a note for whoever requested it although it was done, in a sentence.
 */
type Handler = (app: App, request: OperatorRequest, onProgress: OnProgress) => Promise<string | null>;

const handlers: Readonly<Record<OperatorRequestKind, Handler>> = {
  backup: async (app, _request, onProgress) => {
    await withDeadline({ minutes: backupMinutes }, () =>
      createBackup(app, { kind: 'incremental', prune: false }, onProgress),
    );
    return null;
  },
  'restore-matter': (app, request, onProgress) =>
    withDeadline({ minutes: restoreMinutes }, () => runRestoreRequest(app, request, onProgress)),
};

/** As long as the hourly backup may take. */
const backupMinutes = 3 * 60;
/** A whole backup is restored into scratch space first, as for a rehearsal, which may take as long. */
const restoreMinutes = 24 * 60;
const pollEveryMs = 2_000;
/** A request that ends the process each time fails after so many attempts. */
const maxAttempts = 3;
/** A request that another job keeps waiting does so at most as long as the longest is allowed to take. */
const maxWaitMs = 4 * 3_600_000;

/** Runs what people requested in the pages, one request at a time, oldest first. */
export function startRequestLoop(app: App): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let reopened = false;
  const poll = async () => {
    try {
      // What the process before left open: a database that is away at the start must not make it forgotten.
      if (!reopened) await reopenInterruptedRequests(app);
      reopened = true;
      while (!stopped && !isRestoreInProgress(app.config) && (await runNextRequest(app)));
    } catch (error) {
      app.log.error({ err: error }, 'requests could not be read');
    }
    if (!stopped) timer = setTimeout(() => void poll(), pollEveryMs);
  };
  void poll();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** @returns whether there may be another one to do at once. */
async function runNextRequest(app: App): Promise<boolean> {
  const request = await claimNextRequest(app);
  if (!request) return false;
  return withLogContext({ requestId: request.id }, async () => {
    const onProgress = (line: string) => app.log.info({ job: request.kind }, line);
    try {
      const reason = await handlers[request.kind](app, request, onProgress);
      await updateRequest(app, request, { state: 'done', reason, endedAt: new Date() });
    } catch (error) {
      const waits = error instanceof Busy && Date.now() - request.askedAt.getTime() < maxWaitMs;
      // It begins when what runs now has ended; requests that come meanwhile go before it.
      if (waits) await updateRequest(app, request, { state: 'asked', attempts: { decrement: 1 } });
      else
        await updateRequest(app, request, {
          state: 'failed',
          reason: failureReason(app, error),
          endedAt: new Date(),
        });
      return !waits;
    }
    return true;
  });
}

async function updateRequest(
  app: Pick<App, 'database'>,
  { id }: OperatorRequest,
  data: Prisma.OpsRequestUpdateManyMutationInput,
): Promise<void> {
  // One that its handler has ended itself stays as it is.
  await app.database.asProcess((tx) => tx.opsRequest.updateMany({ where: { id, state: 'running' }, data }));
}

function failureReason(app: App, error: unknown): string {
  if (!(error instanceof Refused)) app.log.error({ err: error }, 'a request failed');
  return error instanceof Error ? error.message : String(error);
}

async function claimNextRequest(app: Pick<App, 'database'>): Promise<OperatorRequest | undefined> {
  const rows = await app.database.asProcess(
    (tx) => tx.$queryRaw<OperatorRequest[]>`
      UPDATE ops_request SET state = 'running', started_at = now(), attempts = attempts + 1
      WHERE id = (SELECT id FROM ops_request WHERE state = 'asked' ORDER BY coalesce(started_at, asked_at) LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id::text AS id, kind::text AS kind, what, matter_id::text AS "matterId", asked_at AS "askedAt"`,
  );
  return rows[0];
}

async function reopenInterruptedRequests(app: Pick<App, 'database'>): Promise<void> {
  const reason = 'It was interrupted three times before it ended. To see why, type: strongroom logs ops';
  await app.database.asProcess(async (tx) => {
    await tx.opsRequest.updateMany({
      where: { state: 'running', attempts: { gte: maxAttempts } },
      data: { state: 'failed', reason, endedAt: new Date() },
    });
    await tx.opsRequest.updateMany({ where: { state: 'running' }, data: { state: 'asked' } });
  });
}
