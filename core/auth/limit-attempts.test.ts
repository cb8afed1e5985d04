import assert from 'node:assert/strict';
import { createMetrics } from '../platform/metrics.ts';
import { openRateLimits } from '../platform/rate-limits.ts';
import { Problem } from '../platform/errors.ts';
import { openTurns } from '../platform/turns.ts';
import { findGuessCount, limitAttempts, type Attempt } from './limit-attempts.ts';

describe('Who guesses at an account', () => {
  // Without Redis each process counts by itself: the same rules, and nothing to start.
  const rateLimits = openRateLimits({
    redis: { host: '127.0.0.1', port: 1, username: 'ops', password: '' },
    process: 'ops',
  });
  const app = { rateLimits, metrics: createMetrics('server'), turns: openTurns() };
  after(() => rateLimits.close());
  let recorded = 0;

  const attempt = async (what: Partial<Attempt>, isRight = false): Promise<'right' | 'wrong' | 'waits'> => {
    const whole = { guessed: 'password', target: 'ada', address: '192.0.2.1', device: undefined } as const;
    try {
      const answer = await limitAttempts(app, { ...whole, ...what }, (isRecorded) => {
        if (isRecorded && !isRight) recorded += 1;
        return Promise.resolve(isRight || undefined);
      });
      return answer ? 'right' : 'wrong';
    } catch (error) {
      assert.ok(error instanceof Problem && error.type === 'too-many-attempts', String(error));
      return 'waits';
    }
  };
  const attack = (what: Partial<Attempt>, addresses: number, times: number) =>
    Promise.all(
      Array.from({ length: addresses * times }, (_, n) =>
        attempt({ ...what, address: `198.51.100.${n % addresses}` }),
      ),
    );
  const since = (began: number) => performance.now() - began;

  it('is slow from the eleventh on, and keeps nobody out who is right at the same address meanwhile', async () => {
    const began = performance.now();
    const guesses = attack({ target: 'eve' }, 1, 30);
    assert.equal(await attempt({ target: 'eve', address: '203.0.113.1' }, true), 'right');
    assert.equal(await attempt({ target: 'ben', address: '198.51.100.0' }, true), 'right');
    assert.ok(since(began) < 1_000, 'neither elsewhere nor a colleague beside the guesser waits');
    assert.equal(await attempt({ target: 'eve', address: '198.51.100.0' }, true), 'right');
    assert.ok((await guesses).every((answer) => answer === 'wrong'));
    assert.ok(since(began) > 20 * 95, 'twenty had a pause before them');
  });

  it('at a hundred unknown people delays no colleague at the address, then or later', async () => {
    const address = '198.51.100.200';
    for (let n = 0; n < 110; n += 1) await attempt({ target: `nobody${n}`, address });
    const began = performance.now();
    for (const target of ['ann', 'bob', 'cem', 'dan', 'eli', 'fay'])
      assert.equal(await attempt({ target, address }, true), 'right');
    assert.equal(await attempt({ guessed: 'code', target: 'ann 1', address }, true), 'right');
    assert.ok(since(began) < 500);
  });

  it('from many addresses has one attempt from each, then one pace for all of them', async () => {
    await attack({ target: 'gus' }, 11, 10);
    const began = performance.now();
    const further = Array.from({ length: 30 }, (_, n) =>
      attempt({ target: 'gus', address: `192.0.2.${100 + (n % 15)}` }),
    );
    await Promise.all(further);
    assert.ok(since(began) > 14 * 95);
    assert.equal(await attempt({ target: 'gus', address: '203.0.113.1' }, true), 'right');
  });

  it('finds a full line in the end, and whoever hangs up stands in it no longer', async () => {
    const hanging = { target: 'hal', isGone: () => true };
    const answers = await attack(hanging, 1, 200);
    assert.equal(
      answers.filter((answer) => answer === 'wrong').length,
      10,
      'only the free ones were checked',
    );
    const began = performance.now();
    assert.equal(await attempt({ target: 'hal', address: '198.51.100.0' }, true), 'right');
    assert.ok(since(began) < 1_000);
  });

  it('does not fill the audit log: of what goes on and on one in a hundred is recorded', async () => {
    recorded = 0;
    for (let n = 0; n < 500; n += 1) await attempt({ target: `stranger${n}`, address: '198.51.100.201' });
    assert.equal(recorded, 104);
  });

  it('with a code, six digits, waits from everywhere together; another password begins anew', async () => {
    const codes = { guessed: 'code', target: 'ben first' } as const;
    await attack(codes, 12, 10);
    assert.equal(await attempt({ ...codes, address: '203.0.113.1' }), 'waits');
    assert.equal(await attempt({ ...codes, target: 'ben second', address: '203.0.113.1' }, true), 'right');
    assert.equal(await attempt({ ...codes, device: "ben's own" }, true), 'right');
  });

  it('is told once, and who mistypes is not: their own mistakes are forgotten, those of others stay', async () => {
    let told = 0;
    const notify = () => Promise.resolve(void (told += 1));
    const ada = { target: 'ada', notify };
    for (let week = 0; week < 4; week += 1) {
      for (let n = 0; n < 6; n += 1) await attempt(ada);
      assert.equal(await attempt(ada, true), 'right');
    }
    assert.equal(told, 0);
    assert.equal(await findGuessCount(app, 'ada'), undefined);
    await attack(ada, 4, 5);
    assert.equal(await attempt(ada, true), 'right');
    assert.equal(told, 1);
    assert.equal(await findGuessCount(app, 'ada'), 20);
  });
});
