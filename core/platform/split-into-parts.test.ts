import assert from 'node:assert/strict';
import { BufferPool } from './buffer-pool.ts';
import { splitIntoParts } from './split-into-parts.ts';

describe('Parts of a body', () => {
  let lent = 0;
  let made = new BufferPool({ bytes: 10, count: 2, waitMs: 30 });
  const pool = {
    acquire: async () => {
      const buffer = await made.acquire();
      lent += 1;
      return buffer;
    },
    release: (buffer: Buffer) => {
      lent -= 1;
      made.release(buffer);
    },
  };
  beforeEach(() => {
    lent = 0;
    made = new BufferPool({ bytes: 10, count: 2, waitMs: 30 });
  });
  async function* body(...chunks: string[]) {
    for (const chunk of chunks) {
      await Promise.resolve();
      if (chunk === 'cut off') throw new Error(chunk);
      yield Buffer.from(chunk);
    }
  }
  const split = (chunks: string[], maxBytes = 100) =>
    splitIntoParts(body(...chunks), { pool, onChunk: () => undefined, maxBytes });
  const readAll = async (chunks: string[], maxBytes?: number) => {
    const parts: string[] = [];
    for await (const part of split(chunks, maxBytes)) {
      parts.push(part.toString());
      pool.release(part);
    }
    return parts;
  };

  it('are full but for the last, however the body comes', async () => {
    for (const chunks of [['abcdefghijklmnopqrstuvwxy'], ['abc', 'defghijklmno', '', 'pqrstuvwxy']])
      assert.deepEqual(await readAll(chunks), ['abcdefghij', 'klmnopqrst', 'uvwxy']);
    assert.deepEqual(await readAll(['abcdefghij']), ['abcdefghij']);
    assert.deepEqual(await readAll([]), []);
    assert.equal(lent, 0);
  });

  it('give their buffers back when the body is cut off or too large', async () => {
    for (let times = 0; times < 3; times += 1) {
      await assert.rejects(readAll(['abcdefghijkl', 'cut off']), /cut off/);
      await assert.rejects(readAll(['abcdefghijkl', 'mno'], 14), { type: 'file-too-large' });
    }
    assert.equal(lent, 0);
  });

  it('wait for a buffer while others have them all, and for no longer than they may', async () => {
    const others = [await pool.acquire(), await pool.acquire()];
    const first = split(['abc']).next();
    pool.release(others[0] ?? Buffer.alloc(0));
    assert.equal(String((await first).value), 'abc');
    await assert.rejects(split(['abc']).next(), /none of 2 buffers/);
  });

  it('lie in the same few buffers, however many there are', async () => {
    const memory = new Set<ArrayBufferLike>();
    for await (const part of split(['x'.repeat(95)])) {
      memory.add(part.buffer);
      pool.release(part);
    }
    assert.ok(memory.size <= 2, `${memory.size}`);
  });
});
