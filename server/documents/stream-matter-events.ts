import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import { listChangesSince } from '../../core/documents/read/read-documents.ts';
import { Problem } from '../../core/platform/errors.ts';
import { findRequestActor } from '../http/session.ts';

const pollIntervalMs = 1_000;
/** Rows committed late carry an earlier time than ones already seen; looking back a little tells of them too. */
const overlapMs = 3_000;
/** Ends now and then, so that a stream never outlives a deployment; browsers come back by themselves. */
const maxStreamMs = 15 * 60_000;

type MatterStream = { app: App; actor: Actor; request: Request; response: Response };

/**
 * Server-sent events: `event: document`, data {id, state, reason, pageCount}. Asks Postgres as the person, each time:
 * whoever loses access, or signs out, hears nothing more from the next second on.
 */
export async function streamMatterEvents(
  { app, actor, request, response }: MatterStream,
  matterId: string,
): Promise<undefined> {
  let since = new Date(Date.now() - overlapMs);
  await listChangesSince(app, actor, { matterId, since });
  const disconnected = new AbortController();
  response.once('close', () => disconnected.abort());
  response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).flushHeaders();
  response.write('retry: 2000\n\n');
  const seen = new Map<string, string>();
  const end = Date.now() + maxStreamMs;
  while (!disconnected.signal.aborted && Date.now() < end) {
    const polledAt = Date.now();
    if (!(await isStillSignedIn(app, request))) break;
    const changes = await findChanges({ app, actor, matterId, since });
    if (!changes) break;
    for (const { changedAt, ...change } of changes) {
      if (seen.get(change.id) === changedAt) continue;
      seen.set(change.id, changedAt);
      response.write(`event: document\ndata: ${JSON.stringify(change)}\n\n`);
    }
    response.write(': still here\n\n');
    since = new Date(polledAt - overlapMs);
    await wait(pollIntervalMs, undefined, { signal: disconnected.signal }).catch(() => undefined);
  }
  response.end();
  return undefined;
}

async function isStillSignedIn(app: App, request: Request): Promise<boolean> {
  const actor = await findRequestActor(app, request, false).catch(() => undefined);
  return actor !== undefined && !actor.mustSetUp;
}

/** A database that is away for a moment ends the stream; the browser asks again after `retry`. */
async function findChanges(query: { app: App; actor: Actor; matterId: string; since: Date }) {
  try {
    return await listChangesSince(query.app, query.actor, query);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
