import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { consumeQueue, type Job } from '../../core/platform/queues.ts';
import { useWorkerRoom } from '../support/worker-room.ts';
import { waitFor } from '../support/wait-for.ts';

describe('Whoever waits for one document comes first', () => {
  const room = useWorkerRoom({ worker: false });
  beforeEach(() => room.services.flushRedis());

  const ids = () => ({ documentId: randomUUID(), stepId: randomUUID(), requestId: 'test' });

  it('a scan of 5,000 pages does not starve a letter of one page', async function letterFirst() {
    this.timeout(120_000);
    const { queues, config } = room.app('worker');
    const scan = ids();
    const letter = ids();
    const pages = Array.from({ length: 5_000 }, (_, index) => index + 1);
    await Promise.all(
      pages.map((page) => queues.enqueue('read-page', { ...scan, page }, { priority: pages.length })),
    );
    const read: string[] = [];
    const worker = consumeQueue(config, 'pages', {
      concurrency: 3,
      run: async (job) => {
        read.push((job.data as { documentId: string }).documentId);
        await sleep(5);
      },
      onError: () => undefined,
    });
    try {
      await waitFor('the scan to be under way', 20, async () => read.length > 30 || undefined);
      await queues.enqueue('read-page', { ...letter, page: 1 }, { priority: 1 });
      const asked = read.length;
      await waitFor('the letter to be read', 20, async () => read.includes(letter.documentId) || undefined);
      assert.ok(read.indexOf(letter.documentId) - asked <= 10, 'more than ten pages went first');
      assert.ok(read.length < 4_000, 'the scan was still going on');
    } finally {
      await worker.close();
    }
  });

  it('the twenty-second document that one person files at once joins the queue for imports', async () => {
    const before = await Promise.all(
      Array.from({ length: 21 }, (_, number) => room.storeFile(`${number}.txt`, `Number ${number}`)),
    );
    const after = await room.storeFile('late.txt', 'One more');
    const bulk = async (id: string) =>
      (
        await room
          .app('worker')
          .database.asProcess((tx) => tx.documentStep.findFirstOrThrow({ where: { documentId: id } }))
      ).bulk;
    assert.deepEqual([await bulk(before[0] ?? ''), await bulk(after)], [false, true]);
  });

  it('a single letter overtakes an import, and the import goes on meanwhile', async function overtake() {
    this.timeout(240_000);
    const { queues, config } = room.app('worker');
    const order: string[] = [];
    const many = Array.from({ length: 60 }, ids);
    for (const one of many) await queues.enqueue('extract-document', one, { bulk: true });
    const letters = Array.from({ length: 20 }, ids);
    for (const one of letters) await queues.enqueue('extract-document', one);
    const run = async (job: Job) => {
      await sleep(20);
      order.push((job.data as { documentId: string }).documentId);
    };
    const options = { run, onError: () => undefined };
    const workers = [
      consumeQueue(config, 'documents', { ...options, concurrency: 3 }),
      consumeQueue(config, 'bulk', { ...options, concurrency: 1 }),
    ];
    try {
      await waitFor('all to be done', 60, async () => order.length === 80 || undefined);
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
    }
    const lastLetter = Math.max(...letters.map(({ documentId }) => order.indexOf(documentId)));
    const meanwhile = many.filter(({ documentId }) => order.indexOf(documentId) < lastLetter).length;
    assert.ok(lastLetter < 40, `the last letter was number ${lastLetter}`);
    assert.ok(meanwhile > 0, 'the import stood still');
  });
});
