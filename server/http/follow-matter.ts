import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { App } from '../../core/app.ts';
import type { SignedIn } from '../../core/auth/signed-in.ts';
import { changesSince } from '../../core/documents/read-documents.ts';
import { Problem } from '../../core/platform/errors.ts';
import { recognise } from './session.ts';

const everyMs = 1_000;
/** Rows committed late carry an earlier time than ones already seen; looking back a little tells of them too. */
const lookBackMs = 3_000;
/** Ends now and then, so that a stream never outlives a deployment; browsers come back by themselves. */
const longestMs = 15 * 60_000;

type Follower = { app: App; who: SignedIn; request: Request; response: Response };

/**
 * Server-sent events: `event: document`, data {id, state, reason, pageCount}. Asks Postgres as the person, each time:
 * whoever loses access, or signs out, hears nothing more from the next second on.
 */
export async function followMatter(
  { app, who, request, response }: Follower,
  matterId: string,
): Promise<undefined> {
  let since = new Date(Date.now() - lookBackMs);
  await changesSince(app, who, { matterId, since });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).flushHeaders();
  response.write('retry: 2000\n\n');
  const seen = new Map<string, string>();
  const end = Date.now() + longestMs;
  while (!gone.signal.aborted && Date.now() < end) {
    const asked = Date.now();
    if (!(await isStillIn(app, request))) break;
    const changes = await changesOrEnd({ app, who, matterId, since });
    if (!changes) break;
    for (const { changedAt, ...change } of changes) {
      if (seen.get(change.id) === changedAt) continue;
      seen.set(change.id, changedAt);
      response.write(`event: document\ndata: ${JSON.stringify(change)}\n\n`);
    }
    response.write(': still here\n\n');
    since = new Date(asked - lookBackMs);
    await wait(everyMs, undefined, { signal: gone.signal }).catch(() => undefined);
  }
  response.end();
  return undefined;
}

async function isStillIn(app: App, request: Request): Promise<boolean> {
  const who = await recognise(app, request, false).catch(() => undefined);
  return who !== undefined && !who.mustSetUp;
}

/** A database that is away for a moment ends the stream; the browser asks again after `retry`. */
async function changesOrEnd(ask: { app: App; who: SignedIn; matterId: string; since: Date }) {
  try {
    return await changesSince(ask.app, ask.who, ask);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
