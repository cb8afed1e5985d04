import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/wait-for.ts';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

describe('the keys that a restore reads', function () {
  this.timeout(60_000);
  const houses: FakeAppliance[] = [];
  const begun: ReturnType<FakeAppliance['begin']>[] = [];

  const newHouse = (name: string) => {
    const house = fakeAppliance(name);
    houses.push(house);
    return house;
  };
  /** A restore, or another command, that is bringing a set back, and the folder in memory with the keys. */
  const bringing = async (house: FakeAppliance, args = ['restore', 'latest', '--yes']) => {
    const given = () =>
      house.calls().flatMap((call) => /source=([^,]*),target=\/run\/keys/.exec(call)?.[1] ?? []);
    const before = given().length;
    const doomed = house.begin(args, 'slow');
    begun.push(doomed);
    const keys = await waitFor('the set to be brought back', 30, () => Promise.resolve(given()[before]));
    assert.ok(existsSync(join(keys, 'key')), keys);
    return { doomed, keys };
  };
  afterEach(() => {
    for (const each of begun.splice(0)) each.clear();
    for (const each of houses.splice(0)) each.remove();
  });

  it('are gone when it was broken off, by Ctrl-C, a closed window or the machine that shuts down', async () => {
    const house = newHouse('keys');
    // The terminal sends Ctrl-C to all that it started.
    for (const [signal, ...whose] of [
      ['SIGINT', 'all'],
      ['SIGHUP', 'all', 'itself'],
      ['SIGTERM', 'all', 'itself'],
    ] as const)
      for (const whom of whose) {
        const { doomed, keys } = await bringing(house);
        await doomed.signal(signal, whom);
        assert.equal(existsSync(keys), false, `${signal} to ${whom}`);
        doomed.clear();
      }
  });

  it('are gone as well when the signal comes again while they are removed', async () => {
    const house = newHouse('keys-again');
    // A shell that runs in a command substitution repeats SIGHUP to its whole group, and so to what removes the keys.
    for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
      const { doomed, keys } = await bringing(house);
      await doomed.repeatSignal(signal);
      assert.equal(existsSync(keys), false, signal);
      doomed.clear();
    }
  });

  it('are gone when what looked first, or was to be read only, was broken off', async () => {
    const house = newHouse('keys-else');
    for (const args of [['restore', 'latest', '--dry-run'], ['read-only']]) {
      const { doomed, keys } = await bringing(house, args);
      await doomed.signal('SIGTERM', 'all');
      assert.equal(existsSync(keys), false, args.join(' '));
    }
  });

  it('are gone with the next command when it was killed; those of a restore that runs stay', async () => {
    const running = await bringing(newHouse('keys-running'));
    const house = newHouse('keys-killed');
    for (const next of [['restore', 'latest', '--yes'], ['start']]) {
      const { doomed, keys } = await bringing(house);
      await doomed.signal('SIGKILL', 'all');
      assert.equal(existsSync(keys), true);
      const ran = await house.strongroom(next);
      assert.equal(ran.code, 0, ran.stderr);
      assert.equal(existsSync(keys), false, next.join(' '));
      assert.equal(existsSync(join(running.keys, 'key')), true);
    }
    await running.doomed.signal('SIGTERM', 'all');
  });
});
