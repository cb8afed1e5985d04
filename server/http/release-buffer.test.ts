import assert from 'node:assert/strict';
import { releaseBuffer } from './release-buffer.ts';

describe('giving the memory of a chunk back', () => {
  it('frees a chunk that has its memory to itself, and may be asked twice', () => {
    const chunk = Buffer.from(new ArrayBuffer(65_536));
    releaseBuffer(chunk);
    releaseBuffer(chunk);
    assert.equal(chunk.length, 0);
  });

  it('leaves a chunk alone that shares its memory with others', () => {
    const whole = Buffer.alloc(10, 'x');
    releaseBuffer(whole.subarray(2, 8));
    assert.equal(whole.toString(), 'x'.repeat(10));
  });
});
