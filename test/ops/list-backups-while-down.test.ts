import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

/** install.sh as far as it goes without an engine: what it reads, what it checks of a restore, and the list. */
const harness = `
set -euo pipefail
SOURCE_DIR=$1 INSTALL_DIR=$1/ops/install DRY_RUN_DIR=
for file in engine images compose flags settings checks prepare services report run-steps; do . "$INSTALL_DIR/$file.sh"; done
trap 'rm -rf "$DRY_RUN_DIR"; [[ -z \${RESTORE_KEYS:-} ]] || remove_keys' EXIT
engine_complete() { true; }
parse_flags "\${@:2}"
resolve_settings
check_data_dir
check_restore
check_repository
show_summary
[[ -n $RESTORE_DRY ]]
list_backups_here
`;

describe('the list of backups, asked for while nothing runs', function () {
  this.timeout(60_000);
  let house: FakeAppliance;

  const asked = () => house.calls().filter((call) => call.includes(' list-backups '));
  const keysOf = (call = '') => /source=([^,]*),target=\/run\/keys/.exec(call)?.[1] ?? '';
  beforeEach(() => (house = fakeAppliance('list')));
  afterEach(() => house.remove());

  it('comes from the places themselves when the appliance is stopped, and leaves no key behind', async () => {
    const ran = await house.strongroom(['snapshots', '--target', 'near']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(ran.stdout, '{"snapshots":[],"away":[],"proofsUnknown":"The appliance does not run."}\n');
    const [call = ''] = asked();
    assert.match(
      call,
      /--network none --read-only .* list-backups --json --password-file \/run\/keys\/key --target near$/,
    );
    assert.equal(existsSync(keysOf(call)), false);
    assert.deepEqual(house.standsOn(), house.everyPart('old'));
  });

  it('reaches a server by a carrier of its own, and is on a network that leads there alone; both go with it', async () => {
    house.add('config/settings.env', 'STRONGROOM_FAR_REPOSITORY=sftp://me@nas.example//backups\n');
    for (const name of ['secrets/target_far', 'config/extra-ca.pem']) house.make(`data/${name}`);
    for (const [fault, code] of [
      ['none', 0],
      ['full', 3],
    ] as const) {
      const ran = await house.strongroom(['snapshots'], fault);
      assert.equal(ran.code, code, ran.stderr);
      const [call = ''] = asked().slice(-1);
      const [, name = ''] = /--network (strongroom-restore-\w+) .* --carrier \1:8888 /.exec(call) ?? [];
      assert.notEqual(name, '', call);
      const calls = house.calls().map((each) => each.replace(/^.* \| /, ''));
      const place = (begin: string) => calls.findIndex((each) => each.startsWith(begin));
      const order = [
        `network create --internal ${name}`,
        `create --rm --name ${name} --network ${name} --read-only --cap-drop ALL`,
        `network connect bridge ${name}`,
        `start ${name}`,
        'run --rm',
        `rm --force ${name}`,
        `network rm ${name}`,
      ].map(place);
      assert.ok(!order.includes(-1), calls.join('\n'));
      if (fault === 'none')
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
          calls.join('\n'),
        );
      assert.match(
        calls[place(`create --rm --name ${name}`)] ?? '',
        /--env STRONGROOM_REPOSITORY=\/repository --env STRONGROOM_FAR_REPOSITORY=sftp:\/\/me@nas\.example\/\/backups strongroom\/carrier:0$/,
      );
      assert.equal(existsSync(keysOf(call)), false);
    }
  });

  it('opens with the recovery key where the server’s own is lost, and says so', async () => {
    house.lose('secrets/repository_key');
    const refused = await house.strongroom(['snapshots']);
    assert.equal(refused.code, 3, refused.stderr);
    assert.match(refused.stderr, /server's own key is not there\. .*--recovery-key-file FILE/);
    const ran = await house.strongroom(['snapshots', '--recovery-key-file', join(house.folder, 'calls')]);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(asked()[0] ?? '', /--recovery-key-file \/run\/keys\/key$/);
  });

  it('ends as the look at the places did, and leaves no key behind then either', async () => {
    const ran = await house.strongroom(['snapshots'], 'full');
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stderr, /REFUSED: The key does not open/);
    assert.equal(existsSync(keysOf(asked()[0])), false);
  });

  it('is the appliance’s own while that runs', async () => {
    const ran = await house.strongroom(['snapshots'], 'runs');
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(asked(), []);
    assert.match(house.calls().at(-1) ?? '', /exec -T ops node dist\/ops\/main\.js snapshots --json$/);
  });

  it('comes on a bare machine from install.sh --restore list, which changes nothing', async () => {
    const [bare, repository, key] = ['bare', 'repository', 'key'].map((name) => join(house.folder, name));
    const list = ['--yes', '--restore', 'list', '--repository', repository ?? '', '--data-dir', bare ?? ''];
    house.make('repository/config');
    writeFileSync(key ?? '', 'ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567\n');
    const wanted = [...list, '--recovery-key-file', key ?? '', '--host', 'room.example', '--json'];
    const before = readdirSync(house.folder);
    for (const round of ['first', 'again']) {
      const ran = await house.bash(harness, wanted);
      assert.equal(ran.code, 0, round + ran.stderr);
      assert.match(ran.stdout, /^\{"snapshots":\[\]/);
      assert.match(ran.stderr, /The backups will be listed; nothing but .* made ready/);
      assert.match(ran.stderr, /--restore ID/);
    }
    assert.match(
      asked()[0] ?? '',
      /source=[^,]*\/repository,target=\/repository,readonly .* list-backups --json --recovery-key-file/,
    );
    assert.equal(existsSync(keysOf(asked()[0])), false);
    assert.deepEqual(readdirSync(house.folder), before);
    const keyless = await house.bash(harness, list);
    assert.equal(keyless.code, 2, keyless.stderr);
  });

  it('is refused by install.sh where an appliance stands, with the command that lists there', async () => {
    const key = join(house.folder, 'key');
    writeFileSync(key, 'ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567\n');
    const list = [
      '--restore',
      'list',
      '--repository',
      '/mnt',
      '--data-dir',
      house.data,
      '--recovery-key-file',
      key,
    ];
    const installed = await house.bash(harness, list);
    assert.deepEqual([installed.code, /type: strongroom snapshots;/.test(installed.stderr)], [3, true]);
    house.add('config/restoring', '');
    const begun = await house.bash(harness, list);
    assert.equal(begun.code, 3);
    assert.match(begun.stderr, /ops\/strongroom snapshots --data-dir .* --recovery-key-file FILE/);
  });
});
