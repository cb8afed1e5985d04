import assert from 'node:assert/strict';
import officeCrypto from 'officecrypto-tool';
import { buildDocx } from '../../test/support/documents/docx.ts';
import { buildOfficePackage } from '../../test/support/documents/office-package.ts';
import { buildXlsx } from '../../test/support/documents/xlsx.ts';
import { withLocalSession } from '../../test/support/local-session.ts';
import { Unreadable } from '../platform/errors.ts';
import { withDecryption } from './decrypt-input.ts';
import { readUnread } from './emit-pages.ts';
import type { Extractor } from './extraction.ts';
import { extractCompoundFile, extractOpenXml, extractZip } from './extract-office.ts';

async function read(content: Buffer, extractor: Extractor, password?: string): Promise<string[]> {
  const mediaType = 'application/zip';
  const file = {
    filename: 'a file',
    mediaType,
    bytes: content.length,
    ...(password !== undefined && { password }),
  };
  return withLocalSession(content, async (session) => {
    const texts: string[] = [];
    await extractor(
      session,
      ({ text }) => {
        texts.push(text);
        return Promise.resolve();
      },
      file,
    );
    return texts;
  });
}

describe('A password that Office tries by itself locks nothing', () => {
  const workbook = buildXlsx([{ name: 'Payments', rows: [['Stairfoot']] }]);
  const letter = buildDocx({ paragraphs: [['Stairfoot']] });
  const extract = withDecryption('office-unlock', extractCompoundFile);

  for (const [kind, file] of [
    ['a workbook', workbook],
    ['a Word file', letter],
  ] as const)
    for (const type of ['agile', 'standard'] as const)
      it(`${kind}, ${type} encryption`, async () => {
        const password = 'VelvetSweatshop';
        const how = type === 'standard' ? { password, type } : { password };
        assert.deepEqual(await read(await officeCrypto.encrypt(file, how), extract), ['Stairfoot']);
      });

  it('any other does, until it is typed', async () => {
    const locked = await officeCrypto.encrypt(workbook, { password: 'Quay & Lind 7' });
    await assert.rejects(
      read(locked, extract),
      (error) => error instanceof Unreadable && error.state === 'needs-password',
    );
    assert.deepEqual(await read(locked, extract, 'Quay & Lind 7'), ['Stairfoot']);
    await assert.rejects(read(locked, extract, 'VelvetSweatshop'), /ended with "exit"/);
  });
});

describe('An Office file with macros is read like its siblings', () => {
  const word = {
    name: 'word/document.xml',
    xml: '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Stairfoot</w:t></w:r></w:p></w:body></w:document>',
  };
  const excel = {
    name: 'xl/workbook.xml',
    xml: '<workbook xmlns="s" xmlns:r="{ns}"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
  };
  const sheet = {
    name: 'xl/sheet.xml',
    relation: 'worksheet',
    content: '<worksheet><row><c t="inlineStr"><is><t>Stairfoot</t></is></c></row></worksheet>',
  };
  const powerPoint = {
    name: 'ppt/presentation.xml',
    xml: '<p:presentation xmlns:p="p" xmlns:r="{ns}"><p:sldIdLst><p:sldId r:id="rId1"/></p:sldIdLst></p:presentation>',
  };
  const slide = {
    name: 'ppt/slide.xml',
    relation: 'slide',
    content: '<p:sld xmlns:p="p" xmlns:a="a"><p:sp><a:p><a:t>Stairfoot</a:t></a:p></p:sp></p:sld>',
  };
  const kinds = [
    [word, [], ['ms-word.document.macroEnabled', 'ms-word.template.macroEnabledTemplate']],
    [excel, [sheet], ['sheet', 'template', 'addin'].map((kind) => `ms-excel.${kind}.macroEnabled`)],
    [
      powerPoint,
      [slide],
      ['presentation', 'slideshow', 'template', 'addin'].map((kind) => `ms-powerpoint.${kind}.macroEnabled`),
    ],
  ] as const;

  for (const [main, parts, types] of kinds)
    for (const type of types)
      it(type, async () => {
        const file = buildOfficePackage({
          main: { ...main, contentType: `application/vnd.${type}.main+xml` },
          parts: [...parts, { name: 'macros.bin', relation: 'vbaProject', content: 'Sub Auto_Open' }],
        });
        for (const extractor of [extractOpenXml, extractZip])
          assert.deepEqual(await read(file, extractor), ['Stairfoot']);
        const unread = await withLocalSession(file, async (session) => {
          await extractOpenXml(session, () => Promise.resolve(), {
            filename: '',
            mediaType: 'application/zip',
            bytes: 0,
          });
          return readUnread(session);
        });
        assert.deepEqual(unread, [{ kind: 'macros' }]);
      });
});
