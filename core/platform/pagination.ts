import { createHash } from 'node:crypto';
import { Prisma } from '@prisma/client';
import { z } from 'zod';
import { Problem } from './errors.ts';
import { isPlausibleTime } from './plausible-time.ts';

/** Where a page of a list ended: lists are ordered by time, then id, newest first. */
export type CursorPosition = { at: Date; id: string };

/** Lists in order of time, and lists in order of a number, which is no larger than its column. */
type ListByTime =
  | 'matters'
  | 'documents'
  | 'bin'
  | 'not fully read'
  | 'people'
  | 'failed jobs'
  | 'account notices';
const largestNumber = {
  'audit log': Number.MAX_SAFE_INTEGER,
  findings: 2_147_483_647,
  search: 2_147_483_647,
} as const;
type ListByNumber = keyof typeof largestNumber;

export type ListPage<T> = { items: T[]; nextCursor: string | null };

const timePosition = z.tuple([
  z.iso.datetime({ precision: 3 }).refine(isPlausibleTime),
  z.guid(),
  z.string(),
]);
const numberPosition = (list: ListByNumber) => z.tuple([z.int().min(0).max(largestNumber[list]), z.string()]);

/**
 * The opaque cursor that clients send back. It says of which list it is, by a checksum, so that one of another list and
 * one that was damaged are refused; it is no secret, since the list itself shows nobody more than they may see.
 */
export function encodeCursor(list: ListByTime | ListByNumber, position: CursorPosition | number): string {
  const parts = typeof position === 'number' ? [position] : [position.at.toISOString(), position.id];
  const checksum = createHash('sha256')
    .update(JSON.stringify([list, ...parts]))
    .digest('base64url')
    .slice(0, 8);
  return Buffer.from(JSON.stringify([...parts, checksum])).toString('base64url');
}

/** Decodes a cursor, if there is one. @throws Problem `invalid-request` unless this very list gave it out */
export function decodeCursor(list: ListByTime, cursor: string | undefined): CursorPosition | undefined {
  if (cursor === undefined) return undefined;
  const [at, id] = parseCursor(timePosition, cursor);
  return requireSame(list, cursor, { at: new Date(at), id });
}

/** The same for a list in order of a number. @throws Problem `invalid-request` unless this very list gave it out */
export function decodeNumberCursor(list: ListByNumber, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  return requireSame(list, cursor, parseCursor(numberPosition(list), cursor)[0]);
}

function parseCursor<S extends z.ZodType>(schema: S, cursor: string): z.infer<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw foreignCursor();
  }
}

/** Whatever else decodes to a position is no cursor of ours: characters that base64url leaves out, another checksum. */
function requireSame<P extends CursorPosition | number>(
  list: ListByTime | ListByNumber,
  cursor: string,
  position: P,
): P {
  if (encodeCursor(list, position) !== cursor) throw foreignCursor();
  return position;
}

function foreignCursor(): Problem {
  return new Problem('invalid-request', 'The cursor is not one this list gave out. Start again without it.');
}

/** The condition for rows that stand after a cursor in a list by time. */
export function isBefore(after: CursorPosition | undefined, at: Prisma.Sql, id: Prisma.Sql): Prisma.Sql {
  return after ? Prisma.sql`(${at}, ${id}) < (${after.at}, ${after.id}::uuid)` : Prisma.sql`true`;
}

/**
 * One page of a list. The query asked for one row more than `limit`: the extra one says that there is a next
 * page.
 */
export function toListPage<R, T>(
  rows: R[],
  limit: number,
  mapping: (
    | { list: ListByTime; position: (row: R) => CursorPosition }
    | { list: ListByNumber; position: (row: R) => number }
  ) & { view: (row: R) => T },
): ListPage<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(mapping.view),
    nextCursor:
      rows.length > limit && last !== undefined ? encodeCursor(mapping.list, mapping.position(last)) : null,
  };
}
