import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Problem } from './errors.ts';
import { decodeCursor, decodeNumberCursor, encodeCursor } from './pagination.ts';

const position = { at: new Date('2026-11-30T10:00:00.123Z'), id: '0b0f8f3e-6d0a-4d59-9d0e-0c8f0f2f7a11' };
const given = encodeCursor('matters', position);

describe('A cursor', () => {
  it('leads its own list on, and stands for the beginning where there is none', () => {
    assert.deepEqual(decodeCursor('matters', given), position);
    assert.equal(decodeNumberCursor('findings', encodeCursor('findings', 12)), 12);
    assert.equal(decodeNumberCursor('search', encodeCursor('search', 0)), 0);
    assert.equal(decodeCursor('matters', undefined), undefined);
    assert.equal(decodeNumberCursor('audit log', undefined), undefined);
  });

  it('is refused by every other list', () => {
    for (const list of ['documents', 'bin', 'not fully read', 'people', 'failed jobs'] as const)
      refuses(() => decodeCursor(list, given));
    for (const list of ['audit log', 'findings', 'search'] as const) {
      refuses(() => decodeNumberCursor(list, given));
      refuses(() => decodeCursor('matters', encodeCursor(list, 12)));
    }
    refuses(() => decodeNumberCursor('search', encodeCursor('findings', 12)));
  });

  it('is refused when a character of it is another, too many or missing', () => {
    for (let at = 0; at < given.length; at++)
      for (const changed of ['', 'A', '-', '!', 'é', `${given[at]}=`])
        if (changed !== given[at])
          refuses(() => decodeCursor('matters', given.slice(0, at) + changed + given.slice(at + 1)));
    refuses(() => decodeCursor('matters', `${given}=`));
    refuses(() => decodeCursor('matters', ` ${given}`));
  });

  it('is refused where somebody made it up, even with the right checksum', () => {
    for (const at of ['0000-01-01T00:00:00.000Z', '1899-12-31T23:59:59.999Z', '2201-01-01T00:00:00.000Z'])
      refuses(() => decodeCursor('matters', encodeCursor('matters', { ...position, at: new Date(at) })));
    for (const id of ['', 'x', '12', "' OR 1=1", '\0', `${position.id} `])
      refuses(() => decodeCursor('matters', encodeCursor('matters', { ...position, id })));
    for (const number of [-1, 1.5, 2 ** 31, Number.MAX_VALUE])
      refuses(() => decodeNumberCursor('findings', encodeCursor('findings', number)));
    refuses(() => decodeNumberCursor('audit log', encodeCursor('audit log', 2 ** 53)));
    const json = fc.json().map((text) => Buffer.from(text).toString('base64url'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), json), (text) => {
        refuses(() => decodeCursor('documents', text));
        refuses(() => decodeNumberCursor('audit log', text));
      }),
    );
  });
});

function refuses(decode: () => unknown): void {
  assert.throws(decode, (error) => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.type, 'invalid-request');
    return error.message === 'The cursor is not one this list gave out. Start again without it.';
  });
}
