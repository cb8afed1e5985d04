import { describeUnread, unreadItemSchema } from '../../../core/reading/unread.ts';
import type { ReadDocument, WorkerRoom } from '../worker-room.ts';
import type { FidelityInput, FoundDocument } from './measure-fidelity.ts';

/** Has a worker read a file, and gathers what is kept of it and of every document inside it. */
export async function findInRoom(room: WorkerRoom, { name, content }: FidelityInput): Promise<FoundDocument> {
  const document = await room.processFile(name, content);
  const family = await listFamily(room, document);
  const unread = await Promise.all(family.map((member) => listUnread(room, member)));
  return {
    state: document.state,
    mediaType: document.mediaType,
    reason: document.reason,
    texts: family.flatMap(({ filename, pages }) => [filename, ...pages.map(({ text }) => text)]),
    unread: unread.flat(),
  };
}

async function listFamily(room: WorkerRoom, document: ReadDocument): Promise<ReadDocument[]> {
  const family = [document];
  for (const child of document.children)
    family.push(...(await listFamily(room, await room.waitForEnd(child))));
  return family;
}

async function listUnread(
  room: WorkerRoom,
  { id, state, reason, filename }: ReadDocument,
): Promise<string[]> {
  const { unread } = await room
    .app('worker')
    .database.asProcess((tx) => tx.document.findUniqueOrThrow({ where: { id }, select: { unread: true } }));
  const items = unreadItemSchema.array().parse(unread).map(describeUnread);
  return [
    ...(state === 'searchable' ? [] : [`${filename} is ${state}: ${reason ?? ''}`]),
    ...items.map(
      ({ what, reason: why, page }) => `${page === null ? '' : `page ${String(page)}: `}${what}, ${why}`,
    ),
  ];
}
