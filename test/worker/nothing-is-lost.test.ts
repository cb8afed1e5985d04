import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { analyseDocument } from '../../core/analysis/analyse-document.ts';
import { extractDocument } from '../../core/documents/pipeline/extract-document.ts';
import { retryStep } from '../../core/documents/pipeline/retry-step.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { startProcess, type ProductProcess } from '../support/start-process.ts';
import { useWorkerRoom } from '../support/worker-room.ts';
import { waitFor } from '../support/wait-for.ts';

// Counted from 11: OCR takes a lone 0 or 1 for a letter, as people do.
const letter = (number: number) => `Letter ${number + 11} about the vessel in the harbour`;

describe('Whoever dies, every accepted document reaches its end', () => {
  const room = useWorkerRoom({ worker: false });

  const running: ProductProcess[] = [];

  async function startWorker(): Promise<ProductProcess> {
    const worker = await startProcess('worker');
    running.push(worker);
    return worker;
  }
  // Also after a test that failed: a second worker would take the next test's sandboxes.
  afterEach(async function stopWorkers() {
    this.timeout(70_000);
    for (const worker of running.splice(0)) await worker.stop();
  });

  async function allSearchable(ids: string[], seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    for (const [number, id] of ids.entries()) {
      const document = await room.waitForEnd(id, Math.max((deadline - Date.now()) / 1000, 1));
      assert.equal(document.state, 'searchable', `${document.filename}: ${document.reason ?? ''}`);
      assert.equal(document.pages.length, 1);
      assert.match(document.pages[0]?.text ?? '', new RegExp(letter(number), 'i'));
    }
  }
  const fileMany = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, number) =>
        room.storeFile(`letter-${number}.pdf`, buildPdf([{ lines: [letter(number)] }])),
      ),
    );
  const scan = (number: number) => buildPdf([{ picture: drawPage([letter(number).toUpperCase()]) }]);

  it('the worker is killed, twice, in the middle of fifty documents', async function killWorker() {
    this.timeout(240_000);
    const first = await startWorker();
    const ids = await fileMany(50);
    await sleep(300);
    await first.kill();
    const second = await startWorker();
    await sleep(1_500);
    await second.kill();
    const third = await startWorker();
    await allSearchable(ids, 120);
    assert.equal(await third.stop(), 0);
  });

  it('Redis loses everything', async function wipeRedis() {
    this.timeout(240_000);
    const ids = await fileMany(10);
    await room.services.wipeRedis();
    await startWorker();
    await allSearchable(ids, 90);
  });

  it('Redis loses everything while pages are being read', async function wipeWhileReading() {
    this.timeout(240_000);
    await startWorker();
    const ids = await Promise.all(
      [scan(0), scan(1), scan(2), scan(3)].map((content, number) =>
        room.storeFile(`scan-${number}.pdf`, content),
      ),
    );
    await sleep(2_000);
    await room.services.wipeRedis();
    await allSearchable(ids, 120);
  });

  it('both sandboxes go away and come back: documents wait, and no attempt is held against them', async function stopSandboxes() {
    this.timeout(300_000);
    await room.services.stop('sandbox-1');
    await room.services.stop('sandbox-2');
    await startWorker();
    const ids = await fileMany(3);
    const rows = () =>
      room.app('worker').database.asProcess((tx) =>
        tx.document.findMany({
          where: { id: { in: ids } },
          include: { steps: { where: { name: 'extract' } } },
        }),
      );
    await waitFor('each to be tried', 90, async () =>
      (await rows()).every(({ steps }) => steps[0]?.startedAt) ? true : undefined,
    );
    // The worker waits 20 s for a sandbox, then takes the attempt back.
    await sleep(22_000);
    const waiting = await rows();
    assert.equal(waiting.length, ids.length);
    for (const row of waiting) {
      assert.equal(row.state, 'extracting');
      assert.ok((row.steps[0]?.attempts ?? 9) <= 1);
    }
    await room.services.start('sandbox-1');
    await room.services.start('sandbox-2');
    await allSearchable(ids, 90);
  });

  it('a sandbox is killed at work', async function killSandbox() {
    this.timeout(240_000);
    await startWorker();
    const ids = await Promise.all(
      [scan(0), scan(1), scan(2)].map((content, number) => room.storeFile(`scan-${number}.pdf`, content)),
    );
    await sleep(1_500);
    await room.services.kill('sandbox-1');
    await sleep(500);
    await room.services.start('sandbox-1');
    await allSearchable(ids, 120);
  });

  it('the storage goes away and comes back: documents wait', async function stopStorage() {
    this.timeout(240_000);
    const ids = await fileMany(5);
    await room.services.stop('minio');
    await startWorker();
    await sleep(5_000);
    await room.services.start('minio');
    await allSearchable(ids, 90);
  });

  it('two runs of one job at the same time leave what one leaves', async function runTwice() {
    this.timeout(120_000);
    const app = { ...room.app('worker'), sandboxes: room.sandboxes };
    const id = await room.storeFile(
      'twice.pdf',
      buildPdf(Array.from({ length: 300 }, (_, page) => ({ lines: [`Page ${page + 1} of twice`] }))),
    );
    const job = await room.scanByHand(id);
    await Promise.all([1, 2, 3].map(() => extractDocument(app, job, AbortSignal.timeout(60_000))));
    const analysis = await app.database.asProcess((tx) =>
      tx.documentStep.findMany({ where: { documentId: id, name: 'analyse' } }),
    );
    assert.equal(analysis.length, 1);
    const analyse = { ...job, stepId: analysis[0]?.id ?? '' };
    await Promise.all([1, 2, 3].map(() => analyseDocument(app, analyse)));
    const document = await room.waitForEnd(id, 1);
    assert.deepEqual(
      [document.state, document.pages.length, document.pages[299]?.text],
      ['searchable', 300, 'Page 300 of twice'],
    );
    for (const event of ['document.extracted', 'document.finished']) {
      const counted = await room.services.sql(
        `SELECT count(*) FROM audit_event WHERE document_id = '${id}' AND event = '${event}'`,
        'strongroom',
      );
      assert.equal(Number(counted), 1, event);
    }
  });

  it('"Try again" reads a failed document anew', async function tryAgain() {
    this.timeout(120_000);
    await startWorker();
    const id = await room.storeFile('stump.pdf', '%PDF-1.7\nstump');
    const failed = await room.waitForEnd(id);
    assert.equal(failed.state, 'failed');
    await retryStep(room.app('server'), room.owner, id);
    const again = await room.waitForEnd(id);
    assert.equal(again.state, 'failed');
    const steps = await room
      .app('worker')
      .database.asProcess((tx) =>
        tx.documentStep.findMany({ where: { documentId: id }, orderBy: { requestedAt: 'asc' } }),
      );
    assert.deepEqual(
      steps.map((step) => step.state),
      ['done', 'failed', 'failed'],
    );
    assert.match(steps[2]?.reason ?? '', /damaged/);
  });
});
