import assert from 'node:assert/strict';
import { runMailReader } from '../../../test/support/run-mail-reader.ts';

const from = 'From jane@harbour.example Tue Mar 12 09:30:00 2019\n';
const message = (subject: string, text: string) =>
  `${from}From: jane@harbour.example\nSubject: ${subject}\n\n${text}\n\n`;

describe('A mailbox file', () => {
  it('is parted at separators only', () => {
    const text = [
      'Before.',
      'From 9:30 to 11:00 the hearing, rookhampton.',
      `From jane@harbour.example Tue Mar 12 09:30:00 2019\nis how a mailbox begins.`,
      '>From here on.',
    ].join('\n\n');
    const { messages, content } = runMailReader(
      'read-mailbox',
      message('One/1', text) + message('Two', 'Second.'),
    );
    assert.deepEqual(
      messages.map(({ filename }) => filename),
      ['One/1.eml', 'Two.eml'],
    );
    for (const words of [
      'rookhampton',
      'is how a mailbox begins',
      '\nFrom here on.',
      'Tue Mar 12 09:30:00 2019',
    ])
      assert.ok(content.includes(words), words);
  });

  it('lists its messages with their separators, subjects in any charset', () => {
    const { text, messages } = runMailReader(
      'read-mailbox',
      Buffer.from(message('K\xfcndigung', 'Der B\xfcrge.') + message('=?cp850?Q?=9Aber?=', 'x'), 'latin1'),
    );
    assert.match(text, /Kündigung\n {4}From jane@harbour\.example Tue Mar 12 09:30:00 2019/);
    assert.deepEqual(
      messages.map(({ filename }) => filename),
      ['Kündigung.eml', 'Über.eml'],
    );
  });
});
