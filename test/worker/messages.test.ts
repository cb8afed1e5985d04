import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { findCorpus } from '../support/corpus.ts';
import { buildMessage } from '../support/documents/eml.ts';
import { useWorkerRoom, type ReadDocument } from '../support/worker-room.ts';

const invitation = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Harbour//EN',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:1@harbour.example',
  'DTSTAMP:20190312T093000Z',
  'DTSTART;TZID=Europe/Malta:20190402T100000',
  'DTEND;TZID=Europe/Malta:20190402T113000',
  'SUMMARY:Deposition of Zachary Quigley',
  'LOCATION:Harbour office\\, Valletta',
  'ORGANIZER;CN=Margaret Winterbottom:mailto:margaret@harbour.example',
  'ATTENDEE;CN="Lind, Zachary":mailto:zachary@lind.example',
  'DESCRIPTION:Bring the charter party\\nand the',
  '  log book.',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

describe('Mail of every kind becomes its messages and their attachments', () => {
  const room = useWorkerRoom();
  const childrenOf = (document: ReadDocument) =>
    Promise.all(document.children.map((id) => room.waitForEnd(id)));
  const textOf = (document: ReadDocument | undefined) =>
    document?.pages.map((page) => page.text).join('\n') ?? '';
  const message = (id: string, more: string, text = 'Words of it.') =>
    `Message-ID: <${id}@harbour.example>\r\nFrom: m@harbour.example\r\nTo: z@lind.example\r\nSubject: Subject of ${id}\r\nDate: Tue, 12 Mar 2019 09:30:00 +0000\r\n${more}\r\n${text}\r\n`;

  it('a mailbox file: each message, its quoted lines as they were', async () => {
    const from = 'From margaret@harbour.example Tue Mar 12 09:30:00 2019\n';
    const quoted =
      'Dear Zachary,\n\n>From here on we sail.\n>>From twice.\n\nFrom now on nobody splits this.\n';
    const mailbox = [
      from + message('one', '', quoted).replaceAll('\r\n', '\n'),
      from +
        message('two', 'Content-Type: text/plain; charset=utf-8\r\n', 'Größe der Ladung').replaceAll(
          '\r\n',
          '\n',
        ),
    ].join('\n');
    const document = await room.processFile('old mail.mbox', mailbox);
    assert.deepEqual(
      [document.mediaType, document.state],
      ['application/mbox', 'searchable'],
      document.reason ?? '',
    );
    assert.match(
      textOf(document),
      /Subject of one\n +From margaret@harbour\.example Tue Mar 12 09:30:00 2019\n.*Subject of two/,
    );
    const children = await childrenOf(document);
    assert.deepEqual(
      children.map(({ filename, state }) => [filename, state]),
      [
        ['Subject of one.eml', 'searchable'],
        ['Subject of two.eml', 'searchable'],
      ],
    );
    assert.match(
      textOf(children[0]),
      /\nFrom here on we sail\.\n>From twice\.\n\nFrom now on nobody splits this\./,
    );
    assert.match(textOf(children[1]), /Größe der Ladung/);
  });

  it('an invitation: what, when, where and with whom', async () => {
    const document = await room.processFile(
      'invited.eml',
      buildMessage({
        subject: 'Deposition',
        text: 'See the invitation.',
        attachments: [
          { filename: 'invite.ics', type: 'text/calendar; method=REQUEST', content: Buffer.from(invitation) },
        ],
      }),
    );
    const [event] = await childrenOf(document);
    assert.equal(event?.mediaType, 'text/calendar');
    assert.equal(
      textOf(event),
      'Event: Deposition of Zachary Quigley\nStart: 2019-04-02 10:00 Europe/Malta\nEnd: 2019-04-02 11:30 Europe/Malta\nLocation: Harbour office, Valletta\nOrganiser: Margaret Winterbottom <margaret@harbour.example>\nAttendees: Lind, Zachary <zachary@lind.example>\n\nBring the charter party\nand the log book.',
    );
  });

  it('a broken calendar is shown as it stands', async () => {
    const document = await room.processFile(
      'odd.ics',
      'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:Stray words\r\n',
    );
    assert.match(textOf(document), /SUMMARY:Stray words/);
  });

  it('signed mail: who signed, and the message that was signed; a change shows; a locked one says so', async function readSigned() {
    this.timeout(120_000);
    const { signed, tampered, detached, sealed } = signMail(message('signed', '', 'The signed words.'));
    const document = await room.processFile('smime.p7m', signed);
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.match(textOf(document), /Zachary Quigley/);
    const [content] = await childrenOf(document);
    assert.deepEqual([content?.filename, content?.mediaType], ['message.eml', 'message/rfc822']);
    assert.match(textOf(content), /The signed words\./);
    const changed = await room.processFile('smime.p7m', tampered);
    assert.match(changed.reason ?? '', /does not match what was signed/);
    assert.match(textOf((await childrenOf(changed))[0]), /The forged words\./);
    const signature = await room.processFile('smime.p7s', detached);
    assert.deepEqual([signature.state, signature.children], ['no-text', []]);
    assert.match(signature.reason ?? '', /only the signature/);
    const locked = await room.processFile('smime.p7m', sealed);
    assert.equal(locked.state, 'failed');
    assert.match(locked.reason ?? '', /encrypted for its recipient/);
  });

  it('messages that refer to one another are one conversation, whatever order they arrive in', async function followThread() {
    this.timeout(120_000);
    const answers = message('answer-2', 'In-Reply-To: <answer-1@harbour.example>\r\n');
    const first = message('first', '');
    const stranger = message('stranger', '');
    const cousin = message('cousin', 'References: <lost@elsewhere.example>\r\n');
    const sibling = message('sibling', 'References: <lost@elsewhere.example>\r\n');
    const bridge = message('answer-1', 'References: <first@harbour.example>\r\n');
    const ids: string[] = [];
    for (const content of [answers, stranger, first, cousin, sibling, bridge])
      ids.push((await room.processFile('mail.eml', content)).id);
    const rows = await room
      .app('worker')
      .database.asProcess((tx) => tx.message.findMany({ where: { documentId: { in: ids } } }));
    const [threadOfAnswer, ofStranger, ofFirst, ofCousin, ofSibling, ofBridge] = ids.map(
      (id) => rows.find((row) => row.documentId === id)?.thread,
    );
    assert.deepEqual([ofFirst, ofBridge], [threadOfAnswer, threadOfAnswer]);
    assert.equal(ofCousin, ofSibling, 'two answers to a message that is not here');
    assert.equal(new Set([ofStranger, ofFirst, ofCousin]).size, 3);
    const detail = await getDocument(room.app('server'), room.owner, ids[2] ?? '');
    assert.deepEqual(detail.thread.map(({ subject }) => subject).toSorted(), [
      'Subject of answer-1',
      'Subject of answer-2',
      'Subject of first',
    ]);
    assert.deepEqual(detail.family, { parent: null, children: [], childCount: 0 });
    assert.equal(ofFirst, [ids[0], ids[2], ids[5]].toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))[0]);
  });
});

const tika = findCorpus('tika');

(tika ? describe : describe.skip)('Mail that other programs wrote', () => {
  const room = useWorkerRoom();

  it("Outlook's messages, mailboxes, signed mail and calendars end in a named state with their words and attachments", async function readAll() {
    this.timeout(300_000);
    const words: Record<string, { text: RegExp; children: number }> = {
      'test-outlook.msg': { text: /La réponse à vos attentes/, children: 0 },
      'test-outlook2003.msg': { text: /Thank you for using Microsoft® Office Outlook® 2003/, children: 11 },
      'testMSG_Appointment.msg': { text: /meeting to discuss jumping/, children: 0 },
      'testMSG_Task.msg': { text: /Quick brown fox must do/, children: 0 },
      'testMSG_att_msg.msg': { text: /From: Nick Booth[\s\S]*1 msg attachment/, children: 2 },
      'testMSG_chinese.msg': { text: /MSG 格式測試/, children: 0 },
      'testMSG_forwarded.msg': { text: /Forwarded Body/, children: 0 },
      'complex.mbox': { text: /@/, children: 3 },
      'simple.mbox': { text: /^Message without a subject/, children: 2 },
      'testPKCS17Sig-v2.xml.p7m': { text: /Alessandro De Angelis/, children: 1 },
      'testPKCS7_signed_data_ind.p7m': { text: /Usuario de pruebas/, children: 1 },
    };
    for (const [name, expected] of Object.entries(words)) {
      const document = await room.processFile(name, readFileSync(join(tika?.dir ?? '', name)));
      const text = document.pages.map((page) => page.text).join('\n');
      assert.match(text || 'no pages', expected.text, `${name} ${document.state} ${document.reason ?? ''}`);
      assert.equal(document.children.length, expected.children, name);
      for (const id of document.children) await room.waitForEnd(id);
    }
    const sealed = await room.processFile(
      'e.p7m',
      readFileSync(join(tika?.dir ?? '', 'testPKCS7_enveloped_ind.p7m')),
    );
    assert.match(sealed.reason ?? '', /encrypted for its recipient/);
  });
});

/** Signs a message as a mail program would, with a certificate made for the purpose. */
function signMail(content: string) {
  const dir = mkdtempSync(join(tmpdir(), 'signed-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  try {
    writeFileSync(join(dir, 'mail'), content);
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=Zachary Quigley',
      '-keyout',
      'key',
      '-out',
      'cert',
    );
    const sign = [
      'cms',
      '-sign',
      '-binary',
      '-signer',
      'cert',
      '-inkey',
      'key',
      '-in',
      'mail',
      '-outform',
      'DER',
    ];
    openssl(...sign, '-nodetach', '-out', 'signed');
    openssl(...sign, '-out', 'detached');
    openssl('cms', '-encrypt', '-binary', '-in', 'mail', '-outform', 'DER', '-out', 'sealed', 'cert');
    const [signed, detached, sealed] = ['signed', 'detached', 'sealed'].map((name) =>
      readFileSync(join(dir, name)),
    );
    if (!signed || !detached || !sealed) throw new Error('openssl wrote nothing');
    const tampered = Buffer.from(signed);
    tampered.write('forged', tampered.indexOf('The signed words') + 'The '.length);
    return { signed, detached, sealed, tampered };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
