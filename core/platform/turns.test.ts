import assert from 'node:assert/strict';
import { Turns } from './turns.ts';

describe('Turns', () => {
  const limits = {
    atOnce: 3,
    perPerson: 2,
    waiting: 4,
    waitingPerPerson: 3,
    waitMs: 50,
    sentence: 'Not now. Ask again.',
    retryAfter: 7,
  };
  let started: string[] = [];
  let endings = new Map<string, () => void>();
  let turns = new Turns(limits);
  beforeEach(() => {
    started = [];
    endings = new Map();
    turns = new Turns(limits);
  });

  /** Work of a person that goes on until it is ended. */
  const begin = (person: string, name: string) =>
    turns.run(person, () => {
      started.push(name);
      return new Promise<void>((resolve) => endings.set(name, resolve));
    });
  /** Ends it, and lets whoever is next begin. */
  const end = async (name: string) => {
    endings.get(name)?.();
    await new Promise(setImmediate);
  };
  const forLong = () => (turns = new Turns({ ...limits, waitMs: 60_000 }));

  it('are as many at once as allowed, of one person and of all', async () => {
    forLong();
    const all = ['ada 1', 'ada 2', 'ada 3', 'ben 1', 'ben 2'].map((name) => begin(name.slice(0, 3), name));
    await new Promise(setImmediate);
    assert.deepEqual(started, ['ada 1', 'ada 2', 'ben 1']);
    for (const name of ['ada 1', 'ada 2', 'ben 1', 'ada 3', 'ben 2']) await end(name);
    await Promise.all(all);
    assert.equal(started.length, 5);
  });

  it('go to whose person has the least under way, and do not wait for another person', async () => {
    forLong();
    const all = ['ada 1', 'ada 2', 'ben 1', 'ada 3', 'ben 2', 'eve 1'].map((name) =>
      begin(name.slice(0, 3), name),
    );
    await new Promise(setImmediate);
    await end('ada 1');
    assert.deepEqual(started.slice(3), ['eve 1']);
    await end('eve 1');
    assert.deepEqual(started.slice(3), ['eve 1', 'ada 3']);
    for (const name of ['ada 2', 'ada 3', 'ben 1', 'ben 2']) await end(name);
    await Promise.all(all);
  });

  it('are refused in a sentence, with the time to ask again, once somebody has waited long or too many do', async () => {
    const running = ['ada 1', 'ada 2', 'ben 1'].map((name) => begin(name.slice(0, 3), name));
    const busy = { type: 'busy', retryAfter: 7, message: 'Not now. Ask again.' };
    const waiting = ['a', 'b', 'c'].map((name) => assert.rejects(begin('ada', name), busy));
    let waited = false;
    void waiting[0]?.then(() => (waited = true));
    await assert.rejects(begin('ada', 'one too many of ada'), busy);
    assert.equal(waited, false, 'at once');
    waiting.push(assert.rejects(begin('ben', 'd'), busy));
    await assert.rejects(begin('eve', 'one too many of all'), busy);
    await Promise.all(waiting);
    assert.deepEqual(started, ['ada 1', 'ada 2', 'ben 1']);
    for (const name of started) await end(name);
    await Promise.all(running);
  });

  it('are given back by work that fails', async () => {
    for (let times = 0; times < 10; times += 1)
      await assert.rejects(
        turns.run('ada', () => Promise.reject(new Error('broken'))),
        /broken/,
      );
  });
});
