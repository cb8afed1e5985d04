import assert from 'node:assert/strict';
import { failExtraction } from '../../core/documents/pipeline/extract-document.ts';
import { failScan } from '../../core/documents/pipeline/scan-document.ts';
import { SandboxInterrupted } from '../../core/tools/tool-errors.ts';
import type { Sandboxes, SandboxSession } from '../../core/tools/sandbox-client.ts';
import { startWorkerTasks, type RunningWorker } from '../../worker/start-worker.ts';
import { runVirusScan } from '../support/run-virus-scan.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

type Letter = { id: string; documentId: string; step: string; attempts: number; reason: string };

describe('What was given up is on a list for administrators', () => {
  const room = useWorkerRoom({ worker: false });
  let ada: Colleague;
  let admin: Colleague;
  let matterId = '';

  before(async function openRoom() {
    this.timeout(60_000);
    ada = await createColleague(room, 'ada');
    admin = await createColleague(room, 'admin', 'administrator');
    matterId = await createTestMatter(ada);
  });

  const list = async (): Promise<Letter[]> =>
    ((await admin.request.get('/api/dead-letters').expect(200)).body as { items: Letter[] }).items;
  const failed = async (name: string) => {
    const { id } = await uploadAs(ada, matterId, { name, content: name });
    const job = await runVirusScan(room, id);
    await failExtraction(room.app('worker'), job);
    return id;
  };
  const steps = (documentId: string) =>
    room
      .app('worker')
      .database.asProcess((tx) =>
        tx.documentStep.findMany({ where: { documentId }, orderBy: { requestedAt: 'asc' } }),
      );

  it('without the names of documents, and for nobody else', async () => {
    const id = await failed('secret-merger.txt');
    const answer = await admin.request.get('/api/dead-letters').expect(200);
    assert.doesNotMatch(JSON.stringify(answer.body), /merger|Harbour/);
    const [letter] = await list();
    assert.deepEqual([letter?.documentId, letter?.step], [id, 'extract']);
    assert.match(letter?.reason ?? '', /several times/);
    await ada.request.get('/api/dead-letters').expect(403);
    await ada.request.post(`/api/dead-letters/${letter?.id}/requeue`).expect(403);
    await admin.request.get(`/api/documents/${id}`).expect(404);
    const page = await admin.request.get('/admin/dead-letters').set('Accept', 'text/html').expect(200);
    assert.ok(page.text.includes(id));
    assert.doesNotMatch(page.text, /merger/);
  });

  it('has a step tried again, one or all, and says so in the audit log', async () => {
    const [letter] = await list();
    await admin.request.post(`/api/dead-letters/${letter?.id}/requeue`).expect(202);
    assert.deepEqual(await list(), []);
    await admin.request.post(`/api/dead-letters/${letter?.id}/requeue`).expect(404);
    const history = await steps(letter?.documentId ?? '');
    assert.deepEqual(
      history.map(({ name, state }) => [name, state]),
      [
        ['scan', 'done'],
        ['extract', 'failed'],
        ['extract', 'requested'],
      ],
    );
    const job = { documentId: letter?.documentId ?? '', stepId: history[2]?.id ?? '', requestId: 'test' };
    await failExtraction(room.app('worker'), job);
    await failed('other.txt');
    const all = await admin.request.post('/api/dead-letters/requeue').expect(202);
    assert.deepEqual([all.body, await list()], [{ requeued: 2 }, []]);
    const events = await room.services.sql(
      "SELECT count(*) FROM audit_event WHERE event = 'dead-letter.requeued'",
      'strongroom',
    );
    assert.equal(Number(events), 3);
  });

  it('closes a step with a note; what its people tried again is no longer there', async () => {
    const closed = await failed('closed.txt');
    const retried = await failed('retried.txt');
    const letters = await list();
    assert.equal(letters.length, 2);
    await ada.request.post(`/api/documents/${retried}/retry`).expect(202);
    const [letter] = await list();
    assert.equal(letter?.documentId, closed);
    await admin.request.post(`/api/dead-letters/${letter?.id}/close`).send({ note: ' ' }).expect(400);
    await admin.request
      .post(`/api/dead-letters/${letter?.id}/close`)
      .send({ note: 'A disk image, not a document' })
      .expect(204);
    assert.deepEqual(await list(), []);
    const detail = await room.services.sql(
      "SELECT detail FROM audit_event WHERE event = 'dead-letter.closed'",
      'strongroom',
    );
    assert.equal((JSON.parse(detail) as { note: string }).note, 'A disk image, not a document');
  });

  it('without those of a matter from which a wall keeps the administrator, who can do nothing about them', async () => {
    const walled = await createColleague(room, 'walled', 'administrator');
    const theirs = async () => (await walled.request.get('/api/dead-letters').expect(200)).body.items;
    const id = await failed('behind-a-wall.txt');
    const [letter] = (await list()).filter(({ documentId }) => documentId === id);
    assert.deepEqual(await theirs(), await list());
    const wall = await ada.request
      .post('/api/walls')
      .send({ matterId, personId: walled.id, reason: 'conflict' })
      .expect(201);
    assert.deepEqual(await theirs(), []);
    const page = await walled.request.get('/admin/dead-letters').set('Accept', 'text/html').expect(200);
    assert.doesNotMatch(page.text, new RegExp(id));
    for (const act of ['requeue', 'close']) {
      const about = (which: string | undefined) =>
        walled.request.post(`/api/dead-letters/${which}/${act}`).send({ note: 'gone' });
      const [hidden, unknown] = [await about(letter?.id), await about(ada.id)];
      assert.deepEqual([hidden.status, unknown.status], [404, 404]);
      assert.deepEqual({ ...hidden.body, requestId: '' }, { ...unknown.body, requestId: '' });
    }
    const all = await walled.request.post('/api/dead-letters/requeue').expect(202);
    assert.deepEqual(all.body, { requeued: 0 });
    await ada.request.post(`/api/walls/${wall.body.id}/lift`).send({ reason: 'over' }).expect(200);
    await admin.request.post(`/api/dead-letters/${letter?.id}/close`).send({ note: 'done with' }).expect(204);
  });

  it('is given in pages', async () => {
    const { id } = await uploadAs(ada, matterId, { name: 'unscanned.txt', content: 'unscanned' });
    const [scan] = await steps(id);
    await failScan(room.app('worker'), { documentId: id, stepId: scan?.id ?? '', requestId: 'test' });
    await failed('page-two.txt');
    const first = await admin.request.get('/api/dead-letters').query({ limit: 1 }).expect(200);
    const { nextCursor } = first.body as { nextCursor: string };
    const second = await admin.request
      .get('/api/dead-letters')
      .query({ limit: 1, cursor: nextCursor })
      .expect(200);
    const { items } = second.body as { items: Letter[] };
    assert.deepEqual([items.map(({ documentId }) => documentId), second.body.nextCursor], [[id], null]);
  });
});

describe('A poisoned file', () => {
  const room = useWorkerRoom({ worker: false });
  let worker: RunningWorker | undefined;
  after(() => worker?.stop());

  it('fails alone, after its last attempt; the others go past it', async function poison() {
    this.timeout(180_000);
    const real = room.sandboxes;
    /** A sandbox that dies of one file, each time. */
    const dying: Sandboxes = {
      count: () => real.count(),
      withSession: (input, work) =>
        real.withSession(input, (session) =>
          work(
            new Proxy(session, {
              get(target, key) {
                const value: unknown = Reflect.get(target, key);
                if (key === 'writeInput')
                  return async (body: Buffer) => {
                    if (Buffer.from(body).includes('poison')) throw new SandboxInterrupted();
                    return target.writeInput(body);
                  };
                return typeof value === 'function' ? value.bind(target) : value;
              },
            }) as SandboxSession,
          ),
        ),
    };
    const bad = await room.storeFile('bad.txt', 'poison');
    const letters = await Promise.all(
      Array.from({ length: 8 }, (_, number) => room.storeFile(`letter-${number}.txt`, `Letter ${number}`)),
    );
    worker = startWorkerTasks({ ...room.app('worker'), sandboxes: dying });
    for (const id of letters) assert.equal((await room.waitForEnd(id, 60)).state, 'searchable');
    const end = await room.waitForEnd(bad, 120);
    assert.equal(end.state, 'failed');
    const step = await room
      .app('worker')
      .database.asProcess((tx) =>
        tx.documentStep.findFirstOrThrow({ where: { documentId: bad, name: 'extract' } }),
      );
    assert.deepEqual([step.attempts, step.gaveUpAt !== null], [4, true]);
  });
});
