import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { retryStep } from '../../core/documents/pipeline/retry-step.ts';
import type { UnreadItem } from '../../core/reading/unread.ts';
import { buildDocx } from '../support/documents/docx.ts';
import { buildTar } from '../support/documents/tar.ts';
import { buildZip } from '../support/documents/zip.ts';
import { useWorkerRoom, type ReadDocument } from '../support/worker-room.ts';

const prose = 'The parties agree that the goods are delivered at the quay.\n';

describe('What a file is, not what it begins with, says how it is read', () => {
  const room = useWorkerRoom();
  const textOf = (document: ReadDocument | undefined) =>
    document?.pages.map((page) => page.text).join('') ?? '';
  const childrenOf = (document: ReadDocument) =>
    Promise.all(document.children.map((id) => room.waitForEnd(id)));
  const unreadOf = async ({ id }: ReadDocument) => {
    const { unread } = await room
      .app('worker')
      .database.asProcess((tx) => tx.document.findUniqueOrThrow({ where: { id }, select: { unread: true } }));
    return unread as UnreadItem[];
  };

  it('text with the first letters of other formats, in UTF-16, with NULs; alone and in an archive', async () => {
    const texts = {
      'form.txt': Buffer.from(`FORM OF OPINION OF COUNSEL\n${prose}`),
      'bmw.txt': Buffer.from(`BMW v. Harrow\n${prose}`),
      'mz.txt': Buffer.from(`MZ: Good morning.\n${prose}`),
      'wide.txt': iconv.encode(`Die Bürgschaft.\n${prose}`, 'utf-16be', { addBOM: false }),
      'door.log': Buffer.from(`opened\u0000 by Quigley\n${prose}`),
    };
    const zip = buildZip(Object.entries(texts).map(([name, content]) => ({ name, content })));
    const [alone, packed] = await Promise.all([
      Promise.all(Object.entries(texts).map(([name, content]) => room.processFile(name, content))),
      room.processFile('texts.zip', zip).then(childrenOf),
    ]);
    for (const documents of [alone, packed]) {
      assert.deepEqual(
        documents.map(({ state, mediaType }) => [state, mediaType]),
        documents.map(() => ['searchable', 'text/plain']),
      );
      for (const [index, beginning] of [
        'FORM OF',
        'BMW v.',
        'MZ: Good',
        'Die Bürgschaft.',
        'opened by',
      ].entries())
        assert.ok(textOf(documents[index]).startsWith(beginning), beginning);
    }
  });

  it('what an earlier version took for another kind is told anew when it is read again', async () => {
    const { id } = await room.processFile('form.txt', `FORM 8-K\n${prose}`);
    await room.services.sql(
      `DELETE FROM page WHERE document_id = '${id}';
       UPDATE document SET media_type = 'audio/aiff', state = 'no-text' WHERE id = '${id}'`,
      'strongroom',
    );
    await retryStep(room.app('server'), room.owner, id);
    const read = await room.waitForEnd(id);
    assert.deepEqual([read.state, read.mediaType], ['searchable', 'text/plain']);
  });

  it('a compressed file is the file in it, a compressed tar archive the files in that; links are left out', async () => {
    const gz = await room.processFile('minutes.txt.gz', gzipSync(`Minutes of Quigley\n${prose}`));
    assert.deepEqual([gz.state, textOf(gz)], ['searchable', 'minutes.txt'], gz.reason ?? '');
    const [minutes] = await childrenOf(gz);
    assert.deepEqual([minutes?.filename, minutes?.state], ['minutes.txt', 'searchable']);
    const tar = buildTar([
      { name: 'Letters/a.txt', content: `Letter of Quigley\n${prose}` },
      { name: 'Letters/passwd', link: '/etc/passwd' },
      { name: 'b.txt', content: 'The second letter.' },
    ]);
    for (const [name, content] of [
      ['production.tgz', gzipSync(tar)],
      ['production.tar', tar],
    ] as const) {
      const document = await room.processFile(name, content);
      assert.equal(document.state, 'searchable', document.reason ?? '');
      assert.match(document.reason ?? '', /^Links to other files were left out/);
      assert.deepEqual(await unreadOf(document), [{ kind: 'link', count: 1 }]);
      assert.deepEqual(
        (await childrenOf(document)).map((child) => [
          child.folder,
          child.filename,
          textOf(child).slice(0, 10),
        ]),
        [
          ['Letters', 'a.txt', 'Letter of '],
          [null, 'b.txt', 'The second'],
        ],
      );
    }
    const cut = await room.processFile('cut.tgz', gzipSync(tar, { level: 0 }).subarray(0, 1_600));
    assert.match(cut.reason ?? '', /^The archive is cut off or damaged.*Links to other files were left out/);
    assert.deepEqual(await unreadOf(cut), [{ kind: 'link', count: 1 }, { kind: 'archive-end' }]);
    assert.deepEqual(
      (await childrenOf(cut)).map(({ filename }) => filename),
      ['a.txt'],
    );
  });

  it('a compressed file that fills a disk is stopped', async () => {
    // Parts one behind the other are one file (RFC 1952, 2.2).
    const part = gzipSync(Buffer.alloc(16 * 1024 ** 2));
    const id = await room.storeFile('bomb.gz', Buffer.concat(Array.from({ length: 65 }, () => part)));
    const bomb = await room.waitForEnd(id, 220);
    assert.deepEqual([bomb.state, bomb.children], ['failed', []]);
    assert.match(bomb.reason ?? '', /unpacks to more than 1\.0 GB/);
  });

  it('an archive or an Office file with bytes before its first entry is read all the same', async () => {
    const zip = buildZip([{ name: 'a.txt', content: `In the archive\n${prose}` }]);
    const docx = buildDocx({ paragraphs: [['The deed of Quigley']] });
    for (const before of [Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), randomBytes(100_000)]) {
      const archive = await room.processFile('archive.bin', Buffer.concat([before, zip]));
      assert.deepEqual(
        [archive.state, archive.mediaType],
        ['searchable', 'application/zip'],
        archive.reason ?? '',
      );
      assert.match(textOf((await childrenOf(archive))[0]), /^In the archive/);
      const deed = await room.processFile('deed.docx', Buffer.concat([before, docx]));
      assert.deepEqual([deed.state, textOf(deed)], ['searchable', 'The deed of Quigley'], deed.reason ?? '');
    }
  });

  it('what is not read is told what to do with its family', async () => {
    const unknown = await room.processFile('x.dat', randomBytes(3_000));
    assert.equal(unknown.state, 'no-text');
    assert.match(unknown.reason ?? '', /files of an unknown kind are not read.*Upload a PDF/);
    const rar = await room.processFile(
      'x.rar',
      Buffer.from('Rar!\u001a\u0007\u0001\u0000\u0000\u0001', 'latin1'),
    );
    assert.match(rar.reason ?? '', /Unpack it and upload the files in it/);
  });

  it('a name keeps what stands before a slash', async () => {
    const document = await room.processFile('Order 225/2385 w/o prejudice.txt', prose);
    assert.equal(document.filename, 'Order 225-2385 w-o prejudice.txt');
  });
});
