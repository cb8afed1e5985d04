import type { Request, Response } from 'express';
import type { App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import { followChanges } from '../../core/documents/read/read-documents.ts';
import { getMatterFeed, type MatterChange } from './matter-feed.ts';

/** Ends now and then, so that a stream never outlives a deployment; browsers come back by themselves. */
const maxStreamMs = 15 * 60_000;
/** So much may lie here for somebody who does not read it; then they are cut off. */
const maxUnreadBytes = 256 * 1024;

type MatterStream = { app: App; actor: Actor; request: Request; response: Response };

/**
 * Server-sent events: `event: document`, data {id, state, reason, pageCount}. What comes, and when it ends, is the
 * feed's (matter-feed.ts). @throws Problem `not-found`, `too-many-requests`, `busy`, before the first byte
 */
export async function streamMatterEvents(
  { app, actor, request, response }: MatterStream,
  matterId: string,
): Promise<undefined> {
  const ended = Promise.withResolvers<void>();
  response.once('close', ended.resolve);
  const leave = await getMatterFeed(request).join({
    actor,
    matterId,
    onPlace: () => followChanges(app, actor, matterId),
    onPoll: (changes) => writeChanges(response, changes),
    onEnd: ended.resolve,
  });
  const timer = setTimeout(ended.resolve, maxStreamMs);
  if (!response.destroyed) {
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).flushHeaders();
    response.write('retry: 2000\n\n');
    await ended.promise;
  }
  clearTimeout(timer);
  leave();
  response.end();
  return undefined;
}

function writeChanges(response: Response, changes: MatterChange[]): void {
  for (const change of changes) response.write(`event: document\ndata: ${JSON.stringify(change)}\n\n`);
  response.write(': still here\n\n');
  if (response.writableLength > maxUnreadBytes) response.destroy();
}
