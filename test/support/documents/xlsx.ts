import { relationsXml, xmlDocument } from './docx.ts';
import { buildZip, type ZipFileEntry } from './zip.ts';

/** A cell: words, a number with the style it is shown in, or a formula with the value it had. */
export type SheetCell =
  | string
  | { number: number; style?: 'money' | 'date' }
  | { formula: string; value: number };

export type SheetContent = {
  name: string;
  rows: SheetCell[][];
  isHidden?: boolean;
  /** A note on cell A1. */
  note?: { author: string; text: string };
  header?: string;
};

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relationship = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const styles = { money: 1, date: 2 };

/** A workbook (ECMA-376 part 1, §18): strings shared and inline, number formats, notes, hidden sheets. */
export function buildXlsx(sheets: readonly SheetContent[]): Buffer {
  const strings: string[] = [];
  const entries: ZipFileEntry[] = sheets.flatMap((sheet, index) => sheetParts(sheet, index + 1, strings));
  const listed = sheets.map(
    ({ name, isHidden }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${isHidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  );
  const relations = [
    ...sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
    ['sharedStrings', 'sharedStrings.xml'],
    ['styles', 'styles.xml'],
  ];
  return buildZip([
    { name: '[Content_Types].xml', content: contentTypes },
    { name: '_rels/.rels', content: relationsXml([['officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: xmlDocument(
        `<workbook ${main} xmlns:r="${relationship}"><sheets>${listed.join('')}</sheets></workbook>`,
      ),
    },
    { name: 'xl/_rels/workbook.xml.rels', content: relationsXml(relations) },
    {
      name: 'xl/sharedStrings.xml',
      content: xmlDocument(`<sst ${main}>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`),
    },
    {
      name: 'xl/styles.xml',
      content: xmlDocument(
        `<styleSheet ${main}><numFmts count="1"><numFmt numFmtId="170" formatCode="&quot;£&quot;#,##0.00"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
      ),
    },
    ...entries,
  ]);
}

function sheetParts({ rows, note, header }: SheetContent, number: number, strings: string[]): ZipFileEntry[] {
  const cells = rows.map((row, at) => {
    const written = row.map((cell, column) =>
      cellXml(cell, `${String.fromCharCode(65 + column)}${at + 1}`, strings),
    );
    return `<row r="${at + 1}">${written.join('')}</row>`;
  });
  const above = header ? `<headerFooter><oddHeader>&amp;C${header}</oddHeader></headerFooter>` : '';
  const parts = [
    {
      name: `xl/worksheets/sheet${number}.xml`,
      content: xmlDocument(`<worksheet ${main}><sheetData>${cells.join('')}</sheetData>${above}</worksheet>`),
    },
  ];
  if (!note) return parts;
  const comments = `<comments ${main}><authors><author>${note.author}</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>${note.text}</t></r></text></comment></commentList></comments>`;
  return [
    ...parts,
    {
      name: `xl/worksheets/_rels/sheet${number}.xml.rels`,
      content: relationsXml([['comments', `../comments${number}.xml`]]),
    },
    { name: `xl/comments${number}.xml`, content: xmlDocument(comments) },
  ];
}

function cellXml(cell: SheetCell, reference: string, strings: string[]): string {
  if (typeof cell === 'string')
    return cell && `<c r="${reference}" t="s"><v>${strings.push(cell) - 1}</v></c>`;
  if ('formula' in cell) return `<c r="${reference}"><f>${cell.formula}</f><v>${cell.value}</v></c>`;
  const style = cell.style ? ` s="${styles[cell.style]}"` : '';
  return `<c r="${reference}"${style}><v>${cell.number}</v></c>`;
}

const contentTypes = xmlDocument(
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${office}.sheet.main+xml"/></Types>`,
);
