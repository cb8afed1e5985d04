import assert from 'node:assert/strict';
import { giveBack } from '../../server/http/give-back.ts';

describe('giving the memory of a chunk back', () => {
  it('frees a chunk that has its memory to itself, and may be asked twice', () => {
    const chunk = Buffer.from(new ArrayBuffer(65_536));
    giveBack(chunk);
    giveBack(chunk);
    assert.equal(chunk.length, 0);
  });

  it('leaves a chunk alone that shares its memory with others', () => {
    const whole = Buffer.alloc(10, 'x');
    giveBack(whole.subarray(2, 8));
    assert.equal(whole.toString(), 'x'.repeat(10));
  });
});
