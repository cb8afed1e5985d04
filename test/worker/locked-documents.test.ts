import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import officeCrypto from 'officecrypto-tool';
import { retryWithPassword } from '../../core/documents/pipeline/retry-with-password.ts';
import { retryStep } from '../../core/documents/pipeline/retry-step.ts';
import { Problem } from '../../core/platform/errors.ts';
import { buildDocx } from '../support/documents/docx.ts';
import {
  documentPassword,
  lockedSevenZip,
  lockedTwoPages,
  lockedZip,
  lockedZipAes,
} from '../support/documents/locked-files.ts';
import { grepChangingFiles } from '../support/grep-changing-files.ts';
import { useWorkerRoom, type ReadDocument } from '../support/worker-room.ts';

describe('A locked document opens with its password, which is kept nowhere', () => {
  const room = useWorkerRoom();
  const give = async (document: ReadDocument, password: string) => {
    await retryWithPassword(room.app('server'), room.owner, { documentId: document.id, password });
    return room.waitForEnd(document.id);
  };
  const wordsOf = async (document: ReadDocument) => {
    const children = await Promise.all(document.children.map((id) => room.waitForEnd(id)));
    return [document, ...children].flatMap((one) => one.pages.map((page) => page.text)).join('\n');
  };
  const docx = () =>
    officeCrypto.encrypt(buildDocx({ paragraphs: [['The locked words of the charter party.']] }), {
      password: documentPassword,
    });

  const locked: [name: string, content: () => Buffer, words: RegExp][] = [
    ['agreement.pdf', () => lockedTwoPages, /The locked words about the wharf/],
    ['brief.docx', docx, /The locked words of the charter party\./],
    ['minutes.7z', () => lockedSevenZip, /Minutes of the meeting about the quay\./],
    ['minutes.zip', () => lockedZip, /Minutes of the meeting about the quay\./],
    ['minutes (AES).zip', () => lockedZipAes, /Minutes of the meeting about the quay\./],
  ];
  for (const [name, content, words] of locked) {
    it(`${name}: not with the wrong one, and whole with the right one`, async function unlock() {
      this.timeout(120_000);
      const document = await room.processFile(name, content());
      assert.equal(document.state, 'needs-password', document.reason ?? '');
      assert.match(document.reason ?? '', /protected with a password/);
      const wrong = await give(document, 'not this one');
      assert.deepEqual(
        [wrong.state, wrong.reason],
        ['needs-password', 'The password does not open this file. Give the right one.'],
      );
      const open = await give(document, documentPassword);
      assert.equal(open.state, 'searchable', open.reason ?? '');
      assert.match(await wordsOf(open), words);
    });
  }

  it('pages that are pictures are read too, and nobody is asked again', async function readAgain() {
    this.timeout(120_000);
    const document = await give(await room.processFile('twice.pdf', lockedTwoPages), documentPassword);
    assert.deepEqual(
      document.pages.map((page) => [page.state, page.reason]),
      [
        ['read', null],
        ['read', null],
      ],
    );
    const app = room.app('worker');
    await app.database.asProcess((tx) =>
      tx.document.update({ where: { id: document.id }, data: { state: 'failed' } }),
    );
    await retryStep(room.app('server'), room.owner, document.id);
    assert.equal((await room.waitForEnd(document.id)).state, 'searchable');
  });

  it('who may not file cannot open, and an open document takes no password', async () => {
    const document = await room.processFile('note.txt', 'Open to all.');
    const problem = await give(document, documentPassword).catch((error: unknown) => error);
    assert.ok(problem instanceof Problem && problem.type === 'conflict');
    const stranger = { person: { ...room.owner.person, id: '00000000-0000-4000-8000-000000000000' } };
    const lockedOne = await room.processFile('again.pdf', lockedTwoPages);
    const denied = await retryWithPassword(room.app('server'), stranger, {
      documentId: lockedOne.id,
      password: documentPassword,
    }).catch((error: unknown) => error);
    assert.ok(denied instanceof Problem && denied.type === 'not-found');
  });

  it('it stands in no database, no file, no queue and no log', async () => {
    const { services } = room;
    const everything = await services.sql("SELECT database_to_xml(true, false, '')", 'strongroom');
    assert.ok(everything.includes('agreement.pdf'), 'the whole database was looked at');
    for (const trace of [documentPassword, documentPassword.replace('&', '&amp;')])
      assert.ok(!everything.includes(trace));
    // As bytes on the disk: tables, the write-ahead log, the append-only file of Redis, the sandboxes' scratch folders.
    const folders = ['postgres', 'redis', 'scratch', 'minio'].map((name) => join(services.dataDir, name));
    const found = await grepChangingFiles(['-rlaF', 'agreement.pdf', ...folders]);
    assert.equal(found.code, 0, found.stderr);
    assert.notEqual(found.stdout, '');
    const traces = await grepChangingFiles(['-rlaF', documentPassword, ...folders]);
    assert.deepEqual(
      [traces.code, traces.stdout],
      [1, ''],
      'nothing was found, and it could look everywhere',
    );
    for (const name of ['sandbox-1', 'sandbox-2', 'postgres', 'redis'] as const) {
      const { stdout, stderr } = spawnSync('docker', ['logs', await services.container(name)], {
        encoding: 'utf8',
      });
      assert.notEqual(stdout + stderr, '', name);
      assert.ok(!(stdout + stderr).includes(documentPassword), name);
    }
  });
});
