import assert from 'node:assert/strict';
import { buildOfficePackage } from '../../../test/support/documents/office-package.ts';
import { readOfficeFile } from '../../../test/support/read-office-file.ts';
import { formatListNumber } from './format-list-number.ts';

type Level = [format: string, text: string, more?: string];

const kind = (id: number, levels: Level[], more = '') =>
  `<w:abstractNum w:abstractNumId="${id}">${more}${levels
    .map(
      ([format, text, extra = ''], level) =>
        `<w:lvl w:ilvl="${level}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${extra}<w:lvlText w:val="${text}"/></w:lvl>`,
    )
    .join('')}</w:abstractNum>`;
const list = (id: number, of: number, more = '') =>
  `<w:num w:numId="${id}"><w:abstractNumId w:val="${of}"/>${more}</w:num>`;
const restart = (level: number, start: number) =>
  `<w:lvlOverride w:ilvl="${level}"><w:startOverride w:val="${start}"/></w:lvlOverride>`;

/** A paragraph of a list and level, or of a style. */
const item = (of: [list: number, level: number] | string, content = '<w:r><w:t>x</w:t></w:r>') => {
  const property =
    typeof of === 'string'
      ? `<w:pStyle w:val="${of}"/>`
      : `<w:numPr><w:ilvl w:val="${of[1]}"/><w:numId w:val="${of[0]}"/></w:numPr>`;
  return `<w:p><w:pPr>${property}</w:pPr>${content}</w:p>`;
};

function read(body: string, numbering: string, styles = ''): string[] {
  const file = buildOfficePackage({
    main: { name: 'word/document.xml', xml: `<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>` },
    parts: [
      {
        name: 'word/lists.xml',
        relation: 'numbering',
        content: `<w:numbering xmlns:w="w">${numbering}</w:numbering>`,
      },
      { name: 'word/styles.xml', relation: 'styles', content: `<w:styles xmlns:w="w">${styles}</w:styles>` },
    ],
  });
  return readOfficeFile(file).pages.map(({ text }) => text);
}

describe('The number that Word prints before a paragraph is read', () => {
  const outline: Level[] = [
    ['decimal', 'Section %1.'],
    ['decimal', '%1.%2'],
    ['lowerLetter', '(%3)'],
  ];
  const places: [number, number][] = [
    [1, 0],
    [1, 1],
    [1, 1],
    [1, 2],
    [1, 2],
    [1, 0],
    [1, 1],
    [1, 2],
  ];

  it('level by level, each beginning anew under the next', () => {
    const [text] = read(places.map((place) => item(place)).join(''), kind(0, outline) + list(1, 0));
    assert.equal(text, 'Section 1. x\n1.1 x\n1.2 x\n(a) x\n(b) x\nSection 2. x\n2.1 x\n(a) x');
  });

  it('where a list goes on, and where it begins at a number of its own', () => {
    const numbering = kind(0, outline) + list(1, 0) + list(2, 0) + list(3, 0, restart(0, 7));
    const body = [item([1, 0]), item([2, 0]), item([3, 0]), item([3, 0]), item([3, 1])].join('');
    assert.deepEqual(read(body, numbering), [
      'Section 1. x\nSection 2. x\nSection 7. x\nSection 8. x\n8.1 x',
    ]);
  });

  it('in legal figures, and where a level never begins anew', () => {
    const levels: Level[] = [
      ['upperRoman', 'Article %1'],
      ['decimal', '%1.%2', '<w:isLgl/>'],
      ['decimalZero', '%3', '<w:lvlRestart w:val="0"/>'],
      ['bullet', '·'],
    ];
    const body = [item([1, 0]), item([1, 1]), item([1, 2]), item([1, 0]), item([1, 2]), item([1, 3])].join(
      '',
    );
    assert.deepEqual(read(body, kind(0, levels) + list(1, 0)), [
      'Article I x\n1.1 x\n01 x\nArticle II x\n02 x\nx',
    ]);
  });

  it('by the style of a heading, by one it is based on, and by the style of a list', () => {
    const levels: Level[] = [
      ['decimal', '%1.', '<w:pStyle w:val="Heading1"/>'],
      ['decimal', '%1.%2', '<w:pStyle w:val="Heading2"/>'],
    ];
    const numbering =
      kind(0, levels, '<w:styleLink w:val="Outline"/>') +
      kind(1, [], '<w:numStyleLink w:val="Outline"/>') +
      list(4, 0) +
      list(5, 1);
    const style = (id: string, content: string) => `<w:style w:styleId="${id}">${content}</w:style>`;
    const numbered = '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>';
    const styles = [
      style('Heading1', numbered),
      style('Heading2', numbered),
      style('Clause', '<w:basedOn w:val="Heading1"/>'),
      style('Outline', numbered),
    ].join('');
    const body = ['Heading1', 'Heading2', 'Clause', 'Other'].map((one) => item(one)).join('') + item([5, 1]);
    assert.deepEqual(read(body, numbering, styles), ['1. x\n1.1 x\n2. x\nx\n2.1 x']);
  });

  it('on the page of its words', () => {
    const over = '<w:r><w:lastRenderedPageBreak/><w:t>x</w:t></w:r>';
    const body = item([1, 0]) + item([1, 0], over);
    assert.deepEqual(read(body, kind(0, outline) + list(1, 0)), ['Section 1. x', 'Section 2. x']);
  });

  it('in every form of the Latin script', () => {
    const forms: [number, string, string][] = [
      [28, 'lowerLetter', 'bb'],
      [3, 'upperLetter', 'C'],
      [1994, 'lowerRoman', 'mcmxciv'],
      [14, 'upperRoman', 'XIV'],
      [7, 'decimalZero', '07'],
      [22, 'ordinal', '22nd'],
      [112, 'ordinal', '112th'],
      [31, 'cardinalText', 'Thirty-one'],
      [20, 'ordinalText', 'Twentieth'],
      [42, 'ordinalText', 'Forty-second'],
      [5, 'none', ''],
      [5, 'hebrew1', '5'],
    ];
    for (const [number, format, text] of forms) assert.equal(formatListNumber(number, format), text, format);
  });
});
