import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOriginal } from '../../core/documents/read/read-documents.ts';
import { scanObject, scanWindows } from '../../core/documents/pipeline/scan-object.ts';
import { maxScanBytes } from '../../core/platform/scanner.ts';
import { searchPages } from '../../core/search/search-pages.ts';
import { startWorkerTasks, type RunningWorker } from '../../worker/start-worker.ts';
import { buildMessage } from '../support/documents/eml.ts';
import { useWorkerRoom } from '../support/worker-room.ts';
import { eicar, installSignatures } from '../support/virus-signatures.ts';
import { waitFor } from '../support/wait-for.ts';

describe('Nothing is opened before it was looked at for viruses', () => {
  const room = useWorkerRoom({ worker: false });
  let worker: RunningWorker | undefined;

  const start = () => {
    worker = startWorkerTasks(
      { ...room.app('worker'), sandboxes: room.sandboxes },
      { signaturesEveryMs: 500 },
    );
  };
  afterEach(async function stopWorker() {
    this.timeout(60_000);
    await worker?.stop();
    worker = undefined;
  });
  const row = (id: string) =>
    room.app('worker').database.asProcess((tx) =>
      tx.document.findUniqueOrThrow({
        where: { id },
        include: { steps: { orderBy: { requestedAt: 'asc' } }, pages: true, children: true, object: true },
      }),
    );
  const open = (documentId: string) => openOriginal(room.app('server'), room.owner, { documentId });
  const found = async (q: string) =>
    (await searchPages(room.app('server'), room.owner, { q, limit: 10 })).total;

  it('shuts away a file with a virus: nobody can open it, it has no pages, and the audit log says so', async function catchEicar() {
    this.timeout(120_000);
    start();
    const document = await room.processFile('invoice.com', eicar);
    assert.equal(document.state, 'quarantined');
    assert.match(document.reason ?? '', /Strongroom\.Test\.EICAR.*nobody can open/);
    assert.equal(document.pages.length, 0);
    await assert.rejects(open(document.id), { type: 'quarantined' });
    const events = await room.services.sql(
      `SELECT detail FROM audit_event WHERE document_id = '${document.id}' AND event = 'document.quarantined'`,
      'strongroom',
    );
    assert.deepEqual(JSON.parse(events), { threat: 'Strongroom.Test.EICAR.UNOFFICIAL' });
  });

  it('takes no attachment out of a message with a virus', async function catchAttachment() {
    this.timeout(120_000);
    start();
    const document = await room.processFile(
      'message.eml',
      buildMessage({
        subject: 'Invoice',
        text: 'See attachment',
        attachments: [
          { filename: 'invoice.com', type: 'application/octet-stream', content: Buffer.from(eicar) },
        ],
      }),
    );
    assert.deepEqual([document.state, document.children], ['quarantined', []]);
  });

  it('lets documents wait unopened while the scanner is away, and holds no attempt against them', async function scannerAway() {
    this.timeout(120_000);
    await room.services.stop('clamav');
    const id = await room.storeFile('waits.txt', 'A letter that waits');
    start();
    await waitFor('the document to wait', 20, async () => (await row(id)).state === 'scanning' || undefined);
    await sleep(2_000);
    const waiting = await row(id);
    assert.deepEqual([waiting.state, waiting.pages.length], ['scanning', 0]);
    assert.ok((waiting.steps[0]?.attempts ?? 9) <= 1);
    await assert.rejects(open(id), { type: 'not-scanned' });
    await room.services.start('clamav');
    assert.equal((await room.waitForEnd(id, 60)).state, 'searchable');
    (await open(id)).body.destroy();
  });

  it('looks at everything again when the signatures change, and takes what is found out of search', async function rescan() {
    this.timeout(120_000);
    start();
    const bad = await room.processFile('later-bad.txt', 'The words krakenworm were harmless once');
    const good = await room.processFile('good.txt', 'The words about the harbour stay');
    assert.deepEqual([bad.state, await found('krakenworm')], ['searchable', 1]);
    await installSignatures(room.services, { version: 27_001, name: 'Test.Kraken', words: 'krakenworm' });
    const shut = await waitFor('the document to be shut away', 60, async () => {
      const now = await row(bad.id);
      return now.state === 'quarantined' ? now : undefined;
    });
    assert.match(shut.reason ?? '', /Test\.Kraken/);
    assert.deepEqual([shut.pages.length, shut.steps.at(-1)?.name], [0, 'scan']);
    assert.equal(await found('krakenworm'), 0);
    await assert.rejects(open(bad.id), { type: 'quarantined' });
    const looked = await waitFor('the other to be looked at again', 30, async () => {
      const now = await row(good.id);
      return now.object.scannedWith?.includes('/27001/') ? now : undefined;
    });
    assert.deepEqual([looked.state, await found('harbour')], ['searchable', 1]);
    const { signaturesFrom } = await room.app('worker').scanner.signatures();
    assert.equal(signaturesFrom?.toISOString(), '2026-11-20T09:00:00.000Z');
  });

  it('looks at the same bytes each time they are filed: nobody learns that they were known', async () => {
    const app = room.app('worker');
    const { sha256, object } = await row(await room.storeFile('twice.txt', 'Filed twice'));
    const target = { sha256, bytes: Number(object.bytes) };
    await scanObject(app, target, AbortSignal.timeout(10_000));
    const scanner = { ...app.scanner, scan: () => Promise.resolve('Looked.At.Again') };
    const { threat } = await scanObject({ ...app, scanner }, target, AbortSignal.timeout(10_000));
    assert.equal(threat, 'Looked.At.Again');
  });

  it('looks at a file larger than the scanner takes in windows that overlap and leave nothing out', () => {
    assert.deepEqual(scanWindows(0), [{ offset: 0, length: 0 }]);
    assert.equal(scanWindows(maxScanBytes).length, 1);
    const parts = scanWindows(10 * 1024 ** 3);
    assert.ok(parts.every(({ length }) => length <= maxScanBytes));
    parts.slice(1).forEach((part, index) => {
      const before = parts[index] ?? { offset: 0, length: 0 };
      assert.equal(before.offset + before.length - part.offset, 64 * 1024 ** 2);
    });
    const last = parts.at(-1);
    assert.equal((last?.offset ?? 0) + (last?.length ?? 0), 10 * 1024 ** 3);
  });
});
