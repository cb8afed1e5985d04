import type { PartRelation } from './read-relations.ts';
import { findTargets, readRelations } from './read-relations.ts';
import { noteUnread } from './note-unread.ts';
import { ReaderRefusal } from './run-reader.ts';
import { withoutMarks } from './span-marks.ts';
import type { ZipParts } from './zip-parts.ts';

const maxCharacters = 32_000_000;

/**
 * Words that a workbook keeps without showing them in a cell: of the table behind a pivot table (ECMA-376 part 1,
 * §18.10), which may have been deleted, and of other workbooks that it refers to (§18.14). Each once, if `shown` does
 * not have it.
 */
export async function readKeptData(
  parts: ZipParts,
  relations: readonly PartRelation[],
  shown: ReadonlySet<string>,
): Promise<string> {
  const names = findTargets(relations, 'externalLink');
  for (const cache of findTargets(relations, 'pivotCacheDefinition'))
    names.push(cache, ...findTargets(await readRelations(parts, cache), 'pivotCacheRecords'));
  const kept = new Set<string>();
  let characters = 0;
  const add = (word: string | undefined) => {
    const plain = withoutMarks(word ?? '').trim();
    if (plain === '' || shown.has(plain) || kept.has(plain)) return;
    characters += plain.length;
    if (characters > maxCharacters) throw new ReaderRefusal('too-large');
    kept.add(plain);
  };
  for (const name of names) await readWords(parts, name, add);
  // How to reach a database is no text, but may say what was asked of it.
  for (const name of findTargets(relations, 'connections'))
    if (parts.has(name)) noteUnread({ kind: 'part', name: name.slice(name.lastIndexOf('/') + 1) });
  return [...kept].join('\n');
}

async function readWords(
  parts: ZipParts,
  name: string,
  add: (word: string | undefined) => void,
): Promise<void> {
  let value = '';
  let isText = false;
  let isValue = false;
  await parts.read(name, {
    open: (element, attribute) => {
      if (element === 's') add(attribute('v'));
      if (element === 'cacheField') add(attribute('name'));
      if (element === 'sheetName') add(attribute('val'));
      if (element === 'cell') isText = attribute('t') === 'str';
      isValue = element === 'v' && isText;
      value = '';
    },
    text: (text) => {
      if (isValue) value += text;
    },
    close: (element) => {
      if (element === 'v' && isValue) add(value);
      isValue = false;
    },
  });
}
