import type { Workbook } from './sheet-cells.ts';
import { decodeSheetString } from './decode-sheet-string.ts';
import { noteUnread } from './note-unread.ts';
import { ReaderRefusal } from './run-reader.ts';
import { readRelations, findTargets, type PartRelation } from './read-relations.ts';
import type { ZipParts } from './zip-parts.ts';

/** All strings of a workbook together; they are held in memory. */
const maxStringCharacters = 64_000_000;

type WorkbookSheet = { name: string; part: string; isHidden: boolean };

/** The number formats that have no text in the file (ECMA-376 part 1, §18.8.30). */
const builtInFormats: Record<number, string> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '$#,##0_);($#,##0)',
  6: '$#,##0_);($#,##0)',
  7: '$#,##0.00_);($#,##0.00)',
  8: '$#,##0.00_);($#,##0.00)',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'm/d/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yyyy h:mm',
  37: '#,##0;(#,##0)',
  38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
  42: '_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)',
  43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
  44: '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@',
};

/** The sheets of a workbook in their order, and what all of them share. */
export async function readWorkbook(
  parts: ZipParts,
  mainPart: string,
): Promise<{ sheets: WorkbookSheet[]; workbook: Workbook; relations: PartRelation[] }> {
  const relations = await readRelations(parts, mainPart);
  const targets = new Map(relations.map(({ id, target }) => [id, target]));
  const sheets: WorkbookSheet[] = [];
  let from1904 = false;
  await parts.read(mainPart, {
    open: (name, attribute) => {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attribute('date1904') ?? '');
      if (name !== 'sheet') return;
      sheets.push({
        name: attribute('name') ?? '',
        part: targets.get(attribute(':id') ?? '') ?? '',
        isHidden: (attribute('state') ?? 'visible') !== 'visible',
      });
    },
    text: () => undefined,
    close: () => undefined,
  });
  const strings = await readStrings(parts, findTargets(relations, 'sharedStrings'));
  const formats = await readFormats(parts, findTargets(relations, 'styles'));
  return { sheets, workbook: { strings, formats, from1904 }, relations };
}

async function readStrings(parts: ZipParts, names: readonly string[]): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let characters = 0;
  let isText = false;
  let phonetic = 0;
  let guides = 0;
  for (const name of names) {
    await parts.read(name, {
      open: (element) => {
        if (element === 'rPh') {
          phonetic += 1;
          guides += 1;
        }
        isText = element === 't' && phonetic === 0;
      },
      text: (piece) => {
        if (isText) text += piece;
      },
      close: (element) => {
        isText = false;
        if (element === 'rPh') phonetic -= 1;
        if (element !== 'si') return;
        characters += text.length;
        if (characters > maxStringCharacters) throw new ReaderRefusal('too-large');
        strings.push(decodeSheetString(text));
        text = '';
      },
    });
  }
  if (guides > 0) noteUnread({ kind: 'phonetic-guides', count: guides });
  return strings;
}

async function readFormats(parts: ZipParts, names: readonly string[]): Promise<string[]> {
  const own = new Map<number, string>();
  const formats: string[] = [];
  let inCells = false;
  for (const name of names) {
    await parts.read(name, {
      open: (element, attribute) => {
        if (element === 'numFmt')
          own.set(Number(attribute('numFmtId')), attribute('formatCode') ?? 'General');
        if (element === 'cellXfs') inCells = true;
        if (element !== 'xf' || !inCells) return;
        const id = Number(attribute('numFmtId') ?? 0);
        formats.push(own.get(id) ?? builtInFormats[id] ?? 'General');
      },
      text: () => undefined,
      close: (element) => {
        if (element === 'cellXfs') inCells = false;
      },
    });
  }
  return formats;
}
