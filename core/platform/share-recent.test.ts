import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { shareRecent } from './share-recent.ts';

describe('A question that many ask', () => {
  it('is asked once at a time, and again when the answer is old', async () => {
    let asked = 0;
    const get = shareRecent(async () => {
      await sleep(5);
      return (asked += 1);
    }, 40);
    assert.deepEqual(await Promise.all([get(), get(), get()]), [1, 1, 1]);
    assert.equal(await get(), 1);
    while ((await get()) === 1) await sleep(5);
    assert.equal(asked, 2);
  });

  it('is asked again at once after an error, which those who waited share', async () => {
    let asked = 0;
    const get = shareRecent(async () => {
      asked += 1;
      await sleep(1);
      throw new Error(`number ${asked}`);
    }, 60_000);
    await Promise.all([assert.rejects(get(), /number 1/), assert.rejects(get(), /number 1/)]);
    await assert.rejects(get(), /number 2/);
  });
});
