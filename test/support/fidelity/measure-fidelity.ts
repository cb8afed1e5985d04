import { compareWords, wordsOf, type OtherReading } from './compare-words.ts';
import { formatOf, readersOf } from './independent-readers.ts';
import type { ReaderContainers } from './reader-container.ts';

/** A document as the product has it: its own pages and those of all documents inside it. */
export type FoundDocument = {
  state: string;
  mediaType: string;
  reason: string | null;
  texts: string[];
  /** What it says is not read, in its own words. */
  unread: string[];
};

export type FidelityInput = { name: string; content: Buffer };

export type FileFidelity = {
  name: string;
  /** As docs/formats.md calls it; the media type where nothing reads it. */
  format: string;
  readers: string[];
  words: number;
  found: number;
  missing: string[];
  state: string;
  /** Why there may be less than others read: the state's reason, and what is said to be unread. */
  said: string[];
};

/** States that say of the whole document that it is not read. */
const saidAsWhole: ReadonlySet<string> = new Set(['needs-password', 'failed', 'quarantined']);

/** Compares one file: what the product found of it, and what each independent reader of its format prints. */
export async function measureFile(
  containers: ReaderContainers,
  { name, content }: FidelityInput,
  document: FoundDocument,
): Promise<FileFidelity> {
  const format = formatOf(document.mediaType);
  const readings: OtherReading[] = [];
  const isRead = !saidAsWhole.has(document.state);
  for (const reader of format && isRead ? readersOf(format, name) : []) {
    const words = wordsOf(await containers.read(reader, name, content));
    if (words.size > 0) readings.push({ reader: reader.name, words, isNoisy: reader.isNoisy === true });
  }
  return {
    name,
    format: format ?? document.mediaType,
    readers: readings.map(({ reader }) => reader),
    ...compareWords(readings, document.texts),
    state: document.state,
    said: [...(document.reason === null ? [] : [document.reason]), ...document.unread],
  };
}

/** Words found of words read by others; 1 where others read none. */
export function recallOf(rows: readonly Pick<FileFidelity, 'words' | 'found'>[]): number {
  const sum = (of: 'words' | 'found') => rows.reduce((total, row) => total + row[of], 0);
  return sum('words') === 0 ? 1 : sum('found') / sum('words');
}

/** The table by format, and below it each file under `least` with some of what is missing and what the product says. */
export function formatFidelity(rows: readonly FileFidelity[], least: number): string {
  const formats = [...new Set(rows.map(({ format }) => format))].toSorted();
  const table = formats.map((format) => {
    const own = rows.filter((row) => row.format === format);
    const compared = own.filter(({ words }) => words > 0);
    const words = compared.reduce((sum, row) => sum + row.words, 0);
    const found = compared.reduce((sum, row) => sum + row.found, 0);
    const unread = own.filter(({ state }) => saidAsWhole.has(state)).length;
    return `| ${format} | ${own.length} | ${unread} | ${compared.length} | ${words} | ${found} | ${recallOf(own).toFixed(4)} |`;
  });
  const poor = rows
    .filter((row) => recallOf([row]) < least)
    .map(
      (row) =>
        `| ${row.name} | ${recallOf([row]).toFixed(3)} of ${row.words} | ${row.missing.slice(0, 8).join(' ')} | ${row.state}: ${row.said.join('; ').slice(0, 200)} |`,
    );
  return [
    '| format | files | say that they are not read | read by others | words by others | found here | recall |',
    '|---|---|---|---|---|---|---|',
    ...table,
    '',
    `| file below ${least} | recall | missing | what the document says |`,
    '|---|---|---|---|',
    ...poor,
  ].join('\n');
}
