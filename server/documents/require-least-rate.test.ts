import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireLeastRate } from './require-least-rate.ts';

describe('The least rate of an upload', () => {
  const rate = { bytes: 10, ms: 150 };
  const read = async (chunks: AsyncIterator<Buffer>, slow = 0) => {
    let received = 0;
    for await (const chunk of requireLeastRate(chunks, rate)) {
      received += chunk.length;
      if (slow > 0) await sleep(slow);
    }
    return received;
  };
  async function* send(count: number, { bytes, everyMs }: { bytes: number; everyMs: number }) {
    for (let sent = 0; sent < count; sent += 1) {
      await sleep(everyMs);
      yield Buffer.alloc(bytes);
    }
  }

  it('lets a slow line pass, and one that pauses', async () => {
    assert.equal(await read(send(6, { bytes: 10, everyMs: 60 })), 60);
    assert.equal(await read(send(30, { bytes: 4, everyMs: 15 })), 120);
  });

  it('ends what stands still, and what trickles', async () => {
    const standstill = { next: () => new Promise<never>(() => undefined) };
    for (const chunks of [standstill, send(1_000, { bytes: 1, everyMs: 30 })])
      await assert.rejects(read(chunks), {
        type: 'upload-stalled',
        message: /Hardly a byte .* Check your line/,
      });
  });

  it('does not count the time that the reader takes', async () => {
    assert.equal(await read(send(4, { bytes: 3, everyMs: 5 }), 200), 12);
  });

  it('leaves the errors of the sender as they are', async () => {
    const broken = { next: () => Promise.reject(new Error('cut off')) };
    await assert.rejects(read(broken), /cut off/);
  });
});
