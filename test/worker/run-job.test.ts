import assert from 'node:assert/strict';
import { jobs } from '../../core/platform/job-definitions.ts';
import { Problem } from '../../core/platform/errors.ts';
import type { Sandboxes } from '../../core/tools/sandbox-client.ts';
import { SandboxUnavailable, SandboxInterrupted } from '../../core/tools/tool-errors.ts';
import { buildTiff } from '../support/documents/images.ts';
import { drawPage } from '../support/documents/raster.ts';
import { runQueueJob } from '../../worker/run-job.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

describe('A job that does not come to its end', () => {
  const room = useWorkerRoom({ worker: false });
  const { attempts } = jobs['extract-document'];

  /** Sandboxes of which every use ends the same way. */
  const endingWith = (error: Error): Sandboxes => ({
    count: () => 2,
    withSession: () => Promise.reject(error),
  });
  const state = (documentId: string) =>
    room.app('worker').database.asProcess(async (tx) => {
      const row = await tx.document.findUniqueOrThrow({
        where: { id: documentId },
        include: { steps: { where: { name: 'extract' } } },
      });
      return {
        state: row.state,
        reason: row.reason,
        attempts: row.steps[0]?.attempts,
        step: row.steps[0]?.state,
      };
    });

  async function filed() {
    const documentId = await room.storeFile('letter.txt', 'A letter');
    const data = await room.scanByHand(documentId);
    const run = (sandboxes: Sandboxes, attemptsMade: number) =>
      runQueueJob(
        { ...room.app('worker'), sandboxes },
        { name: 'extract-document', id: 'job', attemptsMade, data },
      );
    return { documentId, run };
  }

  it('is asked for again as long as attempts are left, then the document fails with a reason', async () => {
    const { documentId, run } = await filed();
    const lost = endingWith(new SandboxInterrupted());
    for (let made = 0; made < attempts - 1; made += 1) {
      await assert.rejects(run(lost, made), SandboxInterrupted);
      assert.deepEqual(await state(documentId), {
        state: 'extracting',
        reason: null,
        attempts: made + 1,
        step: 'running',
      });
    }
    await run(lost, attempts - 1);
    const end = await state(documentId);
    assert.deepEqual([end.state, end.step, end.attempts], ['failed', 'failed', attempts]);
    assert.match(end.reason ?? '', /Try again/);
  });

  it('waits, uncounted, while a part of Strongroom is away', async () => {
    const { documentId, run } = await filed();
    for (const error of [new SandboxUnavailable(), new Problem('unavailable', 'The storage is away.')]) {
      for (let made = 0; made < attempts + 2; made += 1) await run(endingWith(error), attempts - 1);
    }
    assert.deepEqual(await state(documentId), {
      state: 'extracting',
      reason: null,
      attempts: 0,
      step: 'running',
    });
    await run(room.sandboxes, 0);
    assert.equal((await state(documentId)).state, 'analysing');
  });

  it('is given up when it was begun again and again and the worker died each time', async () => {
    const { documentId, run } = await filed();
    await room.app('worker').database.asProcess((tx) =>
      tx.documentStep.updateMany({
        where: { documentId, name: 'extract' },
        data: { state: 'running', attempts: 100 },
      }),
    );
    await run(room.sandboxes, 0);
    const end = await state(documentId);
    assert.equal(end.state, 'failed');
    assert.match(end.reason ?? '', /begun 100 times/);
  });

  it('is dropped when it is no job of ours', async () => {
    const app = { ...room.app('worker'), sandboxes: room.sandboxes };
    await runQueueJob(app, { name: 'constructor', id: 'x', attemptsMade: 0, data: {} });
    await runQueueJob(app, { name: 'read-page', id: 'x', attemptsMade: 0, data: { page: -1 } });
  });
});

describe('A page that cannot be read', () => {
  const room = useWorkerRoom();

  it('leaves the rest of its document searchable, and is named', async function namePage() {
    this.timeout(120_000);
    const whole = buildTiff([drawPage(['FIRST SHEET OF THE FAX']), drawPage(['SECOND SHEET OF THE FAX'])]);
    // The second picture's directory says where its bytes are: beyond the end of the file.
    const second = whole.readUInt32LE(whole.readUInt32LE(4) + 2 + 11 * 12);
    whole.writeUInt32LE(0x7fff_0000, second + 2 + 5 * 12 + 8);
    const document = await room.processFile('fax.tif', whole);
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.match(document.reason ?? '', /^Page 2 could not be read: .+\.$/);
    assert.match(document.pages[0]?.text ?? '', /FIRST SHEET OF THE FAX/);
    assert.equal(document.pages[1]?.state, 'failed');
  });

  it('fails the document when it is the only one', async function failDocument() {
    this.timeout(120_000);
    const whole = buildTiff([drawPage(['ONLY SHEET'])]);
    whole.writeUInt32LE(0x7fff_0000, whole.readUInt32LE(4) + 2 + 5 * 12 + 8);
    const document = await room.processFile('fax.tif', whole);
    assert.equal(document.state, 'failed');
    assert.match(document.reason ?? '', /^Page 1 could not be read/);
  });
});
