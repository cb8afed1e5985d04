import assert from 'node:assert/strict';
import { describeUnread, type UnreadItem } from '../../core/reading/unread.ts';
import { buildPdf, stream, type PdfPage } from '../support/documents/pdf.ts';
import { drawPage } from '../support/documents/raster.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

/** More than sixty words: nobody takes the page for a picture under a stamp. */
const typed = Array.from(
  { length: 12 },
  (_, index) => `Clause ${index + 1} of the agreement on the berths at the north pier of the harbour`,
);
const note = (facts: string) => `<< /Type /Annot /Rect [500 700 520 720] /T (Ida Lund) ${facts} >>`;

describe('A PDF holds more than its text', () => {
  const room = useWorkerRoom();
  const unreadOf = async (id: string) => {
    const { unread } = await room
      .app('worker')
      .database.asProcess((tx) => tx.document.findUniqueOrThrow({ where: { id }, select: { unread: true } }));
    return (unread as UnreadItem[]).map((item) => describeUnread(item));
  };
  const spansOf = async (documentId: string) => {
    const page = await room
      .app('worker')
      .database.asProcess((tx) =>
        tx.page.findFirstOrThrow({ where: { documentId, number: 1 }, select: { spans: true, text: true } }),
      );
    return ((page.spans ?? []) as [number, number, string][]).map(([from, to, kind]) => [
      kind,
      page.text.slice(from, to),
    ]);
  };

  it('comments stand behind the text of their page, and a text drawn on the page once', async () => {
    const page: PdfPage = {
      lines: [...typed, 'Drawn on the page'],
      annotations: [
        note('/Subtype /Text /Contents (Ask Vexholme first)'),
        note('/Subtype /Highlight /QuadPoints [72 700 300 700 72 690 300 690] /Contents (See the ruling)'),
        note('/Subtype /FreeText /DA (/Helv 11 Tf) /Contents (Drawn on the page)'),
        note('/Subtype /Popup'),
        note('/Subtype /Movie'),
      ],
    };
    const document = await room.processFile('commented.pdf', buildPdf([page]));
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const [{ text } = { text: '' }] = document.pages;
    assert.match(
      text,
      /\n\n\[comment\] Ida Lund: Ask Vexholme first\n\n\[comment\] Ida Lund: See the ruling$/,
    );
    assert.equal(text.split('Drawn on the page').length, 2);
    const spans = await spansOf(document.id);
    assert.deepEqual(
      spans.filter(([kind]) => kind !== 'line-number'),
      [
        ['aside', '[comment] Ida Lund: Ask Vexholme first'],
        ['frame', '[comment] Ida Lund: '],
        ['aside', '[comment] Ida Lund: See the ruling'],
        ['frame', '[comment] Ida Lund: '],
      ],
    );
    assert.deepEqual(
      (await unreadOf(document.id)).map(({ what, page: number }) => [what, number]),
      [['1 piece of sound, film or 3D', 1]],
    );
  });

  it('a comment over a failed redaction may quote it, and is left out', async () => {
    const annotations = [
      '<< /Type /Annot /Subtype /Square /Rect [60 682 360 696] /C [0 0 0] /IC [0 0 0] /Contents (Oyelaran) >>',
    ];
    const lines = ['The witness will be called', 'Marguerite Oyelaran of Bremen', 'and heard on Monday'];
    const over = 'q 0 g 60 682 300 14 re f Q\n';
    const document = await room.processFile('over.pdf', buildPdf([{ lines, over, annotations }]));
    assert.doesNotMatch(document.pages[0]?.text ?? 'Oyelaran', /Oyelaran/);
    assert.deepEqual(
      (await unreadOf(document.id)).map(({ what }) => what),
      ['1 place with hidden text'],
    );
  });

  it('comments on a scan stand behind what OCR reads', async () => {
    const picture = drawPage(['THE HARBOUR TRUST AGREES TO PAY']);
    const annotations = [note('/Subtype /Text /Contents (Ask Vexholme first)')];
    const document = await room.processFile('scan.pdf', buildPdf([{ picture, annotations }]));
    assert.match(
      document.pages[0]?.text ?? '',
      /HARBOUR TRUST[^]*\n\n\[comment\] Ida Lund: Ask Vexholme first$/,
    );
  });

  it('what was filled into an XFA form is a page of its own', async () => {
    const xdp = Buffer.from(
      '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">' +
        '<xfa:data><form1><FamilyName>Aldersgrove</FamilyName></form1></xfa:data></xfa:datasets></xdp:xdp>',
    );
    const content = buildPdf([{ lines: ['Please wait...'] }], (id) => ({
      catalog: `/NeedsRendering true /AcroForm << /Fields [] /XFA ${id} 0 R >>`,
      objects: [stream('', xdp)],
    }));
    const document = await room.processFile('form.pdf', content);
    assert.deepEqual(
      [document.pages[1]?.label, document.pages[1]?.text],
      ['Form data', 'FamilyName: Aldersgrove'],
    );
  });

  it('attached files become documents of their own', async () => {
    const content = buildPdf([{ lines: typed }], (id) => ({
      catalog: `/Names << /EmbeddedFiles << /Names [(a) ${id + 1} 0 R] >> >>`,
      objects: [
        stream('/Type /EmbeddedFile', Buffer.from('The letter of Dunnockshaw')),
        Buffer.from(`<< /Type /Filespec /F (letter.txt) /UF (letter.txt) /EF << /F ${id} 0 R >> >>`),
      ],
    }));
    const document = await room.processFile('portfolio.pdf', content);
    assert.equal(document.children.length, 1);
    const child = await room.waitForEnd(document.children[0] ?? '');
    assert.deepEqual([child.filename, child.pages[0]?.text], ['letter.txt', 'The letter of Dunnockshaw']);
  });

  it('a picture of words on a typed page is read, the same one once, and a small one not at all', async () => {
    const picture = drawPage(['DO NOT TELL THE BANK', 'ABOUT TROUTBECK'], { width: 1300, height: 500 });
    const pages: PdfPage[] = [
      { lines: typed, picture, pictureBox: [72, 300, 312, 120] },
      { lines: typed, picture, pictureBox: [72, 300, 312, 120] },
      {
        lines: typed,
        picture: drawPage(['LOGO'], { width: 600, height: 400 }),
        pictureBox: [72, 300, 60, 40],
      },
    ];
    const document = await room.processFile('screenshot.pdf', buildPdf(pages));
    assert.equal(document.state, 'searchable', document.reason ?? '');
    const texts = document.pages.map(({ text }) => text);
    assert.match(texts[0] ?? '', /^Clause 1 of[^]*\n\n\[picture: DO NOT TELL THE BANK\nABOUT TROUTBECK\]$/);
    assert.equal(document.pages[0]?.engine, 'pdf-text');
    assert.deepEqual(
      texts.slice(1).map((text) => text.includes('[picture')),
      [false, false],
    );
    assert.deepEqual(await unreadOf(document.id), []);
  });

  it('a picture inside the text of a page is read too', async () => {
    const { width, height, pixels } = drawPage(['ASK TROUTBECK FIRST'], { width: 1300, height: 500 });
    const facts = `/W ${width} /H ${height} /CS /G /BPC 8`;
    const over = `q 312 0 0 120 72 300 cm BI ${facts} ID ${pixels.toString('latin1')} EI Q\n`;
    const document = await room.processFile('inline.pdf', buildPdf([{ lines: typed, over }]));
    assert.match(document.pages[0]?.text ?? '', /\n\n\[picture: ASK TROUTBECK FIRST\]$/);
  });

  it('a scan over which somebody laid its words is read once', async () => {
    const picture = drawPage(['THE HARBOUR TRUST AGREES TO PAY']);
    const document = await room.processFile('layered.pdf', buildPdf([{ picture, layer: typed }]));
    assert.equal(document.pages[0]?.engine, 'pdf-text');
    assert.doesNotMatch(document.pages[0].text, /\[picture/);
  });
});
