import { findTargets, readRelations, type PartRelation } from './read-relations.ts';
import { withoutMarks } from './span-marks.ts';
import type { ZipParts } from './zip-parts.ts';

const maxCharacters = 4_000_000;

/**
 * Words that controls of a Word file take from data beside it when it is opened (ECMA-376 part 1, §17.5.2.6), and that
 * `shown` does not have: a program may have filled in the data alone. `stores` are the ids of the data that controls
 * refer to.
 */
export async function readBoundData(
  parts: ZipParts,
  relations: readonly PartRelation[],
  { stores, shown }: { stores: ReadonlySet<string>; shown: string },
): Promise<string> {
  if (stores.size === 0) return '';
  const found = new Set<string>();
  let characters = 0;
  for (const item of findTargets(relations, 'customXml')) {
    if (!stores.has(await readStoreId(parts, item))) continue;
    for (const word of await readValues(parts, item)) {
      if (shown.includes(word) || found.has(word) || characters > maxCharacters) continue;
      characters += word.length;
      found.add(word);
    }
  }
  return [...found].join('\n');
}

async function readStoreId(parts: ZipParts, item: string): Promise<string> {
  let id = '';
  for (const name of findTargets(await readRelations(parts, item), 'customXmlProps'))
    await parts.read(name, {
      open: (element, attribute) => {
        if (element === 'datastoreItem') id = (attribute('itemID') ?? '').toUpperCase();
      },
      text: () => undefined,
      close: () => undefined,
    });
  return id;
}

async function readValues(parts: ZipParts, item: string): Promise<string[]> {
  const values: string[] = [];
  let text = '';
  const end = () => {
    const value = withoutMarks(text).replace(/\s+/g, ' ').trim();
    if (value !== '') values.push(value);
    text = '';
  };
  await parts.read(item, { open: end, text: (piece) => (text += piece), close: end });
  return values;
}
