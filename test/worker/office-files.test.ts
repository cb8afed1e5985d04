import assert from 'node:assert/strict';
import officeCrypto from 'officecrypto-tool';
import { convertDocuments } from '../support/documents/convert-documents.ts';
import { buildDocx } from '../support/documents/docx.ts';
import { buildFlatSlides, buildFlatText, buildFlatWorkbook } from '../support/documents/flat-odf.ts';
import { buildOfficePackage } from '../support/documents/office-package.ts';
import { buildPptx } from '../support/documents/pptx.ts';
import { buildXlsx } from '../support/documents/xlsx.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

describe('Office files give everything that somebody wrote in them', () => {
  const room = useWorkerRoom();
  const labelled = (pages: { label: string | null; text: string }[]) =>
    pages.map(({ label, text }) => [label, text]);

  it('a workbook: a page for each sheet, cells as they are shown, hidden sheets and notes too', async () => {
    const document = await room.processFile(
      'ledger.xlsx',
      buildXlsx([
        {
          name: 'Payments',
          rows: [
            ['Vessel', '', 'Paid', 'On'],
            ['Quigley', '', { number: 4711.5, style: 'money' }, { number: 43_536, style: 'date' }],
            ['Total', { formula: 'SUM(C2:C2)', value: 4711.5 }],
          ],
          note: { author: 'Jane Roe', text: 'Ask the bank about this' },
          header: 'PRIVILEGED',
        },
        { name: 'Side letter', rows: [['Not for the auditors']], isHidden: true },
      ]),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.equal(document.mediaType, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    assert.deepEqual(labelled(document.pages), [
      [
        'Payments',
        'Vessel\t\tPaid\tOn\nQuigley\t\t£4,711.50\t3/12/2019\nTotal\t4711.5\n\n[comment on A1] Jane Roe: Ask the bank about this\n\nPRIVILEGED',
      ],
      ['Side letter (hidden)', 'Not for the auditors'],
    ]);
  });

  it('a very large sheet: on several pages, cut between rows, none lost', async function readLarge() {
    this.timeout(120_000);
    const rows = Array.from({ length: 6_000 }, (_, row) => [`Container ${row}`, { number: row }]);
    const document = await room.processFile('manifest.xlsx', buildXlsx([{ name: 'Cargo', rows }]));
    assert.ok(document.pages.length > 1);
    assert.equal(document.pages[1]?.label, 'Cargo, part 2');
    const lines = document.pages.flatMap((page) => page.text.split('\n'));
    assert.equal(lines.length, rows.length);
    assert.equal(lines[5_999], 'Container 5999\t5999');
  });

  it('a presentation: a page for each slide in its order, with notes, comments and tables; hidden slides too', async () => {
    const document = await room.processFile(
      'hearing.pptx',
      buildPptx([
        { lines: ['Opening', 'The dredger sank'], notes: 'Pause here' },
        { lines: ['Weakness'], isHidden: true, comment: { author: 'Ada', text: 'Drop this?' } },
        {
          lines: ['Damages'],
          table: [
            ['Hull', '£12'],
            ['Cargo', '£7'],
          ],
        },
      ]),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.deepEqual(labelled(document.pages), [
      ['Slide 1', 'Opening\nThe dredger sank\n\n[speaker notes]\nPause here'],
      ['Slide 2 (hidden)', 'Weakness\n\n[comment] Ada: Drop this?'],
      ['Slide 3', 'Damages\nHull\t£12\nCargo\t£7'],
    ]);
  });

  it('a table of comma-separated values: one sheet, in whatever charset', async () => {
    const rows = 'Name,Amount,Note\n"Größe, Ltd",12,"said ""no"""\nLind,7,\n';
    const document = await room.processFile('claims.csv', Buffer.from(rows, 'latin1'));
    assert.equal(document.mediaType, 'text/csv');
    assert.deepEqual(labelled(document.pages), [
      ['Table', 'Name\tAmount\tNote\nGröße, Ltd\t12\tsaid "no"\nLind\t7'],
    ]);
    const prose =
      'On Monday, as agreed, we met.\nNothing was said, I think, of money, or of ships.\nWe left.\nYes, late.\n';
    assert.equal((await room.processFile('prose.txt', prose)).mediaType, 'text/plain');
  });

  it('what is embedded in a Word file: documents of their own', async () => {
    const inner = buildXlsx([{ name: 'Inside', rows: [['The embedded ledger']] }]);
    const document = await room.processFile(
      'with-ledger.docx',
      buildDocx({
        paragraphs: [['See the ledger inside']],
        embedded: { name: 'ledger.xlsx', content: inner },
      }),
    );
    const [child] = await Promise.all(document.children.map((id) => room.waitForEnd(id)));
    assert.deepEqual([child?.filename, child?.state], ['ledger.xlsx', 'searchable']);
    assert.equal(child?.pages[0]?.text, 'The embedded ledger');
  });

  it('a Word file with macros that takes in another: its words, its child, and what is not read', async () => {
    const xml =
      '<w:document xmlns:w="w" xmlns:r="{ns}"><w:body><w:altChunk r:id="rId1"/><w:p><w:ins w:author="Ann"><w:r><w:t>The dredger</w:t></w:r></w:ins></w:p></w:body></w:document>';
    const contentType = 'application/vnd.ms-word.document.macroEnabled.main+xml';
    const document = await room.processFile(
      'with-macros.docm',
      buildOfficePackage({
        main: { name: 'word/document.xml', contentType, xml },
        parts: [
          { name: 'word/afchunk.rtf', relation: 'aFChunk', content: '{\\rtf1\\ansi The charter party}' },
          { name: 'word/vbaProject.bin', relation: 'vbaProject', content: 'macros' },
        ],
      }),
    );
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.equal(document.pages[0]?.text, '[taken in here: afchunk.rtf]\n[inserted by Ann: The dredger]');
    const [child] = await Promise.all(document.children.map((id) => room.waitForEnd(id)));
    assert.deepEqual([child?.state, child?.pages[0]?.text], ['searchable', 'The charter party']);
    const { unread, pages } = await room
      .app('worker')
      .database.asProcess((tx) =>
        tx.document.findUniqueOrThrow({ where: { id: document.id }, include: { pages: true } }),
      );
    assert.deepEqual(unread, [{ kind: 'macros' }]);
    const spans = pages[0]?.spans as unknown[];
    assert.ok(
      spans.some((span) => JSON.stringify(span) === '[47,58,"inserted"]'),
      JSON.stringify(spans),
    );
  });

  it('a workbook that is locked only against changes: without a password', async () => {
    const workbook = buildXlsx([{ name: 'Rent', rows: [['Stairfoot', { number: 70043118852901 }]] }]);
    const locked = officeCrypto.encrypt(workbook, { password: 'VelvetSweatshop' });
    const document = await room.processFile('protected.xlsx', locked);
    assert.equal(document.state, 'searchable', document.reason ?? '');
    assert.equal(document.pages[0]?.text, 'Stairfoot\t7.00431E+13 [70043118852901]');
  });

  it('no date of today where an older file computes one', async function readDate() {
    this.timeout(200_000);
    const content = buildFlatText([
      'Signed on <text:date text:date-value="2011-03-12">12 March 2011</text:date> in Valletta',
    ]);
    const made = await convertDocuments([{ name: 'dated', content, from: 'fodt', to: 'doc' }]);
    const document = await room.processFile('dated.doc', made.get('dated') ?? '');
    assert.match(
      document.pages[0]?.text ?? '',
      /^Signed on (?:\[date of viewing\]|12 March 2011) in Valletta$/,
    );
  });

  it('an older file cut in half: what is left of it, or a reason', async function readHalf() {
    this.timeout(200_000);
    const content = buildFlatText(
      Array.from({ length: 400 }, (_, line) => `Line ${line} of the charter party`),
    );
    const made = await convertDocuments([{ name: 'half', content, from: 'fodt', to: 'doc' }]);
    const whole = made.get('half') ?? Buffer.alloc(0);
    for (const part of [0.5, 0.05]) {
      const document = await room.processFile('half.doc', whole.subarray(0, whole.length * part));
      assert.ok(['searchable', 'no-text', 'failed'].includes(document.state), document.state);
      assert.ok(document.state === 'searchable' || document.reason?.endsWith('.'), document.state);
    }
  });

  it('the older and the open formats, through LibreOffice', async function readOlder() {
    this.timeout(400_000);
    const text = buildFlatText(['The witness saw the vessel at noon', 'She was the Quigley']);
    const workbook = buildFlatWorkbook({ Payments: [['Paid', 'twelve pounds']], Cargo: [['Coal']] });
    const slides = buildFlatSlides([{ words: 'The dredger sank', notes: 'Pause here' }]);
    const kinds = [
      ...['doc', 'rtf', 'odt'].map((to) => ({
        content: text,
        from: 'fodt',
        to,
        says: /saw the vessel at noon\n+She was the Quigley/,
      })),
      ...['xls', 'ods'].map((to) => ({ content: workbook, from: 'fods', to, says: /Paid\ttwelve pounds/ })),
      ...['ppt', 'odp'].map((to) => ({
        content: slides,
        from: 'fodp',
        to,
        says: /The dredger sank\n+\[speaker notes\]\nPause here/,
      })),
    ].map((kind) => ({ ...kind, name: `a-${kind.to}` }));
    const made = await convertDocuments(kinds);
    for (const { name, to, says } of kinds) {
      const document = await room.processFile(`${name}.${to}`, made.get(name) ?? '');
      assert.equal(document.state, 'searchable', `${to}: ${document.reason ?? ''}`);
      assert.match(document.pages[0]?.text ?? '', says, to);
      assert.equal(document.pages[0]?.engine, 'libreoffice', to);
      if (to === 'xls' || to === 'ods')
        assert.deepEqual(
          document.pages.map((page) => page.label),
          ['Payments', 'Cargo'],
          to,
        );
    }
  });
});
