import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds, type Kind, type Structure, type StructureItem } from './structure.ts';

/** What comes with this software in prisma/current.sql: the structure, and the newest migration that is part of it. */
export type ExpectedStructure = { after: string; text: string; items: Structure };

const general = 'types, functions, roles and the schema';
const heading = /^-- ==== (.+?) =*$/;
const marker = new RegExp(`^--- (${kinds.join('|')}) (.+)$`);

/** Writes a structure as SQL that people read, by table; `parseStructure` reads it again. */
export function formatStructure(after: string, items: Structure): string {
  const tables = [...new Set(items.map(({ tbl }) => tbl))].sort();
  const sections = tables.map((tbl) => {
    const title = `-- ==== ${tbl === '' ? general : tbl} `.padEnd(110, '=');
    const own = items.filter((item) => item.tbl === tbl && item.kind !== 'column');
    const columns = items.filter((item) => item.tbl === tbl && item.kind === 'column');
    return [title, ...own.sort(byPlace).map((item) => formatItem(item, columns))].join('\n\n');
  });
  return `${header(after)}\n\n${sections.join('\n\n')}\n`;
}

function header(after: string): string {
  return `-- What the database is after the migration ${after}: types, functions and roles, then table by table its columns,
-- constraints, indexes, row-level security, policies, triggers and rights. Why it is so stands in the migrations.
-- Written from the catalog by "npm run db:current"; test/api/current-sql.test.ts compares. Do not edit: "strongroom migrate"
-- and "strongroom doctor" read in it what a database must have.`;
}

/** Functions by name with their rights below them, what belongs to a table in the order of kinds. */
function byPlace(a: StructureItem, b: StructureItem): number {
  const place = ({ kind, name, tbl }: StructureItem) =>
    kind === 'function' || (kind === 'rights' && tbl === '')
      ? `1 ${name} ${kind}`
      : `${String(kinds.indexOf(kind)).padStart(2, '0')} ${name}`;
  const [left, right] = [place(a), place(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function formatItem(item: StructureItem, columns: Structure): string {
  const lines = columns.map(({ sql }) => `  ${sql}`).join(',\n');
  const sql = item.kind === 'table' ? `CREATE TABLE ${item.name} (\n${lines}\n);${item.sql}` : item.sql;
  return `--- ${item.kind} ${item.name}\n${sql}`;
}

/** Reads what `formatStructure` wrote. @throws Error when the text is not what `formatStructure` writes. */
export function parseStructure(text: string): ExpectedStructure {
  const after = /^-- What the database is after the migration (\w+):/.exec(text)?.[1];
  if (after === undefined)
    throw new Error('prisma/current.sql does not say which migration it was made after.');
  const items: StructureItem[] = [];
  let tbl = '';
  let item: StructureItem | undefined;
  for (const line of text.split('\n')) {
    const title = heading.exec(line)?.[1];
    const [, kind, name] = marker.exec(line) ?? [];
    if (title !== undefined) {
      tbl = title === general ? '' : title;
      item = undefined;
    } else if (kind !== undefined && name !== undefined) {
      item = { kind: kind as Kind, tbl, name, sql: '' };
      items.push(item);
    } else if (item) item.sql += `${line}\n`;
  }
  return { after, text, items: items.flatMap(takeApart) };
}

/** A table is one item, and each of its columns another. */
function takeApart(item: StructureItem): StructureItem[] {
  const sql = item.sql.trimEnd();
  if (item.kind !== 'table') return [{ ...item, sql }];
  const columns = sql.split('\n').slice(1, -1);
  return [
    { ...item, sql: '' },
    ...columns.map((line): StructureItem => {
      const column = line.trim().replace(/,$/, '');
      return {
        kind: 'column',
        tbl: item.tbl,
        name: `${item.name}.${column.split(' ')[0] ?? ''}`,
        sql: column,
      };
    }),
  ];
}

/** What this software expects of a database. @throws Error when prisma/current.sql is missing or cannot be read. */
export function readExpectedStructure(directory: string): ExpectedStructure {
  return parseStructure(readFileSync(join(directory, 'current.sql'), 'utf8'));
}
