import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { buildDocx } from '../support/documents/docx.ts';
import { buildMessage } from '../support/documents/eml.ts';
import { buildPng, buildTiff } from '../support/documents/images.ts';
import { buildPdf } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { useWorkerRoom, type ReadDocument } from '../support/worker-room.ts';

const texts = (document: ReadDocument) => document.pages.map((page) => page.text);

describe('Every format gives its words, on the page where they stand', () => {
  const room = useWorkerRoom();

  it('a PDF with a text layer: page by page, with the places of its words', async () => {
    const lines = ['Escrow agreement', 'The parties (Harbour and Lind) agree', 'on the first page.'];
    const document = await room.processFile(
      'agreement.pdf',
      buildPdf([
        { lines },
        { lines: ['Schedule of vessels', 'MV Quigley, built 1987, registered in Valletta'] },
      ]),
    );
    assert.deepEqual([document.state, document.pageCount], ['searchable', 2], document.reason ?? '');
    assert.deepEqual(
      document.pages.map(({ engine, confidence }) => ({ engine, confidence })),
      [
        { engine: 'pdf-text', confidence: 1 },
        { engine: 'pdf-text', confidence: 1 },
      ],
    );
    assert.equal(texts(document)[0], lines.join('\n'));
    assert.match(texts(document)[1] ?? '', /MV Quigley, built 1987/);
    const page = await room
      .app('worker')
      .database.asProcess((tx) =>
        tx.page.findFirstOrThrow({ where: { documentId: document.id, number: 2 } }),
      );
    const layout = page.layout as {
      width: number;
      height: number;
      words: [number, number, number, number, string][];
    };
    assert.deepEqual([layout.width, layout.height], [612, 792]);
    const valletta = layout.words.find((word) => word[4] === 'Valletta');
    assert.ok(
      valletta && valletta[0] > 72 && valletta[1] > 90 && valletta[1] < 120,
      JSON.stringify(valletta),
    );
  });

  it('a scanned PDF: by OCR, decided for each page by itself', async function readScan() {
    this.timeout(120_000);
    const scan = drawPage(['DEPOSITION OF MARGARET WINTERBOTTOM', 'THE WITNESS SAW THE VESSEL AT NOON']);
    const stamped = drawPage(['EXHIBIT SEVEN', 'THE HARBOUR TRUST PAID 4711 POUNDS']);
    const stamp = 'Case 1:19-cv-00017 Document 3 Filed 03/12/19 Page 3 of 3';
    const document = await room.processFile(
      'scan.pdf',
      buildPdf([
        { lines: ['Cover sheet with typed words on it'] },
        { picture: scan },
        { picture: stamped, stamp },
      ]),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.deepEqual(
      document.pages.map((page) => page.engine),
      ['pdf-text', 'tesseract', 'tesseract'],
    );
    assert.match(
      texts(document)[1] ?? '',
      /DEPOSITION OF MARGARET WINTERBOTTOM\s+THE WITNESS SAW THE VESSEL AT NOON/,
    );
    assert.match(texts(document)[2] ?? '', /THE HARBOUR TRUST PAID 4711 POUNDS/);
    assert.match(texts(document)[2] ?? '', /1:19-cv-00017/, 'the stamp is read as well');
    assert.ok((document.pages[1]?.confidence ?? 0) > 0.7 && (document.pages[1]?.confidence ?? 1) < 1);
  });

  it('a PDF page with typed words over a picture keeps its text layer', async () => {
    const picture = drawPage([]);
    const lines = Array.from(
      { length: 12 },
      (_, line) => `Clause ${line + 1} of the agreement says what the parties agreed`,
    );
    const document = await room.processFile('letterhead.pdf', buildPdf([{ picture, lines }]));
    assert.equal(document.pages[0]?.engine, 'pdf-text');
  });

  it('a picture: PNG, and every page of a TIFF', async function readPictures() {
    this.timeout(120_000);
    const first = drawPage(['INVOICE NUMBER 90210 OF HARBOUR TRUST']);
    const second = drawPage(['SIGNED BY ZACHARY QUIGLEY IN VALLETTA']);
    const png = await room.processFile('invoice.png', buildPng(first));
    assert.equal(png.mediaType, 'image/png');
    assert.match(texts(png)[0] ?? '', /INVOICE NUMBER 90210/);
    const tiff = await room.processFile('fax.tif', buildTiff([first, second]));
    assert.deepEqual([tiff.mediaType, tiff.state, tiff.pageCount], ['image/tiff', 'searchable', 2]);
    assert.match(texts(tiff)[0] ?? '', /INVOICE NUMBER 90210/);
    assert.match(texts(tiff)[1] ?? '', /ZACHARY QUIGLEY IN VALLETTA/);
  });

  it('a Word file: notes on the page that refers to them, text boxes once, tracked changes marked, headers and comments too', async () => {
    const document = await room.processFile(
      'brief.docx',
      buildDocx({
        paragraphs: [
          [
            'The court erred.',
            { footnote: 'See Lind v. Harbour, 12 F.3d 45 (9th Cir. 1994).' },
            ' It should be reversed.',
          ],
          ['Boxed:', { textBox: 'ATTORNEYS EYES ONLY' }],
          [
            { breakBefore: 'page' },
            { breakBefore: 'rendered' },
            'The second page',
            { endnote: 'Endnote on vessels.' },
            { comment: 'Check this date.', author: 'Jane Roe' },
          ],
          ['We agree to pay ', { deleted: 'ten' }, { inserted: 'twelve' }, ' pounds.'],
        ],
        table: [
          ['Vessel', 'Built'],
          ['Quigley & Sons', '1987'],
        ],
        header: 'PRIVILEGED AND CONFIDENTIAL',
        footer: 'Draft of 12 March',
      }),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const [first = '', second = '', margins = ''] = texts(document);
    assert.equal(document.pages.length, 3);
    assert.match(first, /The court erred\.\[1\] It should be reversed\./);
    assert.match(first, /\[1\] See Lind v\. Harbour, 12 F\.3d 45 \(9th Cir\. 1994\)\./);
    assert.equal(first.split('ATTORNEYS EYES ONLY').length, 2, 'the text box stands there once');
    assert.match(second, /The second page/);
    assert.match(second, /Endnote on vessels\./);
    assert.match(second, /Jane Roe: Check this date\./);
    assert.match(
      second,
      /We agree to pay \[deleted by Jane Roe: ten\]\[inserted by Jane Roe: twelve\] pounds\./,
    );
    assert.match(second, /Quigley & Sons\t1987/);
    assert.match(margins, /PRIVILEGED AND CONFIDENTIAL\nDraft of 12 March/);
    assert.equal(document.pages[2]?.label, 'Headers and footers');
  });

  const german = 'Die Zeugin übergab die Schlüssel für 12 € an Herrn Größe. „Genau so“, sagte sie.';
  const charsets: [name: string, charset: string, text: string][] = [
    ['UTF-8', 'utf-8', german],
    ['UTF-16 with a mark', 'utf-16', german],
    ['Windows-1252', 'windows-1252', german.repeat(3)],
    ['Shift JIS', 'shift_jis', '証人は正午に港で船を見た。契約書は東京で署名された。'.repeat(4)],
    [
      'Windows-1251',
      'windows-1251',
      'Свидетель видел судно в полдень. Договор был подписан в Москве.'.repeat(4),
    ],
  ];
  for (const [name, charset, text] of charsets) {
    it(`plain text in ${name}`, async () => {
      const document = await room.processFile('note.txt', iconv.encode(text, charset));
      assert.equal(document.state, 'searchable', document.reason ?? '');
      assert.equal(texts(document).join(''), text);
    });
  }

  it('long plain text in pages, none of it lost', async () => {
    const lines = Array.from(
      { length: 900 },
      (_, line) => `Line ${line} of the transcript, in which nothing happens.`,
    );
    const document = await room.processFile('transcript.txt', lines.join('\n'));
    assert.ok(document.pages.length > 10 && document.pages.every((page) => page.text.length <= 6_000));
    assert.equal(texts(document).join('\n'), lines.join('\n'));
  });

  it('HTML as a reader sees it', async () => {
    const html =
      '<!doctype html><html><head><title>Order</title><style>p{color:red}</style><script>alert("no")</script></head><body><h1>Order &amp; judgment</h1><p>It is <b>so</b> ordered.</p><table><tr><td>Costs</td><td>£12</td></tr></table></body></html>';
    const document = await room.processFile('order.html', html);
    assert.equal(document.mediaType, 'text/html');
    assert.match(texts(document)[0] ?? '', /^Order\s+Order & judgment\s+It is so ordered\.\s+Costs\t£12$/);
    assert.ok(!texts(document).join('').includes('alert'));
  });

  it('a message: its headers and body, and its attachments as documents of their own, however deep', async function readMessage() {
    this.timeout(120_000);
    const inner = buildMessage({ subject: 'The original', text: 'Forwarded words about the dredger.' });
    const message = buildMessage({
      subject: 'Harbour =?utf-8?B?w7xiZXI=?= Lind',
      text: 'Please see attached — confidential.',
      html: '<p>Please see attached</p>',
      attachments: [
        {
          filename: 'clause.pdf',
          type: 'application/octet-stream',
          content: buildPdf([{ lines: ['Clause nine survives termination of this contract'] }]),
        },
        { filename: '../../etc/passwd', type: 'text/plain', content: Buffer.from('harmless words') },
        { filename: 'empty.bin', type: 'application/octet-stream', content: Buffer.alloc(0) },
      ],
      forwarded: inner,
    });
    const document = await room.processFile('mail.eml', message);
    assert.deepEqual([document.mediaType, document.state], ['message/rfc822', 'searchable']);
    assert.match(
      texts(document)[0] ?? '',
      /From: Margaret Winterbottom <margaret@harbour\.example>\nTo: Lind, Zachary <zachary@lind\.example>/,
    );
    assert.match(texts(document)[0] ?? '', /Subject: Harbour über Lind/);
    assert.match(texts(document)[0] ?? '', /Please see attached — confidential\./);
    const children = await Promise.all(document.children.map((id) => room.waitForEnd(id)));
    assert.deepEqual(
      children.map(({ filename, state }) => [filename, state]),
      [
        ['clause.pdf', 'searchable'],
        ['passwd', 'searchable'],
        ['empty.bin', 'no-text'],
        ['The original.eml', 'searchable'],
      ],
    );
    assert.match(texts(children[0] as ReadDocument)[0] ?? '', /Clause nine survives termination/);
    assert.match(texts(children[3] as ReadDocument)[0] ?? '', /Forwarded words about the dredger/);
  });

  it('a file of a kind nobody reads is kept, and says so', async () => {
    const document = await room.processFile('noise.bin', Buffer.from([0, 1, 2, 3, 255, 254, 0, 9, 0, 200]));
    assert.match(`${document.state}: ${document.reason ?? ''}`, /^no-text: .*kept/);
  });
});
