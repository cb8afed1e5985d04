import assert from 'node:assert/strict';
import { readByteRange } from './read-byte-range.ts';

const part = (offset: number, length: number) => ({ offset, length });

describe('A Range header (RFC 9110 §14)', () => {
  const expected: [string, ReturnType<typeof readByteRange>][] = [
    ['bytes=0-0', part(0, 1)],
    ['bytes=2-5', part(2, 4)],
    ['Bytes=2-5', part(2, 4)],
    ['bytes= 2-5 ', part(2, 4)],
    ['bytes=2-', part(2, 8)],
    ['bytes=9-9999', part(9, 1)],
    ['bytes=-3', part(7, 3)],
    ['bytes=-10', part(0, 10)],
    // Longer than the file: the whole of it, as a part.
    ['bytes=-5000', part(0, 10)],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-20', 'unsatisfiable'],
    ['bytes=99999999999999999999999-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=10-20,-0', 'unsatisfiable'],
    // What is past the end counts for nothing beside what is not.
    ['bytes=10-20,0-1', part(0, 2)],
    ['bytes=,0-1,', part(0, 2)],
    ['bytes=0-1,4-5', 'whole'],
    ['bytes=5-2', 'whole'],
    ['bytes=5-2,0-1', 'whole'],
    ['bytes=', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=1-2x', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=--3', 'whole'],
    ['bytes=1', 'whole'],
    ['bytes 0-1', 'whole'],
    ['lines=0-1', 'whole'],
    ['', 'whole'],
  ];
  for (const [header, wanted] of expected)
    it(`“${header}” of ten bytes`, () => assert.deepEqual(readByteRange(header, 10), wanted));

  it('of an empty file: nothing is past nothing, and its last bytes are all of it', () => {
    assert.equal(readByteRange('bytes=0-', 0), 'unsatisfiable');
    assert.equal(readByteRange('bytes=-5', 0), 'whole');
    assert.equal(readByteRange('bytes=-0', 0), 'unsatisfiable');
  });
});
