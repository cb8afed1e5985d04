import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { runMailReader } from '../../../test/support/run-mail-reader.ts';

const header =
  'From: Jane <jane@harbour.example>\r\nTo: z@lind.example\r\nDate: Tue, 03 Mar 2020 23:30:00 -0500\r\n';
const read = (content: Buffer | string) => runMailReader('read-email', content);
const mixed = (parts: string[], type = 'mixed') =>
  `${header}Subject: Parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/${type}; boundary="b1"\r\n\r\n` +
  `${parts.map((part) => `--b1\r\n${part}\r\n`).join('')}--b1--\r\n`;
const plain = (text: string) => `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`;
const html = (text: string) =>
  `Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>${text}</body></html>`;
const annex =
  'Content-Type: text/plain; name="annex.txt"\r\nContent-Disposition: attachment; filename="annex.txt"\r\n\r\nThe annex.';

describe('A message with several bodies', () => {
  it('shows what only its HTML says', () => {
    const { pages } = read(
      mixed([plain('This message is in HTML.'), html('<p>The cap is quillmere.</p>')], 'alternative'),
    );
    assert.match(pages[0]?.text ?? '', /This message is in HTML\.$/);
    assert.deepEqual(pages.slice(1), [{ text: 'The cap is quillmere.', label: 'HTML body' }]);
  });

  it('shows of a longer HTML the paragraphs that its plain text lacks', () => {
    const said =
      'We agree to the lease of the warehouse at the harbour, for ten years from the first of May.';
    const { pages } = read(
      mixed([plain(said), html(`<p>${said}</p><p>The rent is 81,204.55 a year.</p>`)], 'alternative'),
    );
    assert.deepEqual(
      pages.slice(1).map(({ text }) => text),
      ['The rent is 81,204.55 a year.'],
    );
  });

  it('is not doubled when both say the same', () => {
    const { pages } = read(
      mixed(
        [
          plain(
            'Dear Zachary,\r\n\r\nsee the lease <https://harbour.example/lease>\r\nand *sign* it -\r\nJane\r\n',
          ),
          html(
            '<p>Dear Zachary,</p><p>see <a href="https://harbour.example/lease">the lease</a> and <b>sign</b> it – Jane</p>',
          ),
        ],
        'alternative',
      ),
    );
    assert.equal(pages.length, 1);
  });

  it('reads an HTML body inside multipart/related inside the alternative, and its files', () => {
    const related = `Content-Type: multipart/related; boundary="b2"\r\n\r\n--b2\r\n${html('<p>Only the related part says ravensholm.</p>')}\r\n--b2\r\n${annex}\r\n--b2--`;
    const { text, files } = read(mixed([plain('See HTML.'), related], 'alternative'));
    assert.match(text, /ravensholm/);
    assert.deepEqual(
      files.map(({ filename }) => filename),
      ['annex.txt'],
    );
  });

  it('keeps a calendar beside its texts as a file', () => {
    const calendar =
      'Content-Type: text/calendar; charset=iso-8859-1\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:Verhandlung in K\xf6ln\r\nEND:VCALENDAR';
    const { files } = read(
      Buffer.from(mixed([plain('Come.'), html('Come.'), calendar], 'alternative'), 'latin1'),
    );
    assert.equal(files[0]?.filename, 'invitation.ics');
    assert.match(files[0]?.content.toString() ?? '', /Köln/);
  });

  it('reads what stands outside of all parts, but for the notice of MIME', () => {
    const message = `${mixed([plain('Body.')]).replace('--b1', 'This is a multi-part message in MIME format.\r\n--b1')}Added by the gateway: tollarby.\r\n`;
    const { text } = read(message);
    assert.match(text, /tollarby/);
    assert.doesNotMatch(text, /MIME format/);
  });
});

describe('A message in any charset', () => {
  it('has header fields and names in raw bytes, in the charset of its body', () => {
    const { text, files, metadata } = read(
      iconv.encode(
        mixed([
          'Content-Type: text/plain; charset=iso-8859-2\r\n\r\nŽaloba na zaplacení.',
          'Content-Type: text/plain; name="Příloha.txt"\r\nContent-Disposition: attachment; filename="Příloha.txt"\r\n\r\nA',
        ]).replace('Subject: Parts', 'Subject: Výpověď smlouvy'),
        'iso-8859-2',
      ),
    );
    assert.match(text, /Subject: Výpověď smlouvy\nAttachments: Příloha\.txt\n\nŽaloba na zaplacení/);
    assert.equal(files[0]?.filename, 'Příloha.txt');
    assert.equal(metadata.subject, 'Výpověď smlouvy');
  });

  it('has header fields in raw UTF-8', () => {
    assert.match(read(`${header}Subject: Kündigung\r\n\r\nWords.`).text, /Subject: Kündigung/);
  });

  it('has raw header fields that only their bytes explain', () => {
    assert.match(
      read(Buffer.from(`${header}Subject: K\xfcndigung der B\xfcrgschaft\r\n\r\nWords.`, 'latin1')).text,
      /Kündigung der Bürgschaft/,
    );
    assert.match(read(`${header}Subject: \x1b$B7@Ls=q\x1b(B\r\n\r\nWords.`).text, /Subject: 契約書/);
  });

  it('has encoded words in a charset no browser knows, or in another than they say', () => {
    const word = (bytes: Buffer, charset: string) => `=?${charset}?B?${bytes.toString('base64')}?=`;
    const said = [
      word(iconv.encode('Entschädigung', 'cp850'), 'cp850'),
      '=?utf-8?Q?K=FCndigung?=',
      word(iconv.encode('исковое', 'koi8-r'), 'koi8-r'),
    ].join(' and ');
    assert.match(
      read(`${header}Subject: ${said}\r\n\r\nWords.`).text,
      /Subject: Entschädigung and Kündigung and исковое/,
    );
  });

  it('has encoded words whose letters are parted between two of them', () => {
    const bytes = Buffer.from('契約書');
    const words = [bytes.subarray(0, 4), bytes.subarray(4)].map(
      (one) => `=?utf-8?B?${one.toString('base64')}?=`,
    );
    assert.match(read(`${header}Subject: ${words.join('\r\n ')}\r\n\r\nWords.`).text, /Subject: 契約書/);
  });

  it('has file names after RFC 2231 in a charset no browser knows, in one piece and in several', () => {
    const name = (parameters: string) =>
      mixed([`Content-Type: text/plain\r\nContent-Disposition: attachment; ${parameters}\r\n\r\nA`]);
    assert.equal(read(name("filename*=cp850''%9Abergabe.txt")).files[0]?.filename, 'Übergabe.txt');
    assert.equal(
      read(name("filename*0*=cp850''%9Aber;\r\n filename*1*=gabe%20%94.txt")).files[0]?.filename,
      'Übergabe ö.txt',
    );
    assert.equal(
      read(name("filename*0*=utf-8''%E5%A5;\r\n filename*1*=%91.txt")).files[0]?.filename,
      Buffer.from('e5a5912e747874', 'hex').toString(),
    );
    assert.equal(
      read(name('filename*0="=?UTF-8?Q?Vertrag_M=C3";\r\n filename*1="=BCller.txt?="')).files[0]?.filename,
      'Vertrag Müller.txt',
    );
  });

  it('says which charset it had to guess', () => {
    const { unread } = read(
      Buffer.from(`${header}Content-Type: text/plain; charset=x-klingon\r\n\r\nR\xe9sum\xe9`, 'latin1'),
    );
    assert.deepEqual(unread, [{ kind: 'unknown-charset', name: 'x-klingon' }]);
  });
});

describe('A message whose header is a little off', () => {
  const whole = mixed([plain('The body.'), annex]);
  for (const [what, message] of [
    ['an empty line before it', `\r\n${whole}`],
    ['a byte order mark and spaces before it', `\uFEFF  \r\n${whole}`],
    ['a line of a mailbox before it', `>From jane@harbour.example Tue Mar 12 09:30:00 2019\r\n${whole}`],
    ['spaces before its colons', whole.replace(/^([A-Z][\w-]+):/gm, '$1 :')],
    ['carriage returns alone', whole.replaceAll('\r\n', '\r')],
    ['another Content-Type above its own', `Content-Type: multipart/mixed; boundary="UNUSED"\r\n${whole}`],
    ['a plain Content-Type above its own', `Content-Type: text/plain\r\n${whole}`],
    ['a boundary that is not the one of its parts', whole.replace('boundary="b1"', 'boundary="other"')],
    ['no boundary', whole.replace('; boundary="b1"', '')],
  ] as const)
    it(`and has ${what} is whole`, () => {
      const { text, files, unread } = read(message);
      assert.match(text, /From: Jane <jane@harbour\.example>\n/);
      assert.match(text, /\nThe body\.$/);
      assert.equal(files[0]?.content.toString().trim(), 'The annex.');
      assert.deepEqual(unread, []);
    });

  it('says so where no part is found, and shows its body as it stands', () => {
    const { text, unread } = read(
      `${header}Content-Type: multipart/mixed; boundary="none"\r\n\r\nRaw words of deepcar.\r\n`,
    );
    assert.match(text, /Raw words of deepcar\./);
    assert.deepEqual(unread, [{ kind: 'message-body' }]);
  });

  it('keeps the words of a body that follows the header without an empty line', () => {
    assert.match(
      read(`${header}Subject: s\r\nDear Zachary: the lease\r\nis void, wendelau.\r\nNote: sign it\r\n`).text,
      /Dear Zachary: the lease\nis void, wendelau\.\nNote: sign it/,
    );
  });

  it('is read without a header at all', () => {
    assert.match(read('\nNote: the lease.\nIs void.\n').text, /Note: the lease\.\nIs void\./);
  });

  it('has its date as it was written, and in UTC', () => {
    const { text, metadata } = read(`${header}\r\nWords.`);
    assert.match(text, /\nDate: Tue, 03 Mar 2020 23:30:00 -0500\n/);
    assert.equal(metadata.sentAt, '2020-03-04T04:30:00.000Z');
  });
});

describe('What is in a message beside its text', () => {
  it('has names as they were written, with their slashes', () => {
    const name = 'Auftrag 225/2385 w/o prejudice.txt';
    const { files, text } = read(
      mixed([
        plain('See.'),
        annex.replaceAll('annex.txt', name),
        `Content-Type: message/rfc822\r\n\r\nSubject: Re: 5/2019\r\n\tand 6/2019\r\n\r\nWords.`,
      ]),
    );
    assert.deepEqual(
      files.map(({ filename }) => filename),
      [name, 'Re: 5/2019\tand 6/2019.eml'],
    );
    assert.match(text, /Attachments: Auftrag 225\/2385 w\/o prejudice\.txt/);
  });

  it('is a file that uuencode wrote into the text', () => {
    const { text, files } = read(
      `${header}\r\nThe file is below.\r\n\r\nbegin 644 note.txt\r\n#0V%T\r\n\`\r\nend\r\n\r\nbegin with the lease.\r\n`,
    );
    assert.deepEqual(
      files.map(({ filename, content }) => [filename, content.toString()]),
      [['note.txt', 'Cat']],
    );
    assert.match(text, /The file is below\.\s+begin with the lease\.$/);
  });

  it('is a file whose part says uuencode', () => {
    const { files } = read(
      mixed([
        'Content-Type: application/octet-stream; name="cat"\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 cat\r\n#0V%T\r\n`\r\nend',
      ]),
    );
    assert.equal(files[0]?.content.toString(), 'Cat');
  });

  for (const [what, message, kind] of [
    [
      'an encrypted body',
      mixed(
        [
          'Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1',
          'Content-Type: application/octet-stream\r\n\r\nx',
        ],
        'encrypted',
      ),
      'encrypted',
    ],
    [
      'a PGP message in its text',
      `${header}\r\n-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n`,
      'encrypted',
    ],
    [
      'one part of a message sent in several',
      `${header}Content-Type: message/partial; id="1"; number=1; total=2\r\n\r\nWords.`,
      'partial-message',
    ],
    [
      'a file that is elsewhere',
      mixed([
        plain('See.'),
        'Content-Type: message/external-body; access-type=URL\r\n\r\nContent-Type: text/plain\r\n\r\n',
      ]),
      'link',
    ],
    ['a file of uuencode without its end', `${header}\r\nbegin 644 note.txt\r\n#0V%T\r\n`, 'attachment'],
  ] as const)
    it(`and is not read is noted: ${what}`, () => {
      assert.deepEqual(
        read(message).unread.map((item) => item.kind),
        [kind],
      );
    });
});
