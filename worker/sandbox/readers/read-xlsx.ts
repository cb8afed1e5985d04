import { readDrawings } from './drawing-text.ts';
import { noteUnread } from './note-unread.ts';
import type { PageWriter } from './page-writer.ts';
import { readKeptData } from './read-kept-data.ts';
import { readWorkbook } from './read-workbook.ts';
import { readRelations, findTargets } from './read-relations.ts';
import { SheetCells } from './sheet-cells.ts';
import { readPersons, readSheetNotes } from './sheet-notes.ts';
import { SheetPage } from './sheet-page.ts';
import type { ZipParts } from './zip-parts.ts';

/**
 * A workbook (.xlsx, .xlsm, .xltx): one page a sheet under its own name, hidden sheets too, notes and
 * drawings after the cells.
 */
export async function readXlsx(
  parts: ZipParts,
  { part: mainPart }: { part: string },
  writer: PageWriter,
): Promise<void> {
  const { sheets, workbook, relations } = await readWorkbook(parts, mainPart);
  const persons = await readPersons(parts, relations);
  for (const { name, part, isHidden } of sheets) {
    const page = new SheetPage(writer, `${name.slice(0, 60)}${isHidden ? ' (hidden)' : ''}`);
    const cells = new SheetCells(workbook, (line) => page.add(line));
    await parts.read(part, cells);
    const around = await readRelations(parts, part);
    page.add(await readSheetNotes(parts, around, persons), '\n\n');
    page.add(await readSheetDrawings(parts, findTargets(around, 'drawing')), '\n\n');
    page.add(cells.margins().join('\n'), '\n\n');
    if (cells.guides > 0) noteUnread({ kind: 'phonetic-guides', count: cells.guides });
    page.end();
  }
  const kept = await readKeptData(
    parts,
    relations,
    new Set(workbook.strings.map((text) => text.replace(/\s+/g, ' ').trim())),
  );
  if (kept) {
    const page = new SheetPage(writer, 'Kept for pivot tables and links (hidden)');
    for (const line of kept.split('\n')) page.add(line);
    page.end();
  }
}

/** Text boxes, and the charts and diagrams that a drawing holds. */
async function readSheetDrawings(parts: ZipParts, drawings: readonly string[]): Promise<string> {
  const names: string[] = [];
  for (const drawing of drawings) {
    const held = await readRelations(parts, drawing);
    names.push(drawing, ...findTargets(held, 'chart', 'chartEx', 'diagramData'));
  }
  return readDrawings(parts, names, { withoutValues: true });
}
