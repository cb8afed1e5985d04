import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryRun } from '../support/run-program.ts';
import { quoteForBash } from '../support/fidelity/quote-for-bash.ts';
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
  const sourced = () => `set -euo pipefail
      SOURCE_DIR=$1 INSTALL_DIR=$1/ops/install DATA_DIR=${house.data} PROJECT=lines SIZE=small HOST= ADMIN_EMAIL= REPOSITORY= FAR_REPOSITORY=
      for file in report-progress compose settings checks; do . "$INSTALL_DIR/$file.sh"; done
      . "$SOURCE_DIR/ops/host/read-only.sh"`;
  const install = (given = '') =>
    house.bash(
      `${sourced()}
      ${given}
      for check in $(declare -f check_everything | grep -o 'check_[a-z_]*' | grep -v check_everything); do
        [[ $check =~ ^check_(settings_lines|setting_values|size)$ ]] || eval "$check() { :; }"
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

  for (const [value, what] of [
    [`"'x'"`, 'the character "'],
    ["o'neil@firm.example", "the character '"],
    ['$HOME', 'the character $'],
    ['a\\b', 'the character \\'],
    ['`id`', 'the character `'],
    ['1000 # as before', 'a blank'],
    ['1000#x', 'the character #'],
    ['1000\t', 'a tab'],
    ['1000\r', 'a carriage return at its end'],
    [' 1000', 'a blank'],
    ['büro', 'a character that is not ASCII'],
  ] as const)
    it(`have no value ${JSON.stringify(value)}, which Compose would read otherwise than the checks`, async () => {
      house.add('config/settings.env', `STRONGROOM_ADMIN_EMAIL=${value}\n`);
      const before = settings();
      const line = `Line ${given()} of ${house.data}/config/settings.env sets STRONGROOM_ADMIN_EMAIL to a value with ${what}, which Docker Compose does not read as it stands. Write the value without quotes`;
      for (const ran of [await install(), await house.strongroom(['start'])]) {
        assert.equal(ran.code, 2, ran.stdout + ran.stderr);
        assert.ok(ran.stderr.includes(line), ran.stderr);
        assert.equal(ran.stderr.trim().split('\n').length, 1);
      }
      assert.equal(settings(), before);
      assert.ok(!house.calls().some((call) => / (up|run) /.test(call)), 'nothing was started');
    });

  it('are not written with such a value either: the flag is refused', async () => {
    for (const [name, flag, value] of [
      ['ADMIN_EMAIL', '--admin-email', "o'neil@firm.example"],
      ['REPOSITORY', '--repository', 'rest:https://host/a#b'],
      ['FAR_REPOSITORY', '--far-repository', 'rest:https://host/a`b'],
      ['HOST', '--host', 'a b'],
    ] as const) {
      const ran = await install(`${name}=${quoteForBash(value)}`);
      assert.equal(ran.code, 2, ran.stderr);
      assert.ok(
        ran.stderr.includes(`${flag} is "${value}", and Docker Compose would not read it`),
        ran.stderr,
      );
    }
  });

  it('are read by Compose as the checks read them, whatever characters they may hold', async () => {
    const value = `][Az09.,:/@%+=_~?&;!*()-`;
    house.add('config/settings.env', `STRONGROOM_ADMIN_EMAIL=${value}\n`);
    const checked = await house.bash(
      `${sourced()}; check_settings_lines; setting STRONGROOM_ADMIN_EMAIL`,
      [],
    );
    assert.equal(checked.stdout, `${value}\n`, checked.stderr);
    const file = join(house.folder, 'compose.yml');
    writeFileSync(
      file,
      'services: { a: { image: b, environment: { READ: "${STRONGROOM_ADMIN_EMAIL}" } } }\n',
    );
    const { stdout } = await tryRun('docker', [
      ...['compose', '--env-file', join(house.data, 'config/settings.env'), '--file', file],
      ...['config', '--format', 'json'],
    ]);
    assert.equal(JSON.parse(stdout).services.a.environment.READ, value);
  });

  it('count, and not what whoever types has in the environment', async () => {
    house.add('config/settings.env', 'HTTPS_PROXY=http://proxy:1/\n');
    writeFileSync(
      join(house.folder, 'bin/docker'),
      '#!/bin/bash\nenv | grep -E "^(STRONGROOM|COMPOSE|HTTPS|NO)_" >>"$FAKE/environment" || true\n',
    );
    const typed = {
      STRONGROOM_ORIGIN: 'https://elsewhere.example',
      STRONGROOM_DATA_DIR: '/elsewhere',
      COMPOSE_FILE: '/elsewhere/compose.yml',
      COMPOSE_PROFILES: 'other',
      HTTPS_PROXY: 'http://elsewhere:1/',
      NO_PROXY: 'firm.example',
    };
    const script = `${sourced()}; echo then >"$DATA_DIR/read-only/copy-of"; compose ps; compose_copy ps`;
    house.make('data/read-only/copy-of');
    const exported = Object.entries(typed).map(([name, value]) => `export ${name}=${quoteForBash(value)}`);
    const ran = await house.bash(`${exported.join('; ')}; ${script}`, []);
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(readFileSync(join(house.folder, 'environment'), 'utf8').trim().split('\n').toSorted(), [
      'NO_PROXY=firm.example',
      'NO_PROXY=firm.example',
      'STRONGROOM_COPY_OF=then',
      `STRONGROOM_DATA_DIR=${house.data}/read-only/set`,
      'STRONGROOM_SERVERS=1',
    ]);
  });

  it('may be comments and empty, indented, too, and of proxies', async () => {
    house.add(
      'config/settings.env',
      '\n# a comment with "$quotes"\n   # another\n \t\r\nHTTPS_PROXY=http://a:b%23@c:1/\n',
    );
    house.add('config/settings.env', 'STRONGROOM_WORKER_MEMORY=1000');
    for (const ran of [await install(), await house.strongroom(['start'])])
      assert.equal(ran.code, 0, ran.stderr);
    assert.ok(house.calls().some((call) => call.includes(' up ')));
    assert.match((await house.strongroomText(['doctor'])).stdout, /^ok {4}settings {4}/m);
  });
});
