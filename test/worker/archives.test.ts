import assert from 'node:assert/strict';
import fc from 'fast-check';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { buildLyingZip, buildOverlappingZip, sevenZipArchive } from '../support/documents/archives.ts';
import { lockedSevenZip, lockedZip } from '../support/documents/locked-files.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { buildZip } from '../support/documents/zip.ts';
import { useWorkerRoom, type ReadDocument } from '../support/worker-room.ts';

describe('An archive becomes the documents in it', () => {
  const room = useWorkerRoom();
  const childrenOf = (document: ReadDocument) =>
    Promise.all(document.children.map((id) => room.waitForEnd(id)));
  const textOf = (document: ReadDocument | undefined) =>
    document?.pages.map((page) => page.text).join('') ?? '';

  /** After each: the room still reads. */
  afterEach(async function readAfterwards() {
    this.timeout(150_000);
    assert.equal(room.sandboxes.count(), 2);
    assert.equal((await room.processFile('after.txt', 'still reading')).state, 'searchable');
  });

  it('a ZIP archive: each file a document of its own, its folder kept, the names of all on a page', async () => {
    const document = await room.processFile(
      'bundle.zip',
      buildZip([
        { name: 'Letters/2019/Brief für Größe.txt', content: 'The dredger left the harbour at dawn.' },
        { name: 'order.pdf', content: buildPdf([{ lines: ['It is so ordered in the matter of the quay'] }]) },
        { name: 'inner.zip', content: buildZip([{ name: 'deep.txt', content: 'Words far inside.' }]) },
        { name: 'empty.txt', content: '' },
      ]),
    );
    assert.deepEqual([document.state, document.reason], ['searchable', null]);
    assert.match(textOf(document), /Letters\/2019\/Brief für Größe\.txt\norder\.pdf\ninner\.zip\nempty\.txt/);
    const children = await childrenOf(document);
    assert.deepEqual(
      children.map(({ filename, folder, state }) => [filename, folder, state]),
      [
        ['Brief für Größe.txt', 'Letters/2019', 'searchable'],
        ['order.pdf', null, 'searchable'],
        ['inner.zip', null, 'searchable'],
        ['empty.txt', null, 'no-text'],
      ],
    );
    assert.equal(textOf(children[0]), 'The dredger left the harbour at dawn.');
    const { family } = await getDocument(room.app('server'), room.owner, document.children[0] ?? '');
    assert.deepEqual([family.parent?.id, family.parent?.filename], [document.id, 'bundle.zip']);
    const parent = await getDocument(room.app('server'), room.owner, document.id);
    assert.deepEqual([parent.family.childCount, parent.family.children[0]?.folder], [4, 'Letters/2019']);
    const [deep] = await childrenOf(children[2] as ReadDocument);
    assert.equal(textOf(deep), 'Words far inside.');
  });

  it('a 7z archive', async () => {
    const document = await room.processFile('bundle.7z', sevenZipArchive);
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const children = await childrenOf(document);
    assert.deepEqual(
      new Map(children.map((child) => [`${child.folder ?? ''}/${child.filename}`, textOf(child)])),
      new Map([
        ['Letters/2019/letter.txt', 'The dredger left the harbour at dawn.'],
        ['/minutes.txt', 'Minutes of the meeting about the quay.'],
      ]),
    );
  });

  it('names are data: nothing in them leads anywhere', async () => {
    const names = [
      '../../etc/passwd',
      '/abs/olute.txt',
      'C:\\Windows\\system.txt',
      'line\nbreak.txt',
      'nul\u0000byte.txt',
      'evil\u202Efdp.txt',
      '<img src=x onerror=alert(1)>.txt',
      `${'n'.repeat(4000)}.txt`,
      'twice.txt',
      'twice.txt',
      '..',
      'CON',
    ];
    const document = await room.processFile(
      'names.zip',
      buildZip(names.map((name, index) => ({ name, content: `words of number ${index}` }))),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const children = await childrenOf(document);
    assert.deepEqual(
      children.map(textOf),
      names.map((_, index) => `words of number ${index}`),
    );
    for (const { filename, folder } of children) {
      assert.doesNotMatch(filename, /[\p{Cc}/\\]/u);
      assert.ok(Buffer.byteLength(filename) <= 255 && filename !== '..');
      assert.ok(!folder?.split('/').includes('..'));
    }
    assert.equal(children[0]?.filename, 'passwd');
    assert.equal(children[0]?.folder, 'etc');
  });

  it('a locked archive needs its password', async () => {
    for (const content of [lockedSevenZip, lockedZip]) {
      const document = await room.processFile('locked.zip', content);
      assert.deepEqual([document.state, document.children], ['needs-password', []], document.reason ?? '');
    }
  });

  it('a bomb is stopped before it unpacks, and a liar when it has given what it promised', async () => {
    const overlapping = await room.processFile('overlap.zip', buildOverlappingZip(600, 16 * 1024 ** 2));
    assert.equal(overlapping.state, 'failed');
    assert.match(overlapping.reason ?? '', /unpacks to 9\.4 GB/);
    const small = await room.processFile('suspicious.zip', buildOverlappingZip(70, 16 * 1024 ** 2));
    assert.equal(small.state, 'failed');
    assert.match(small.reason ?? '', /hundred times/);
    const liar = await room.processFile('liar.zip', buildLyingZip(1_000, 50 * 1024 ** 2));
    assert.equal(liar.state, 'failed', liar.reason ?? '');
    assert.deepEqual(liar.children, []);
  });

  it('of a damaged archive what is whole is kept, and what is lost is counted', async () => {
    const zip = buildZip([
      { name: 'first.txt', content: 'The first is whole.' },
      { name: 'second.txt', content: 'The second will be damaged on its way.' },
      { name: 'third.txt', content: 'The third is whole.' },
    ]);
    zip.write('@@', zip.indexOf('second.txt') + 'second.txt'.length + 12);
    const document = await room.processFile('damaged.zip', zip);
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.match(document.reason ?? '', /^1 of its 3 files could not be taken out/);
    assert.deepEqual((await childrenOf(document)).map(textOf), [
      'The first is whole.',
      'The third is whole.',
    ]);
  });

  it('archives in archives end at a depth', async function readDeep() {
    this.timeout(120_000);
    let zip = buildZip([{ name: 'kernel.txt', content: 'nobody comes here' }]);
    for (let level = 12; level > 0; level -= 1)
      zip = buildZip([{ name: `level-${level}.zip`, content: zip }]);
    let document = await room.processFile('deep.zip', zip);
    let depth = 0;
    for (let next = document.children[0]; next; next = document.children[0]) {
      document = await room.waitForEnd(next);
      depth += 1;
    }
    assert.equal(depth, 10);
    assert.match(document.reason ?? '', /inside 10 other files/);
  });

  it('any files in, the same bytes out', async function anyTree() {
    this.timeout(360_000);
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const entry = fc.record({ name, content: fc.uint8Array({ minLength: 1, maxLength: 5_000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), async (entries) => {
        const files = entries.map((one, index) => ({
          name: `f${index}/${one.name.replaceAll('/', '-')}`,
          content: Buffer.from(one.content),
        }));
        const document = await room.processFile('any.zip', buildZip(files));
        assert.equal(document.children.length, files.length, document.reason ?? '');
        const app = room.app('worker');
        const rows = await app.database.asProcess((tx) =>
          tx.document.findMany({ where: { parentId: document.id }, orderBy: { part: 'asc' } }),
        );
        for (const [index, row] of rows.entries()) {
          const bytes = await (await app.storage.open(row.sha256)).toArray();
          assert.ok(Buffer.concat(bytes as Buffer[]).equals(files[index]?.content as Buffer), 'other bytes');
          assert.match(row.folder ?? '', new RegExp(`^f${index}`));
        }
      }),
      { numRuns: 12 },
    );
  });
});
