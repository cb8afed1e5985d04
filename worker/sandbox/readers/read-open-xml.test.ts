import assert from 'node:assert/strict';
import cfb from 'cfb';
import { buildOfficePackage, type PackagePart } from '../../../test/support/documents/office-package.ts';
import { buildPptx } from '../../../test/support/documents/pptx.ts';
import { buildXlsx } from '../../../test/support/documents/xlsx.ts';
import { readOfficeFile, withoutSpans } from '../../../test/support/read-office-file.ts';

function wordFile(parts: PackagePart[]): Buffer {
  const xml = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Keld</w:t></w:r></w:p></w:body></w:document>';
  return buildOfficePackage({ main: { name: 'word/document.xml', xml }, parts });
}

/** The beginning of a PNG file (ISO 15948, 5.2 and 11.2.2): as much as tells its size. */
function pngHead(width: number, height: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR', 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

/** A drawing ([MS-EMF]) that writes each text at a place of its own; `isShapes` names letters by their shapes. */
function emf(texts: [x: number, y: number, text: string][], isShapes = false): Buffer {
  const records = texts.map(([x, y, text]) => {
    const record = Buffer.alloc(76 + text.length * 6 + ((text.length * 6) % 4));
    record.writeUInt32LE(84, 0);
    record.writeUInt32LE(record.length, 4);
    record.writeInt32LE(x, 36);
    record.writeInt32LE(y, 40);
    record.writeUInt32LE(text.length, 44);
    record.writeUInt32LE(76 + text.length * 4, 48);
    record.writeUInt32LE(isShapes ? 0x10 : 0, 52);
    record.writeUInt32LE(76, 72);
    for (let index = 0; index < text.length; index += 1) record.writeUInt32LE(10, 76 + index * 4);
    record.write(text, 76 + text.length * 4, 'utf16le');
    return record;
  });
  const header = Buffer.alloc(88);
  header.writeUInt32LE(1, 0);
  header.writeUInt32LE(88, 4);
  return Buffer.concat([header, ...records]);
}

/** A drawing ([MS-WMF]) that writes one text, in a font of a charset. */
function wmf(charset: number, text: Buffer): Buffer {
  const font = Buffer.alloc(6 + 18);
  font.writeUInt32LE(12, 0);
  font.writeUInt16LE(0x02fb, 4);
  font.writeUInt8(charset, 6 + 13);
  const write = Buffer.alloc(6 + 2 + text.length + (text.length % 2) + 4);
  write.writeUInt32LE(write.length / 2, 0);
  write.writeUInt16LE(0x0521, 4);
  write.writeUInt16LE(text.length, 6);
  text.copy(write, 8);
  return Buffer.concat([Buffer.from('010009000003', 'hex'), Buffer.alloc(12), font, write]);
}

const picture = (name: string, content: Buffer): PackagePart => ({
  name: `word/media/${name}`,
  relation: 'image',
  content,
});

describe('A picture in an Office file is read if words fit into it', () => {
  it('by its size in pixels, not in bytes; wherever it lies', () => {
    const { children, unread } = readOfficeFile(
      wordFile([
        picture('screenshot.png', pngHead(320, 40)),
        picture('bullet.png', pngHead(24, 24)),
        picture('line.png', pngHead(900, 3)),
        {
          ...picture('animated.gif', Buffer.from('GIF89a\u0040\u0001\u0028\u0000', 'latin1')),
          name: 'pics/a.gif',
        },
      ]),
    );
    assert.deepEqual(
      children.map(({ filename }) => filename),
      ['screenshot.png', 'a.gif'],
    );
    assert.deepEqual(unread, []);
  });

  it('whatever it is called; what no reader knows says so itself, film and sound are counted', () => {
    const svg = (inner: string) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`);
    const { children, unread } = readOfficeFile(
      wordFile([
        { ...picture('', pngHead(320, 40)), name: 'pictures/one' },
        { ...picture('', pngHead(24, 24)), name: 'pictures/two.img' },
        picture('scan.jp2', Buffer.from('0000000c6a5020200d0a870a', 'hex')),
        picture('page.pdf', Buffer.from('%PDF-1.7')),
        picture('shape.svg', svg('<path d="M0 0"/>')),
        picture('words.svg', svg('<text>Keld</text>')),
        picture('speech.mp3', Buffer.from('ID3')),
      ]),
    );
    assert.deepEqual(children.map(({ filename }) => filename).toSorted(), [
      'one',
      'page.pdf',
      'scan.jp2',
      'words.svg',
    ]);
    assert.deepEqual(unread, [
      '1 piece of sound, film or 3D: it is in a format that Strongroom does not read',
    ]);
  });

  it('the largest fifty, and how many more there are', () => {
    const many = Array.from({ length: 53 }, (_, index) => picture(`p${index}.png`, pngHead(200 + index, 50)));
    const { children, unread } = readOfficeFile(wordFile(many));
    assert.equal(children.length, 50);
    assert.ok(!children.some(({ filename }) => filename === 'p2.png'));
    assert.deepEqual(unread, ['3 pictures: there are more pictures in the file than are read']);
  });
});

describe('The words of a drawing are read', () => {
  it('letter by letter, word by word, in both forms', () => {
    const letters: [number, number, string][] = [
      [0, 5, 'D'],
      [10, 5, 'eed'],
      [60, 5, 'of Keld'],
      [0, 25, 'Plan'],
    ];
    const { pages, unread } = readOfficeFile(
      wordFile([
        picture('a.emf', emf(letters)),
        picture('b.wmf', wmf(204, Buffer.from([0xc4, 0xee, 0xe3, 0xee, 0xe2, 0xee, 0xf0]))),
      ]),
    );
    assert.deepEqual(pages[1], { text: 'Deed of Keld\nPlan\n\nДоговор', label: 'Words in drawings' });
    assert.deepEqual(unread, []);
  });

  it('or it is noted that they cannot be', () => {
    const { pages, unread } = readOfficeFile(
      wordFile([
        picture('a.emf', emf([[0, 0, 'shapes']], true)),
        picture('b.emf', emf([])),
        picture('c.wmf', Buffer.from('no drawing')),
      ]),
    );
    assert.equal(pages.length, 1);
    assert.deepEqual(unread, ['3 drawings: it is in a format that Strongroom does not read']);
  });
});

describe('What is embedded in an Office file becomes a document, or is noted', () => {
  const wrapped = (stream: string, content: string) => {
    const container = cfb.utils.cfb_new();
    cfb.utils.cfb_add(container, stream, Buffer.from(content));
    return cfb.write(container, { type: 'buffer' }) as Buffer;
  };
  const read = (content: Buffer) =>
    readOfficeFile(wordFile([{ name: 'word/odd/oleObject1.bin', relation: 'oleObject', content }]));

  it('wherever it lies, out of its wrapping', () => {
    const { children, unread } = read(wrapped('/CONTENTS', '%PDF-1.4'));
    assert.deepEqual(children, [{ filename: 'object', bytes: Buffer.from('%PDF-1.4') }]);
    assert.deepEqual(unread, []);
  });

  it('or not', () => {
    assert.deepEqual(read(wrapped('/WordDocument', 'words')).unread, []);
    for (const odd of [wrapped('/Equation Native', 'E=mc2'), Buffer.from('no container')])
      assert.deepEqual(read(odd).unread, [
        'the attachment oleObject1.bin: it could not be taken out of the file',
      ]);
  });
});

describe('A damaged part beside the document is noted, and the rest is read', () => {
  it('a header that breaks off', () => {
    const header = '<w:hdr xmlns:w="w"><w:p><w:r><w:t>Gayle</w:t></w:r></w:p>';
    const { pages, unread } = readOfficeFile(
      wordFile([{ name: 'word/h.xml', relation: 'header', content: header }]),
    );
    assert.deepEqual(
      pages.map(({ text }) => text),
      ['Keld', 'Gayle'],
    );
    assert.deepEqual(unread, ['the part h.xml: it could not be read']);
  });
});

describe('A workbook shows what it keeps', () => {
  const sheet = '<worksheet><row><c t="s"><v>0</v></c></row></worksheet>';
  it('for pivot tables and links; and notes what asks a database', () => {
    const { pages, unread } = readOfficeFile(
      buildOfficePackage({
        main: {
          name: 'xl/workbook.xml',
          xml: '<workbook xmlns="s" xmlns:r="{ns}"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
        },
        parts: [
          { name: 'xl/a.xml', relation: 'worksheet', content: sheet },
          {
            name: 'xl/s.xml',
            relation: 'sharedStrings',
            content: '<sst><si><t>Cargo_x000D_\nhold</t><rPh><t>カーゴ</t></rPh></si></sst>',
          },
          {
            name: 'xl/cache.xml',
            relation: 'pivotCacheDefinition',
            content:
              '<d><cacheField name="Vessel"><sharedItems><s v="Cargo_x000D_\nhold"/><s v="Quigley"/></sharedItems></cacheField></d>',
          },
          {
            name: 'xl/records.xml',
            relation: 'pivotCacheRecords',
            from: 'xl/cache.xml',
            content: '<r><r><s v="Marsett"/><n v="7"/></r></r>',
          },
          {
            name: 'xl/link.xml',
            relation: 'externalLink',
            content: '<l><cell t="str"><v>Semerwater</v></cell><cell><v>12</v></cell></l>',
          },
          { name: 'xl/changes.xml', relation: 'revisionHeaders', content: '<headers/>' },
          {
            name: 'xl/changes1.xml',
            relation: 'revisionLog',
            from: 'xl/changes.xml',
            content: '<r><rcc><oc t="inlineStr"><is><t>Hubberholme</t></is></oc></rcc></r>',
          },
          { name: 'xl/connections.xml', relation: 'connections', content: '<connections/>' },
        ],
      }),
    );
    assert.deepEqual(
      pages.map(({ label, text }) => [label, text]),
      [
        ['A', 'Cargo hold'],
        ['Kept for pivot tables and links (hidden)', 'Semerwater\nVessel\nQuigley\nMarsett\nHubberholme'],
      ],
    );
    assert.deepEqual(unread, [
      '1 phonetic guide: how Japanese words are spoken is not read; the words are',
      'the part connections.xml: it could not be read',
    ]);
  });
});

describe('Comments of sheets and slides are texts of their own', () => {
  it('and who wrote them is none', () => {
    const [sheet] = readOfficeFile(
      buildXlsx([{ name: 'A', rows: [['Hull']], note: { author: 'Jane Roe', text: 'Ask the bank' } }]),
    ).pages;
    assert.equal(sheet && withoutSpans(sheet, 'frame'), 'Hull\n\nAsk the bank');
    assert.equal(sheet && withoutSpans(sheet, 'aside', 'frame').trim(), 'Hull');
    const [slide] = readOfficeFile(
      buildPptx([{ lines: ['Opening'], comment: { author: 'Ada', text: 'Drop this?' } }]),
    ).pages;
    assert.equal(slide && withoutSpans(slide, 'frame'), 'Opening\n\nDrop this?');
    assert.equal(slide && withoutSpans(slide, 'aside', 'frame').trim(), 'Opening');
  });
});
