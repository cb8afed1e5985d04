import assert from 'node:assert/strict';
import { isMboxFile, looksLikeMessage } from './looks-like-message.ts';

const message = 'From: Jane <jane@harbour.example>\r\nSubject: The lease\r\n\r\nWords.\r\n';

describe('What looks like a message', () => {
  const isMessage = (text: string, expected: boolean) => () => {
    assert.equal(looksLikeMessage(Buffer.from(text, 'latin1')), expected);
  };

  it('a header with two known fields', isMessage(message, true));
  it('an empty line before it', isMessage(`\r\n${message}`, true));
  it('a mark and lines of spaces before it', isMessage(`\xef\xbb\xbf \r\n\t\r\n${message}`, true));
  it(
    'a quoted line of a mailbox before it',
    isMessage(`>From jane@harbour.example Tue Mar 12 09:30:00 2019\n${message}`, true),
  );
  it('spaces before the colons', isMessage(message.replaceAll(': ', ' : '), true));
  it('lines ended by carriage returns alone', isMessage(message.replaceAll('\r\n', '\r'), true));
  it(
    'a line that lost its indentation amid what servers wrote',
    isMessage(
      `Received: from a by b;\nTue, 12 Mar 2019 09:30:00 +0000\nMessage-ID: <1@a>\nFrom: a@b\nTo: c@d\nSubject: e\nDate: f\n\nWords.`,
      true,
    ),
  );
  it(
    'a part by itself',
    isMessage('Content-Type: multipart/signed;\r\n boundary="b1"\r\n\r\n--b1\r\n\r\nWords.', true),
  );
  it(
    'not a memorandum',
    isMessage('From: Jane\nTo: Zachary\nDate: today\nI have read the lease.\nIt is void.\n', false),
  );
  it('not a text that begins with a field', isMessage('Subject: to what follows, we agree.\n\nWords.', false));
});

describe('A mailbox begins with a separator', () => {
  const isMessage =
    (first: string, expected: boolean, next = 'From: Jane <jane@harbour.example>') =>
    () => {
      assert.equal(isMboxFile(Buffer.from(`${first}\n${next}\nSubject: s\n\nWords.\n`, 'latin1')), expected);
    };

  for (const line of [
    'From jane@harbour.example Tue Mar 12 09:30:00 2019',
    'From jane@harbour.example  Tue, 12 Mar 2019 09:30:00 +0000',
    'From - Tue Mar 12 09:30:00 2019',
    'From MAILER-DAEMON Tue Mar  5 09:30:00 2019',
    'From ???@??? Tue Mar 12 09:30:00 2019',
    'From jane at harbour.example  Tue Mar 12 09:30:00 2019',
    'From 1627364@xxx Tue Mar 12 09:30:00 +0000 2019',
    'From jane@harbour.example Tue Mar 12 09:30:00 EST 2019 remote from mill',
    '\n\uFEFF'.slice(0, 1) + 'From jane@harbour.example Tue Mar 12 09:30 2019',
  ])
    it(line.trim(), isMessage(line, true));

  for (const line of [
    'From about 10:15 on 3 May I saw the van.',
    'From 9:30 to 11:00 the hearing was adjourned.',
    'From May 2019 at 10:15 on, the lease was void',
    'From jane@harbour.example I heard on 12 March 2019 at 09:30 that it sank',
    'From jane@harbour.example Tue Mar 12 09:30:00',
    'From Tuesday 12 March 2019 09:30 on',
  ])
    it(`not ${line}`, isMessage(line, false));
  it(
    'not without a header after it',
    isMessage('From jane@harbour.example Tue Mar 12 09:30:00 2019', false, 'I saw the van.'),
  );
});
