import assert from 'node:assert/strict';
import { buildDocx, xmlDocument } from '../../../test/support/documents/docx.ts';
import { buildOfficePackage, type PackagePart } from '../../../test/support/documents/office-package.ts';
import { readOfficeFile, withoutSpans } from '../../../test/support/read-office-file.ts';

const transitional = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const strict = 'http://purl.oclc.org/ooxml/wordprocessingml/main';
const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (content: string) => `<w:p>${content}</w:p>`;
const inserted = (text: string) => `<w:ins w:author="Ann">${run(text)}</w:ins>`;
const deleted = (text: string) =>
  `<w:del w:author="Ben"><w:r><w:delText xml:space="preserve">${text}</w:delText></w:r></w:del>`;

function wordFile(body: string, parts: PackagePart[] = [], namespace = transitional): Buffer {
  return buildOfficePackage({
    main: {
      name: 'word/document.xml',
      xml: `<w:document xmlns:w="${namespace}" xmlns:r="{ns}"><w:body>${body}</w:body></w:document>`,
    },
    parts,
    isStrict: namespace === strict,
  });
}

function wordPart(element: string, content: string, namespace = transitional): string {
  return xmlDocument(`<w:${element} xmlns:w="${namespace}">${content}</w:${element}>`);
}

describe('A tracked change is told from the text around it', () => {
  const read = (body: string, parts: PackagePart[] = []) => readOfficeFile(wordFile(body, parts)).pages;
  const beside = ['frame', 'aside', 'note-mark'] as const;
  const both = (body: string) => {
    const [page = { text: '' }] = read(body);
    return {
      printed: page.text,
      withAll: withoutSpans(page, 'deleted', ...beside),
      withNone: withoutSpans(page, 'inserted', ...beside),
    };
  };

  it('a word changed in its middle is whole both ways', () => {
    const body = paragraph(
      `${run('The indem')}${inserted('ni')}${deleted('ity')}${run('fication survives')}`,
    );
    assert.deepEqual(both(body), {
      printed: 'The indem[inserted by Ann: ni][deleted by Ben: ity]fication survives',
      withAll: 'The indemnification survives',
      withNone: 'The indemityfication survives',
    });
  });

  it('what was inserted and deleted again, what was moved, and several runs of one change', () => {
    const again = `<w:ins w:author="Ann">${run('the ')}${deleted('old ')}</w:ins>${inserted('new ')}`;
    const moved = `<w:moveFrom w:author="Ann">${run('away ')}</w:moveFrom><w:moveTo w:author="Ann">${run('here ')}</w:moveTo>`;
    assert.deepEqual(both(paragraph(`${run('Sell ')}${again}${moved}${run('ship')}`)), {
      printed:
        'Sell [inserted by Ann: the [deleted by Ben: old ]new ][moved away by Ann: away ][moved here by Ann: here ]ship',
      withAll: 'Sell the new here ship',
      withNone: 'Sell away ship',
    });
  });

  it('a deleted mark of a paragraph joins two, an inserted one parts one', () => {
    const marked = (change: string, text: string) =>
      `<w:p><w:pPr><w:rPr><w:${change} w:author="Ann"/></w:rPr></w:pPr>${run(text)}</w:p>`;
    const joined = both(`${marked('del', 'The Lessee shall in')}${paragraph(run('sure the ship'))}`);
    assert.equal(joined.withAll, 'The Lessee shall insure the ship');
    assert.equal(joined.withNone, 'The Lessee shall in\nsure the ship');
    const parted = both(`${marked('ins', 'The Lessee shall in')}${paragraph(run('sure the ship'))}`);
    assert.equal(parted.withNone, 'The Lessee shall insure the ship');
    assert.equal(parted.printed, 'The Lessee shall in\nsure the ship');
  });

  it('a row inserted whole, a cell deleted whole, a text box in a change', () => {
    const cell = (text: string, properties = '') => `<w:tc>${properties}<w:p>${run(text)}</w:p></w:tc>`;
    const table = `<w:tbl><w:tr>${cell('Hull')}${cell('twelve', '<w:tcPr><w:cellDel w:author="Ann"/></w:tcPr>')}</w:tr><w:tr><w:trPr><w:ins w:author="Ann"/></w:trPr>${cell('Cargo')}${cell('seven')}</w:tr></w:tbl>`;
    const rows = both(table);
    assert.equal(rows.printed, 'Hull\ttwelve\t\nCargo\tseven');
    assert.equal(rows.withAll, 'Hull\t\nCargo\tseven\t'.trim());
    assert.equal(rows.withNone.trim(), 'Hull\ttwelve');
    const box = `<w:ins w:author="Ann"><w:r><w:txbxContent><w:p>${run('in a box')}</w:p></w:txbxContent></w:r></w:ins>`;
    assert.equal(both(paragraph(run('Outside') + box)).withNone.trim(), 'Outside');
  });

  it('a change over the end of a page, and one in a footnote', () => {
    const over = `<w:ins w:author="Ann"><w:r><w:t xml:space="preserve">one </w:t><w:br w:type="page"/><w:t>two</w:t></w:r></w:ins>`;
    const [first, second] = read(paragraph(`${run('Page ')}${over}${run(' done')}`));
    assert.equal(first && withoutSpans(first, 'inserted', 'frame'), 'Page ');
    assert.equal(second && withoutSpans(second, 'inserted', 'frame'), ' done');
    const notes: PackagePart[] = [
      {
        name: 'word/footnotes.xml',
        relation: 'footnotes',
        content: wordPart(
          'footnotes',
          `<w:footnote w:id="1"><w:p>${run('see ')}${inserted('Lind')}</w:p></w:footnote>`,
        ),
      },
    ];
    const [page] = read(
      paragraph(`${run('The Borrower')}<w:r><w:footnoteReference w:id="1"/></w:r>${run(' shall')}`),
      notes,
    );
    assert.equal(page?.text, 'The Borrower[1] shall\n\n[1] see [inserted by Ann: Lind]');
    assert.equal(withoutSpans(page, 'note-mark', 'aside').trim(), 'The Borrower shall');
    assert.equal(withoutSpans(page, 'note-mark', 'inserted', 'frame').trim(), 'The Borrower shall\n\n see');
  });

  it('the mark that an author chose for a note, and how a word is said', () => {
    const star = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="9"/><w:t>a</w:t></w:r>';
    assert.equal(both(paragraph(`${run('Borrower')}${star}${run(' shall')}`)).withAll, 'Borrower shall');
    const ruby = `<w:r><w:ruby><w:rt>${run('とうきょう')}</w:rt><w:rubyBase>${run('東京')}</w:rubyBase></w:ruby></w:r>`;
    assert.equal(both(paragraph(`${run('in ')}${ruby}`)).withAll, 'in 東京');
  });

  it('marks that a file brings itself are no marks', () => {
    const [page] = read(paragraph(run('dred\uFDD2ger\uFDDF sank')));
    assert.deepEqual(page, { text: 'dredger sank' });
  });
});

describe('The parts of a Word file are found by what refers to them, whatever they are called', () => {
  const body = paragraph(
    `${run('The Borrower')}<w:r><w:footnoteReference w:id="2"/></w:r>${run(' may')}<w:r><w:commentReference w:id="5"/></w:r>${run(' sell')}`,
  );
  const parts = (namespace: string): PackagePart[] => [
    {
      name: 'stuff/n2.xml',
      relation: 'footnotes',
      content: wordPart(
        'footnotes',
        `<w:footnote w:id="2">${paragraph(run('of Hardraw'))}</w:footnote>`,
        namespace,
      ),
    },
    {
      name: 'word/remarks.xml',
      relation: 'comments',
      content: wordPart(
        'comments',
        `<w:comment w:id="5" w:author="Ann">${paragraph(run('of Cotter'))}</w:comment><w:comment w:id="6" w:author="Ben">${paragraph(run('astray'))}</w:comment>`,
        namespace,
      ),
    },
    {
      name: 'word/above.xml',
      relation: 'header',
      content: wordPart('hdr', paragraph(run('Grisedale')), namespace),
    },
    {
      name: 'word/pieces.xml',
      relation: 'glossaryDocument',
      content: wordPart('glossaryDocument', paragraph(run('Yours faithfully')), namespace),
    },
    {
      name: 'word/curve.xml',
      relation: 'chart',
      content: xmlDocument('<c:chart xmlns:c="c" xmlns:a="a"><a:p><a:t>Losses by year</a:t></a:p></c:chart>'),
    },
  ];
  const says = [
    [
      undefined,
      'The Borrower[1] may[comment] sell\n\n[1] of Hardraw\n\n[comment] Ann: of Cotter\n\n[comment] Ben: astray',
    ],
    ['Headers and footers', 'Grisedale'],
    ['Diagrams and charts', 'Losses by year'],
    ['Building blocks', 'Yours faithfully'],
  ];

  for (const [dialect, namespace] of [
    ['as Word writes it', transitional],
    ['in the strict dialect', strict],
  ] as const)
    it(dialect, () => {
      const { pages, unread } = readOfficeFile(wordFile(body, parts(namespace), namespace));
      assert.deepEqual(
        pages.map(({ label, text }) => [label, text]),
        says,
      );
      assert.deepEqual(unread, []);
    });

  it('or by their content type where nothing refers to them', () => {
    const types = ['footnotes', 'comments', 'header', 'document.glossary', 'chart'];
    const loose = parts(transitional).map(({ name, content }, index) => ({
      name,
      content,
      contentType: `application/vnd.openxmlformats-officedocument.wordprocessingml.${types[index] ?? ''}+xml`,
    }));
    const { pages } = readOfficeFile(wordFile(body, loose));
    assert.deepEqual(
      pages.map(({ label, text }) => [label, text]),
      says.slice(0, 3),
    );
  });

  it('the main part too, and in either case of letters', () => {
    const file = buildOfficePackage({
      main: {
        name: 'word/Document2.XML',
        target: '/word/document2.xml',
        xml: `<w:document xmlns:w="${transitional}"><w:body>${paragraph(run('Muker'))}</w:body></w:document>`,
      },
      parts: [{ name: 'word/unused.xml', content: '<a/>' }],
    });
    assert.equal(readOfficeFile(file).pages[0]?.text, 'Muker');
  });
});

describe('A Word file says what of it is not read', () => {
  it('macros', () => {
    const file = buildOfficePackage({
      main: {
        name: 'word/document.xml',
        contentType: 'application/vnd.ms-word.document.macroEnabled.main+xml',
        xml: `<w:document xmlns:w="${transitional}"><w:body>${paragraph(run('Thwaite'))}</w:body></w:document>`,
      },
      parts: [{ name: 'word/vbaProject.bin', relation: 'vbaProject', content: 'macros' }],
      links: [{ relation: 'subDocument', target: 'chapter2.docx' }],
    });
    const { pages, unread } = readOfficeFile(file);
    assert.equal(pages[0]?.text, 'Thwaite');
    assert.deepEqual(unread, [
      'the VBA project: macros are programs, which Strongroom never opens',
      '1 link to other files: they are only names of places on another computer',
    ]);
  });
});

describe('What a control of a Word file takes from data beside it is read', () => {
  const control = (store: string) =>
    `<w:p><w:sdt><w:sdtPr><w:dataBinding w:xpath="/a/b" w:storeItemID="${store}"/></w:sdtPr><w:sdtContent>${run('the Lessee')}</w:sdtContent></w:sdt></w:p>`;
  const data: PackagePart[] = [
    { name: 'data/one.xml', relation: 'customXml', content: '<a><b>Appersett</b><c>the Lessee</c></a>' },
    {
      name: 'data/props.xml',
      relation: 'customXmlProps',
      from: 'data/one.xml',
      content: '<ds:datastoreItem xmlns:ds="ds" ds:itemID="{0AB1}"/>',
    },
  ];
  const read = (store: string) =>
    readOfficeFile(wordFile(control(store), data)).pages.map(({ label, text }) => [label, text]);

  it('where the page does not have it', () => {
    assert.deepEqual(read('{0ab1}'), [
      [undefined, 'the Lessee'],
      ['Data of the form (hidden)', 'Appersett'],
    ]);
  });

  it('and nothing that no control refers to', () => {
    assert.deepEqual(read('{0CD2}'), [[undefined, 'the Lessee']]);
  });
});

it('A picture is read as it is called and as it is said to show', () => {
  const picture = (title: string, description: string) =>
    `<w:r><w:drawing><wp:docPr xmlns:wp="d" id="1" title="${title}" descr="${description}"/></w:drawing></w:r>`;
  const { pages } = readOfficeFile(wordFile(paragraph(picture('Lot 7', 'Map') + picture('Seal', 'Seal'))));
  assert.equal(pages[0]?.text, '[picture: Lot 7][picture: Map][picture: Seal]');
});

describe('What a Word file takes in from another stands on its page', () => {
  const chunk = (content: Buffer | string, name: string) =>
    readOfficeFile(
      wordFile(`${paragraph(run('Before'))}<w:altChunk r:id="rId1"/>${paragraph(run('after'))}`, [
        { name, relation: 'aFChunk', content },
      ]),
    );

  it('HTML and plain text, in their charset', () => {
    const html = chunk('<html><body><p>of <b>Angram</b></p></body></html>', 'word/a.dat');
    assert.equal(html.pages[0]?.text, 'Before\nof Angram\nafter');
    assert.deepEqual(html.children, []);
    const text = chunk(Buffer.from('Kündigung der Bürgschaft', 'latin1'), 'word/a.txt');
    assert.equal(text.pages[0]?.text, 'Before\nKündigung der Bürgschaft\nafter');
  });

  it('a Word file, which is a document of its own as well', () => {
    const inner = buildDocx({ paragraphs: [['of Keld', { footnote: 'and Muker' }]] });
    const { pages, children } = chunk(inner, 'word/afchunk.docx');
    assert.equal(pages[0]?.text, 'Before\nof Keld[1]\n\n[1] and Muker\nafter');
    assert.deepEqual(children, [{ filename: 'afchunk.docx', bytes: inner }]);
  });

  it('of what is read otherwise its name', () => {
    const { pages, children } = chunk('{\\rtf1 of Thwaite}', 'word/afchunk.rtf');
    assert.equal(pages[0]?.text, 'Before\n[taken in here: afchunk.rtf]\nafter');
    assert.equal(withoutSpans(pages[0], 'frame'), 'Before\nafter');
    assert.equal(children[0]?.filename, 'afchunk.rtf');
  });
});
