import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { journey, type DocumentState } from '../../core/documents/journey.ts';
import { storeOriginal } from '../../core/documents/intake/store-original.ts';
import { createMatter } from '../../core/matters/matters.ts';
import { withLogContext } from '../../core/platform/log.ts';
import type { Actor } from '../../core/actor.ts';
import { openSandboxes, type Sandboxes } from '../../core/tools/sandbox-client.ts';
import { startWorkerTasks, type RunningWorker } from '../../worker/start-worker.ts';
import { runVirusScan, type StepJob } from './run-virus-scan.ts';
import { useRoom, type Room } from './room.ts';
import { waitFor } from './wait-for.ts';

export type ReadPage = {
  number: number;
  state: string;
  text: string;
  engine: string;
  confidence: number;
  label: string | null;
  reason: string | null;
};

export type ReadDocument = {
  id: string;
  filename: string;
  folder: string | null;
  state: DocumentState;
  reason: string | null;
  mediaType: string;
  pageCount: number | null;
  pages: ReadPage[];
  children: string[];
};

export type WorkerRoom = Room & {
  /** Who files everything here. */
  owner: Actor;
  matterId: string;
  sandboxes: Sandboxes;
  /** Accepts a file as an upload would; returns its id. */
  storeFile: (filename: string, content: Buffer | string) => Promise<string>;
  /** Waits until the document has ended its journey. */
  waitForEnd: (documentId: string, seconds?: number) => Promise<ReadDocument>;
  /** Has the virus check done by hand, where no worker runs; returns the job of the next step. */
  scanByHand: (documentId: string) => Promise<StepJob>;
  /** Accepts a file and waits for its end. */
  processFile: (filename: string, content: Buffer | string) => Promise<ReadDocument>;
};

/** Least time of a test that reads documents, one after the other; each may take `ended` long. */
const testMs = 240_000;

/** A room with real sandboxes and, unless told otherwise, a worker in this process. Call at the top of a `describe`. */
export function useWorkerRoom(options: { worker?: boolean } = {}): WorkerRoom {
  let worker: RunningWorker | undefined;
  // Registered before the room's own: the worker lets go before its connections are closed.
  after(() => worker?.stop());
  const room = useRoom({ sandboxes: true });
  const owner: Actor = {
    person: { id: randomUUID(), email: `${randomUUID()}@firm.example`, name: 'Ada', role: 'member' },
  };
  let matterId = '';
  let sandboxes: Sandboxes | undefined;

  before(async () => {
    await room
      .app('ops')
      .database.asProcess((tx) => tx.person.create({ data: { ...owner.person, passwordHash: 'none' } }));
    const matter = await createMatter(room.app('server'), owner, {
      client: 'Harbour Trust',
      number: '1',
      name: 'Harbour v. Lind',
      access: 'members',
    });
    matterId = matter.id;
    const app = room.app('worker');
    sandboxes = openSandboxes({ scratchDir: app.config.scratchDir, log: app.log });
    if (options.worker !== false) worker = startWorkerTasks({ ...app, sandboxes });
  });

  // What is waited for says itself in vain for what; a shorter limit would only say that a test took too long.
  beforeEach(function allowForWaiting() {
    const test = this.currentTest;
    if (test && test.timeout() < testMs) test.timeout(testMs);
  });

  const file = async (filename: string, content: Buffer | string) => {
    const upload = { matterId, filename, body: Readable.from([Buffer.from(content)]), isWhole: () => true };
    const requestId = `test-${randomUUID()}`;
    return (await withLogContext({ requestId }, () => storeOriginal(room.app('server'), owner, upload))).id;
  };
  const ended = (documentId: string, seconds = 90) =>
    waitFor(`document ${documentId} to end its journey`, seconds, async () => {
      const { state } = await room
        .app('worker')
        .database.asProcess((tx) =>
          tx.document.findUniqueOrThrow({ where: { id: documentId }, select: { state: true } }),
        );
      return journey[state as DocumentState].final ? readStoredDocument(room, documentId) : undefined;
    });

  const checked = (documentId: string) => runVirusScan(room, documentId);

  return Object.defineProperties(
    {
      owner,
      storeFile: file,
      waitForEnd: ended,
      scanByHand: checked,
      processFile: async (name: string, content: Buffer | string) => ended(await file(name, content)),
    } as WorkerRoom,
    {
      services: { get: () => room.services },
      app: { get: () => room.app },
      matterId: { get: () => matterId },
      sandboxes: { get: () => sandboxes },
    },
  );
}

async function readStoredDocument(room: Room, id: string): Promise<ReadDocument> {
  return room.app('worker').database.asProcess(async (tx) => {
    const row = await tx.document.findUniqueOrThrow({
      where: { id },
      include: { pages: { orderBy: { number: 'asc' } }, children: { orderBy: { part: 'asc' } } },
    });
    const { filename, folder, reason, mediaType, pageCount } = row;
    return {
      id,
      filename,
      folder,
      reason,
      mediaType,
      pageCount,
      state: row.state as DocumentState,
      pages: row.pages,
      children: row.children.map((child) => child.id),
    };
  });
}
