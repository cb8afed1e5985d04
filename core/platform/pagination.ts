import { z } from 'zod';
import { Problem } from './errors.ts';

/** Where a page of a list ended: lists are ordered by time, then id, newest first. */
export type CursorPosition = { at: Date; id: string };

export type ListPage<T> = { items: T[]; nextCursor: string | null };

const cursorSchema = z.tuple([z.iso.datetime({ precision: 3 }), z.string().max(100)]);

/** Encodes a position as the opaque cursor that clients send back. */
function encodeCursor(position: CursorPosition): string {
  return Buffer.from(JSON.stringify([position.at.toISOString(), position.id])).toString('base64url');
}

/** Decodes a cursor. @throws Problem `invalid-request` when the text is not a cursor of ours */
export function decodeCursor(cursor: string): CursorPosition {
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { at: new Date(at), id };
  } catch {
    throw new Problem('invalid-request', 'The cursor is not one this list gave out. Start again without it.');
  }
}

/**
 * One page of a list. The query asked for one row more than `limit`: the extra one says that there is a next
 * page.
 */
export function toListPage<R, T>(
  rows: R[],
  limit: number,
  mapping: { position: (row: R) => CursorPosition; view: (row: R) => T },
): ListPage<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(mapping.view),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(mapping.position(last)) : null,
  };
}
