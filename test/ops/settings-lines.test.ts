import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

const capitals =
  /must be NAME=VALUE, with the name in capitals from the beginning of the line, a comment or empty\. Correct/;

describe('The lines of settings.env', function settingsLines() {
  this.timeout(60_000);
  let house: FakeAppliance;
  beforeEach(() => (house = fakeAppliance('lines')));
  afterEach(() => house.remove());

  const settings = () => readFileSync(join(house.data, 'config/settings.env'), 'utf8');
  const given = () => settings().split('\n').length - 1;
  /** What install.sh asks of them, beside the engine of the house. */
  const install = () =>
    house.bash(
      `set -euo pipefail
      SOURCE_DIR=$1 INSTALL_DIR=$1/ops/install DATA_DIR=${house.data} SIZE=small
      for file in report-progress compose settings checks; do . "$INSTALL_DIR/$file.sh"; done
      for check in $(declare -f check_everything | grep -o 'check_[a-z_]*' | grep -v check_everything); do
        [[ $check =~ ^check_(settings_lines|size)$ ]] || eval "$check() { :; }"
      done
      check_everything`,
      [],
    );

  for (const [line, sentence] of [
    [' STRONGROOM_WORKER_MEMORY=99999', capitals],
    ['\tSTRONGROOM_WORKER_MEMORY=99999', capitals],
    ['export STRONGROOM_WORKER_MEMORY=99999', capitals],
    ['STRONGROOM_WORKER_MEMORY =99999', capitals],
    ['STRONGROOM_WORKER_MEMORY: 99999', capitals],
    ['strongroom_worker_memory=99999', capitals],
    ['"STRONGROOM_WORKER_MEMORY"=99999', capitals],
    ['\u00a0STRONGROOM_WORKER_MEMORY=99999', capitals],
    ['\u00a0', capitals],
    ['STRONGROOM_WORKER_MEMORY', capitals],
    [
      'STRONGROOM_WORKER_MEMORY=1000\n# again\nSTRONGROOM_WORKER_MEMORY=99999',
      /STRONGROOM_WORKER_MEMORY, which stands in an earlier line, too\. Remove one of the two/,
    ],
  ] as const) {
    it(`are not ${JSON.stringify(line)}: install.sh and the host command say so and change nothing`, async () => {
      house.add('config/settings.env', `${line}\n`);
      const before = settings();
      const commands = [['start'], ['restore', 'latest', '--yes'], ['read-only']] as const;
      for (const ran of [
        await install(),
        ...(await Promise.all(commands.map((args) => house.strongroom(args)))),
      ]) {
        assert.equal(ran.code, 2, ran.stdout + ran.stderr);
        assert.match(ran.stderr, sentence);
        assert.ok(ran.stderr.includes(`Line ${given()} of ${house.data}/config/settings.env `), ran.stderr);
        assert.equal(ran.stderr.trim().split('\n').length, 1);
      }
      assert.equal(settings(), before);
      assert.ok(!house.calls().some((call) => / (up|run) /.test(call)), 'nothing was started');
      const { stdout } = await house.strongroomText(['doctor']);
      assert.match(stdout, /^FAIL {2}settings {4}Line \d+ of /m);
    });
  }

  it('may be comments and empty, indented, too, and hold anything behind the name', async () => {
    house.add(
      'config/settings.env',
      '\n# a comment\n   # another\n \t\nHTTPS_PROXY=http://a:b@c:1/ # = "x"\r\n',
    );
    house.add('config/settings.env', 'STRONGROOM_WORKER_MEMORY=1000');
    for (const ran of [await install(), await house.strongroom(['start'])])
      assert.equal(ran.code, 0, ran.stderr);
    assert.ok(house.calls().some((call) => call.includes(' up ')));
    assert.match((await house.strongroomText(['doctor'])).stdout, /^ok {4}settings {4}/m);
  });
});
