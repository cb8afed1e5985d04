import assert from 'node:assert/strict';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { buildMessage } from '../support/documents/eml.ts';
import { buildTnef } from '../support/documents/tnef.ts';
import { useWorkerRoom, type ReadDocument } from '../support/worker-room.ts';

describe('Mail that is not what it should be is read all the same', () => {
  const room = useWorkerRoom();
  const textOf = (document: ReadDocument | undefined) =>
    document?.pages.map((page) => page.text).join('\n') ?? '';
  const childrenOf = (document: ReadDocument) =>
    Promise.all(document.children.map((id) => room.waitForEnd(id)));

  it("Outlook's wrapper, in a message and by itself: its body and its files", async () => {
    const wrapper = buildTnef({
      body: Buffer.from('Ironhollow signs the deed of release tomorrow.'),
      files: [
        { name: 'DEED.TXT', longName: 'Deed 5/2019.txt', content: Buffer.from('The deed: kestrelwick.') },
      ],
    });
    const attachments = [{ filename: 'winmail.dat', type: 'application/ms-tnef', content: wrapper }];
    const inMessage = await room.processFile(
      'deed.eml',
      buildMessage({ subject: 'Deed', text: 'See attached.', attachments }),
    );
    const byItself = await room.processFile('winmail.dat', wrapper);
    assert.equal(byItself.mediaType, 'application/ms-tnef');
    for (const document of [inMessage, byItself]) {
      assert.equal(document.state, 'searchable', document.reason ?? '');
      assert.match(textOf(document), /Ironhollow signs/);
      const [deed, ...others] = await childrenOf(document);
      assert.deepEqual([deed?.filename, others], ['Deed 5-2019.txt', []]);
      assert.match(textOf(deed), /kestrelwick/);
    }
  });

  it('a message whose bodies, charset and header are not what they should be', async () => {
    const document = await room.processFile(
      'odd.eml',
      Buffer.from(
        [
          '',
          'From : m@harbour.example',
          'Subject : K\xfcndigung der B\xfcrgschaft',
          'Date : Tue, 03 Mar 2020 23:30:00 -0500',
          'Content-Type: multipart/mixed; boundary="unused"',
          'Content-Type: multipart/alternative; boundary="used"',
          '',
          '--used',
          'Content-Type: text/plain; charset=utf-8',
          '',
          'Der B\xfcrge k\xfcndigt.',
          '--used',
          'Content-Type: text/html',
          '',
          '<p>Nur hier steht die Verg\xfctung.</p>',
          '--used',
          'Content-Type: message/external-body; access-type=URL',
          '',
          '--used--',
          '',
        ].join('\r\n'),
        'latin1',
      ),
    );
    assert.equal(document.mediaType, 'message/rfc822');
    assert.match(
      textOf(document),
      /Date: Tue, 03 Mar 2020 23:30:00 -0500\nSubject: Kündigung der Bürgschaft/,
    );
    assert.match(textOf(document), /Der Bürge kündigt\.\n.*Nur hier steht die Vergütung\./);
    const { unread } = await getDocument(room.app('server'), room.owner, document.id);
    assert.deepEqual(
      unread.map(({ what }) => what),
      ['1 link to other files'],
    );
  });

  it('a text that only begins as a mailbox does', async () => {
    const text = 'From about 10:15 on 3 May I stood at drayhollow.\nI saw the van.\n';
    const document = await room.processFile('statement.txt', text);
    assert.equal(document.mediaType, 'text/plain');
    assert.match(textOf(document), /drayhollow/);
  });
});
