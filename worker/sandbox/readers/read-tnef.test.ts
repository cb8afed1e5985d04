import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { buildMessage } from '../../../test/support/documents/eml.ts';
import { buildTnef } from '../../../test/support/documents/tnef.ts';
import { runMailReader } from '../../../test/support/run-mail-reader.ts';

const deed = {
  name: 'DEEDOF~1.TXT',
  longName: 'Deed of release 契約/2.txt',
  content: Buffer.from('The deed: kestrelwick.'),
};

describe("Outlook's wrapper of a message, winmail.dat", () => {
  const wrap = (content: Buffer, filename = 'winmail.dat') =>
    buildMessage({
      subject: 'Deed',
      text: 'See attached. See attached. See attached.',
      attachments: [{ filename, type: 'application/octet-stream', content }],
    });

  it('gives its files to the message, and its body where the message does not say it', () => {
    const { files, pages } = runMailReader(
      'read-email',
      wrap(
        buildTnef({
          body: Buffer.from('See attached. See attached. See attached.\r\nIronhollow signs.'),
          files: [deed],
        }),
        'ATT0001.bin',
      ),
    );
    assert.deepEqual(files, [{ filename: deed.longName, content: deed.content }]);
    assert.deepEqual(pages[1], { text: 'Ironhollow signs.', label: 'Body in winmail.dat' });
  });

  it('by itself: HTML, and text in its code page', () => {
    const { text, files, unread } = runMailReader(
      'read-tnef',
      buildTnef({
        body: iconv.encode('Исковое заявление', 'windows-1251'),
        codePage: 1251,
        html: '<p>Only <b>HTML</b> says midhope.</p>',
        files: [deed],
      }),
    );
    assert.match(text, /Исковое заявление[\s\S]*Only HTML says midhope\./);
    assert.equal(files.length, 1);
    assert.deepEqual(unread, []);
  });

  it('in it a message that is wrapped again', () => {
    const inner = buildTnef({ body: Buffer.from('The inner one.') });
    const { files } = runMailReader(
      'read-tnef',
      buildTnef({ files: [{ name: 'Forwarded', content: inner, isObject: true }] }),
    );
    assert.deepEqual(files, [{ filename: 'Forwarded.dat', content: inner }]);
  });

  it('cut off: what is there is read, the rest is noted', () => {
    const whole = buildTnef({
      body: Buffer.from('Ironhollow signs.'),
      files: [deed, { ...deed, longName: 'second.txt' }],
    });
    for (const bytes of [whole.length - 5, whole.length - 60, 90, 45, 8]) {
      const { unread } = runMailReader('read-email', wrap(whole.subarray(0, bytes)));
      assert.deepEqual(unread, [{ kind: 'part', name: 'winmail.dat' }]);
    }
  });
});
