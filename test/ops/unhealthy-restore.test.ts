import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/wait-for.ts';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

describe('a restored appliance whose services do not become healthy', function () {
  this.timeout(60_000);
  let house: FakeAppliance;
  let data: string;
  let restore: FakeAppliance['restore'];

  const calls = () => house.calls();
  const brought = () => house.brought();
  const standsOn = () => house.standsOn();
  const everyPart = (text: string) => house.everyPart(text);
  /** Nothing of the restore is in place, and what was there before was started last. */
  const isBack = () => {
    assert.deepEqual(standsOn(), everyPart('old'));
    assert.equal(existsSync(join(data, 'swapping')), false);
    assert.match(
      calls()
        .filter((call) => call.includes(' up '))
        .at(-1) ?? '',
      /^old \| .* up --detach --wait --wait-timeout \d+$/,
    );
  };
  beforeEach(() => {
    house = fakeAppliance('unhealthy');
    ({ data, restore } = house);
  });
  afterEach(() => house.remove());

  it('gives way to what was there before, which runs again; one sentence says what failed and where everything lies', async () => {
    const ran = await restore('ends');
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(
      ran.error,
      /did not become healthy: the service "nginx" ends again and again\. What was there before is back and runs\. .*services\.log; this run is in .*install\.log/,
    );
    isBack();
    const [fresh = ''] = brought();
    assert.ok(ran.error.includes(join(data, fresh)), ran.error);
    assert.equal(readFileSync(join(data, fresh, 'set/postgres/PG_VERSION'), 'utf8'), 'new');
    assert.match(readFileSync(join(data, fresh, 'services.log'), 'utf8'), /cannot load certificate/);
    assert.match(readFileSync(join(data, 'install.log'), 'utf8'), /putting back what was there before/);
  });

  it('is not mistaken for one that takes its time: nobody is let in before all the rest is healthy', async () => {
    const ran = await restore('loads');
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(standsOn(), everyPart('new'));
    assert.equal(existsSync(join(data, 'swapping')), false);
    const ups = calls().flatMap((call) => / up .*wait-timeout \d+ (.*)$/.exec(call)?.[1] ?? []);
    const behind = 'postgres redis minio sandbox-1 sandbox-2 worker server ops';
    assert.deepEqual(ups, ['postgres redis minio', behind, 'nginx', 'nginx', 'nginx']);
    assert.deepEqual(brought(), []);
  });

  it('is waited for as long as it was said, and no longer; the next restore removes what was kept', async () => {
    const ran = await restore('never', { STRONGROOM_START_PATIENCE: '2' });
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(ran.error, /did not become healthy: after 2 s nginx is running \(unhealthy\)\. What was/);
    isBack();
    const [first] = brought();
    assert.equal((await restore('none')).code, 0);
    assert.ok(first !== undefined && !existsSync(join(data, first)));
  });

  it('stays all the same when only what has nothing of the set stays away, with a warning', async () => {
    const ran = await restore('scanner', { STRONGROOM_START_PATIENCE: '2' });
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(
      ran.stderr,
      /WARNING: Strongroom runs on what was restored, but after 2 s .* strongroom doctor/,
    );
    assert.match(ran.stdout, /"recoveryPoint"/);
    assert.deepEqual(standsOn(), everyPart('new'));
    assert.equal(existsSync(join(data, 'swapping')), false);
  });

  it('gives way as well when its set does not prove whole', async () => {
    const ran = await restore('damage');
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(
      ran.error,
      /did not prove whole: The object 12 is missing\. What was there before is back and runs/,
    );
    assert.match(ran.error, /--without-damaged leaves damaged documents out/);
    isBack();
  });

  it('is never begun when the set does not come back: nothing was swapped, nothing is left', async () => {
    const ran = await restore('full');
    assert.deepEqual([ran.code, ran.error], [1, 'The disk became full.'], ran.stderr);
    assert.deepEqual([standsOn(), brought()], [everyPart('old'), []]);
    assert.ok(!calls().some((call) => call.includes(' up ')));
  });

  it('killed while it is waited for, is put back by "strongroom start"', async () => {
    const doomed = house.begin(['restore', 'latest', '--yes'], 'behind');
    await waitFor('the services behind the door', 30, () =>
      Promise.resolve(calls().some((call) => /^new .* up .* worker /.test(call)) || undefined),
    );
    await doomed.signal('SIGKILL', 'all');
    assert.deepEqual(standsOn(), everyPart('new'));
    const ran = await house.strongroom(['start']);
    assert.equal(ran.code, 0, ran.stderr);
    isBack();
    assert.deepEqual(brought(), []);
  });

  it('killed while the front door opens, is finished by "strongroom start": people may have come in', async () => {
    const doomed = house.begin(['restore', 'latest', '--yes'], 'long');
    await waitFor('the front door', 30, () =>
      Promise.resolve(calls().some((call) => /^new .* up .* nginx$/.test(call)) || undefined),
    );
    await doomed.signal('SIGKILL', 'all');
    const ran = await house.strongroom(['start']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /is finished, and what they filed since stays/);
    assert.match(ran.stderr, /Restored backup abcd1234 /);
    assert.match(ran.stderr, /goes on to 2026-01-01 00:52:04 UTC.*restore --at "2026-01-01 00:52:04"/);
    assert.deepEqual([standsOn(), brought()], [everyPart('new'), []]);
    const left = readdirSync(data).filter((name) => /^swapping|^(before-)?restore-/.test(name));
    assert.deepEqual(
      left.toSorted().map((name) => name.replace(/-\d.*Z/, '')),
      ['before-restore', 'restore-report.json', 'restore-report.txt'],
    );
  });

  it('a flag of restore is not passed over by a command that does not know it', async () => {
    const ran = await house.strongroom(['prune', '--dry-run']);
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /--dry-run.* belongs to "strongroom restore"/);
    assert.deepEqual(calls(), ['']);
  });
});
