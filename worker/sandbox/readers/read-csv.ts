import { Readable } from 'node:stream';
import { parse as parseRows, type Options } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';

/**
 * Semicolons where the comma is the decimal point, bars in exports of old programs. Tabs part cells in text
 * as it is.
 */
const delimiters = [',', ';', '|'];
const sampleRows = 50;
const minRows = 3;
/**
 * So many of the first rows must have the same number of cells, and so few cells begin with a space: prose
 * has commas too.
 */
const minEqualShare = 0.9;
const maxSpacedShare = 0.5;
const maxRowCharacters = 1_000_000;

/**
 * The delimiter of a table of comma-separated values (RFC 4180 and its relatives), undefined for any other
 * text.
 */
export function detectDelimiter(head: string): string | undefined {
  const end = head.lastIndexOf('\n');
  const whole = end > 0 ? head.slice(0, end) : head;
  return delimiters.find((delimiter) => isTable(whole, delimiter));
}

/** Reads the rows of such a table. @throws Error where a quote is never closed: then it is no table. */
export async function* readCsvRows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<string[]> {
  const rows = Readable.from(text).pipe(parseRows(csvOptions(delimiter)));
  yield* rows as AsyncIterable<string[]>;
}

function isTable(text: string, delimiter: string): boolean {
  if (!text.includes(delimiter)) return false;
  let rows: string[][];
  try {
    rows = parseWhole(text, { ...csvOptions(delimiter), to: sampleRows });
  } catch {
    return false;
  }
  const columns = rows[0]?.length ?? 0;
  const same = rows.filter((row) => row.length === columns).length;
  const cells = rows.flatMap((row) => row.slice(1)).filter((cell) => cell !== '');
  const begun = cells.filter((cell) => cell.startsWith(' ')).length;
  const isEven = columns >= 2 && same >= rows.length * minEqualShare;
  return rows.length >= minRows && isEven && begun <= cells.length * maxSpacedShare;
}

function csvOptions(delimiter: string): Options {
  return {
    delimiter,
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRowCharacters,
  };
}
