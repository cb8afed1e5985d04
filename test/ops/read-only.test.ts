import assert from 'node:assert/strict';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

describe('reading the newest backup while the appliance is down', function () {
  this.timeout(60_000);
  let house: FakeAppliance;

  const broughtHow = () => house.calls().find((call) => call.includes(' restore-backup ')) ?? '';
  beforeEach(() => (house = fakeAppliance('read-only')));
  afterEach(() => house.remove());

  it('takes it from the place that is named, and says what a damaged one lacks', async () => {
    house.add('config/settings.env', 'STRONGROOM_FAR_REPOSITORY=/far-repository\n');
    house.add('config/settings.env', 'STRONGROOM_FAR_REPOSITORY_PLACE=/mnt/far\n');
    const ran = await house.strongroom(['read-only', '--target', 'far', '--without-damaged'], 'lost');
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(broughtHow(), / --damaged leave-out .*--target far/);
    assert.match(ran.stderr, /WARNING: The originals of 2 documents are damaged in this backup/);
    assert.match(ran.stdout, /"copyOf":"2026-01-01T00:00:00.000Z".*"missing":2/);
  });

  it('lacks nothing when the backup is whole', async () => {
    const ran = await house.strongroom(['read-only']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.doesNotMatch(ran.stderr, /WARNING/);
    assert.match(ran.stdout, /"missing":0/);
  });

  it('refuses a place that there is not, and flags that a restore alone knows', async () => {
    const far = await house.strongroom(['read-only', '--target', 'far']);
    assert.equal(far.code, 3, far.stderr);
    assert.match(far.stderr, /no far target/);
    for (const flag of [['--dry-run'], ['--accept-damage'], ['--at', '2026-01-01 10:15']]) {
      const ran = await house.strongroom(['read-only', ...flag]);
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, /belongs to "strongroom restore"/);
    }
    assert.deepEqual(
      house.calls().filter((call) => call.includes(' restore-backup ')),
      [],
    );
  });
});
