import assert from 'node:assert/strict';
import { createMetrics } from '../platform/metrics.ts';
import { openRateLimits } from '../platform/rate-limits.ts';
import { Problem } from '../platform/errors.ts';
import { findGuessCount, limitAttempts, type Attempt } from './limit-attempts.ts';

describe('Who guesses at an account', () => {
  // Without Redis each process counts by itself: the same rules, and nothing to start.
  const rateLimits = openRateLimits({
    redis: { host: '127.0.0.1', port: 1, username: 'ops', password: '' },
    process: 'ops',
  });
  const app = { rateLimits, metrics: createMetrics('test') };
  after(() => rateLimits.close());

  const attempt = async (what: Partial<Attempt>, isRight = false): Promise<'right' | 'wrong' | 'waits'> => {
    const whole = { guessed: 'password', target: 'ada', address: '192.0.2.1', device: undefined } as const;
    try {
      const answer = await limitAttempts(app, { ...whole, ...what }, () =>
        Promise.resolve(isRight || undefined),
      );
      return answer ? 'right' : 'wrong';
    } catch (error) {
      assert.ok(error instanceof Problem && error.type === 'too-many-attempts', String(error));
      return 'waits';
    }
  };
  const attack = async (what: Partial<Attempt>, addresses: number, times: number) => {
    for (let n = 1; n <= addresses; n += 1)
      for (let time = 1; time <= times; time += 1) await attempt({ ...what, address: `198.51.100.${n}` });
  };

  it('from many addresses keeps nobody out who is right from another, and has one attempt from each', async () => {
    await attack({ target: 'eve' }, 20, 12);
    assert.equal(await attempt({ target: 'eve', address: '198.51.100.1' }, true), 'waits');
    assert.equal(await attempt({ target: 'eve', address: '203.0.113.1' }, true), 'right');
    const further = [1, 2, 3].map(() => attempt({ target: 'eve', address: '203.0.113.2' }));
    assert.deepEqual(await Promise.all(further), ['wrong', 'wrong', 'waits']);
    assert.equal(await attempt({ target: 'eve', address: '203.0.113.1' }, true), 'right');
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
