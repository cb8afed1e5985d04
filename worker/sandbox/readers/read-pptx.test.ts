import assert from 'node:assert/strict';
import { buildOfficePackage } from '../../../test/support/documents/office-package.ts';
import { readOfficeFile } from '../../../test/support/read-office-file.ts';

describe('The numbers that a slide gives its paragraphs are read', () => {
  const paragraph = (text: string, level: number, scheme = '', start = '') => {
    const number = scheme && `<a:buAutoNum type="${scheme}"${start && ` startAt="${start}"`}/>`;
    return `<a:p><a:pPr lvl="${level}">${number}</a:pPr><a:r><a:t>${text}</a:t></a:r></a:p>`;
  };
  it('level by level', () => {
    const lines = [
      paragraph('Hull', 0, 'romanUcPeriod'),
      paragraph('Plates', 1, 'alphaLcParenBoth'),
      paragraph('Rivets', 1, 'alphaLcParenBoth'),
      paragraph('', 1, 'alphaLcParenBoth'),
      paragraph('Cargo', 0, 'romanUcPeriod'),
      paragraph('Coal', 1, 'alphaLcParenBoth'),
      paragraph('In between', 0),
      paragraph('Crew', 0, 'arabicParenR', '4'),
      paragraph('Master', 0, 'arabicParenR', '4'),
    ];
    const slide = `<p:sld xmlns:p="p" xmlns:a="a"><p:sp><p:txBody>${lines.join('')}</p:txBody></p:sp></p:sld>`;
    const { pages } = readOfficeFile(
      buildOfficePackage({
        main: {
          name: 'ppt/p.xml',
          xml: '<p:presentation xmlns:p="p" xmlns:r="{ns}"><p:sldId r:id="rId1"/></p:presentation>',
        },
        parts: [{ name: 'ppt/one.xml', relation: 'slide', content: slide }],
      }),
    );
    assert.equal(
      pages[0]?.text,
      'I. Hull\n(a) Plates\n(b) Rivets\nII. Cargo\n(a) Coal\nIn between\n4) Crew\n5) Master',
    );
  });
});

it('What is typed into the places of a slide for its number and date is read, what is computed there is not', () => {
  const place = (type: string, content: string) =>
    `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody><a:p>${content}</a:p></p:txBody></p:sp>`;
  const typed = (words: string) => `<a:r><a:t>${words}</a:t></a:r>`;
  const field = (type: string, words: string) => `<a:fld type="${type}"><a:t>${words}</a:t></a:fld>`;
  const shapes = [
    place('body', typed('Hull')),
    place('dt', typed('4 May 2019')),
    place('dt', field('datetime1', '11/30/2026')),
    place('sldNum', typed('Draft, page ') + field('slidenum', '4711')),
  ];
  const { pages } = readOfficeFile(
    buildOfficePackage({
      main: {
        name: 'ppt/p.xml',
        xml: '<p:presentation xmlns:p="p" xmlns:r="{ns}"><p:sldId r:id="rId1"/></p:presentation>',
      },
      parts: [
        {
          name: 'ppt/one.xml',
          relation: 'slide',
          content: `<p:sld xmlns:p="p" xmlns:a="a">${shapes.join('')}</p:sld>`,
        },
      ],
    }),
  );
  assert.equal(pages[0]?.text, 'Hull\n4 May 2019\nDraft, page');
});
