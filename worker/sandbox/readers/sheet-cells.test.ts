import assert from 'node:assert/strict';
import { buildOfficePackage } from '../../../test/support/documents/office-package.ts';
import { readOfficeFile } from '../../../test/support/read-office-file.ts';

it('Of a string that a cell has for itself the phonetic guides are left out, and that is said', () => {
  const sheet =
    '<worksheet><row><c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c></row></worksheet>';
  const { pages, unread } = readOfficeFile(
    buildOfficePackage({
      main: {
        name: 'xl/workbook.xml',
        xml: '<workbook xmlns="s" xmlns:r="{ns}"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
      },
      parts: [{ name: 'xl/a.xml', relation: 'worksheet', content: sheet }],
    }),
  );
  assert.equal(pages[0]?.text, '東京');
  assert.deepEqual(unread, ['1 phonetic guide: how Japanese words are spoken is not read; the words are']);
});

it('What a cell tells and offers to who fills it in is read', () => {
  const cell = '<worksheet><row><c t="str"><v>Berth</v></c></row><dataValidations>';
  const { pages } = readOfficeFile(
    buildOfficePackage({
      main: {
        name: 'xl/workbook.xml',
        xml: '<workbook xmlns="s" xmlns:r="{ns}"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
      },
      parts: [
        {
          name: 'xl/a.xml',
          relation: 'worksheet',
          content: `${cell}<dataValidation prompt="As in the deed"><formula1>"North pier,South pier"</formula1></dataValidation><dataValidation><formula1>$B$1:$B$9</formula1></dataValidation></dataValidations></worksheet>`,
        },
      ],
    }),
  );
  assert.equal(pages[0]?.text, 'Berth\n\nAs in the deed\nNorth pier, South pier');
});
