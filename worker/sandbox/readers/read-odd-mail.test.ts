import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { runMailReader } from '../../../test/support/run-mail-reader.ts';
import { detectMediaType } from '../../../core/documents/intake/detect-media-type.ts';

const header =
  'From: Jane <jane@harbour.example>\r\nSubject: Parts\r\nMessage-ID: <1@harbour.example>\r\nMIME-Version: 1.0\r\n';
const annex = Buffer.from('The annex says mirefold.').toString('base64');
const body = `--b1\r\nContent-Type: text/plain\r\n\r\nThe body.\r\n--b1\r\nContent-Type: text/plain; name="annex.txt"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="annex.txt"\r\n\r\n${annex}\r\n--b1--\r\n`;
const whole = `${header}Content-Type: multipart/mixed; boundary="b1"\r\n\r\n${body}`;

/** Messages as careless programs leave them. */
const odd: Readonly<Record<string, Buffer | string>> = {
  'without its type': `${header}\r\n${body}`,
  'whose type says text': `${header}Content-Type: text/plain\r\n\r\n${body}`,
  'whose type lacks its stroke': `${header}Content-Type: multipart mixed; boundary="b1"\r\n\r\n${body}`,
  'in UTF-16': iconv.encode(whole, 'utf-16le', { addBOM: true }),
  'in UTF-16 without a mark': iconv.encode(whole, 'utf-16be', { addBOM: false }),
  'whose lines end twice': whole.replaceAll('\r\n', '\r\r\n'),
  'of a Macintosh, with other lines below': whole.replaceAll('\r\n', '\r').replace(annex, `${annex}\n`),
};

describe('A message in an odd form', () => {
  for (const [form, message] of Object.entries(odd))
    it(`${form} is a message, and its attachment a file`, async () => {
      assert.equal(await detectMediaType(Buffer.from(message)), 'message/rfc822');
      const { text, files } = runMailReader('read-email', message);
      assert.match(text, /The body\./);
      assert.deepEqual(
        files.map(({ content }) => content.toString()),
        ['The annex says mirefold.'],
      );
    });

  it('says of a part that stands in its text in base64 that it is not read', () => {
    const { unread } = runMailReader('read-email', `${header}\r\nSee below.\r\n\r\n${body}`);
    assert.deepEqual(
      unread.map(({ kind }) => kind),
      ['attachment'],
    );
  });

  it('in Korean that shifts between alphabets is read', async () => {
    const korean = iconv.encode('계약서', 'cp949').map((byte) => byte & 0x7f);
    const message = Buffer.from(
      `${header}Content-Type: text/plain; charset=iso-2022-kr\r\n\r\n\x1b$)C\x0e${Buffer.from(korean).toString('latin1')}\x0f tollarby\r\n`,
    );
    assert.equal(await detectMediaType(message), 'message/rfc822');
    assert.match(runMailReader('read-email', message).text, /계약서 tollarby/);
  });

  for (const charset of ['cp866', 'euc-jp'])
    it(`in ${charset} that says Latin 1 is read`, () => {
      const words =
        charset === 'cp866'
          ? 'Исковое заявление о взыскании задолженности по договору аренды'
          : '契約書は二千二十年三月に署名されました。甲は乙に対し、本契約に基づく債務を履行する。';
      const said = Buffer.from(`${header}Content-Type: text/plain; charset=iso-8859-1\r\n\r\n`);
      assert.ok(
        runMailReader('read-email', Buffer.concat([said, iconv.encode(words, charset)])).text.includes(words),
      );
    });
});

describe('A mailbox of other programs', () => {
  for (const separator of [
    'From Jane Harbour Tue Mar 12 09:30:00 2019',
    'From jane@harbour.example Di Mär 12 09:30:00 2019',
    'From jane@harbour.example Tue Mar 12 09:30:00 99',
  ])
    it(`is parted at ${separator}`, () => {
      const one = `${separator}\nFrom: jane@harbour.example\nSubject: One\n\nWords.\n\n`;
      assert.equal(runMailReader('read-mailbox', one + one).messages.length, 2);
      assert.equal(
        runMailReader('read-mailbox', (one + one).replaceAll('\n', '\r')).messages.length,
        2,
        'of a Macintosh',
      );
    });
});

describe('A text that speaks of a format', () => {
  for (const beginning of ['%PDF-1.7 is the version', '%!PS was printed'])
    it(`is no file of it: ${beginning}`, async () => {
      const text = Buffer.from(`${beginning} of the exhibits, as the witness says.\n`);
      assert.equal(await detectMediaType(text), 'text/plain');
    });
  it('may be of an odd number of bytes', async () => {
    const text = Buffer.concat([iconv.encode('Words.', 'utf-16be', { addBOM: true }), Buffer.from('\0')]);
    assert.equal(await detectMediaType(text), 'text/plain');
  });
});
