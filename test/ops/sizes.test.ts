import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageVersion, rootDir } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

type Machine = { cores: number; memory: number };
const fourGigabytes = { cores: 2, memory: 3_900 };
const eightGigabytes = { cores: 4, memory: 7_900 };

describe('The size of an installation', function sizes() {
  this.timeout(60_000);
  let house: FakeAppliance;
  beforeEach(() => (house = fakeAppliance('sizes')));
  afterEach(() => house.remove());

  const settings = () => readFileSync(join(house.data, 'config/settings.env'), 'utf8');
  const sizeLines = () => settings().match(/^STRONGROOM_(SIZE|SERVERS|SANDBOXES|.+_MEMORY)=.*$/gm);

  /** What install.sh does with its flags and settings up to where it has written them, on a machine like this. */
  async function install(machine: Machine, args: readonly string[] = []) {
    const script = `set -euo pipefail
      SOURCE_DIR=$1 INSTALL_DIR=$1/ops/install
      for file in report-progress compose flags settings checks; do . "$INSTALL_DIR/$file.sh"; done
      nproc() { echo ${machine.cores}; }
      machine_memory() { echo ${machine.memory}; }
      machine_addresses() { :; }
      engine_major() { echo 26; }
      product_version() { echo 0; }
      record_change() { :; }
      parse_flags --yes --without-monitoring --data-dir ${house.data} --repository ${house.folder} "\${@:2}"
      resolve_settings
      check_size
      check_memory
      write_settings`;
    return house.bash(script, args);
  }

  for (const [cores, memory, size] of [
    [1, 3_600, 'small'],
    [2, 24_000, 'small'],
    [8, 5_900, 'small'],
    [4, 7_900, 'medium'],
    [16, 16_000, 'medium'],
    [6, 31_900, 'medium'],
    [8, 31_900, 'large'],
    [32, 128_000, 'large'],
  ] as const) {
    it(`is ${size} with ${cores} cores and ${memory} MB, where nobody says otherwise`, async () => {
      const ran = await install({ cores, memory });
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(sizeLines(), [`STRONGROOM_SIZE=${size}`]);
    });
  }

  it('is what --size says, and stays so', async () => {
    assert.equal((await install(eightGigabytes, ['--size', 'small'])).code, 0);
    assert.equal((await install(eightGigabytes)).code, 0);
    assert.deepEqual(sizeLines(), ['STRONGROOM_SIZE=small']);
  });

  it('gives way to what the firm sets, which survives', async () => {
    assert.equal((await install(fourGigabytes)).code, 0);
    house.add('config/settings.env', 'STRONGROOM_WORKER_MEMORY=1000\nSTRONGROOM_SANDBOXES=3\n');
    for (let times = 0; times < 2; times += 1) {
      const ran = await install(fourGigabytes);
      assert.equal(ran.code, 0, ran.stderr);
    }
    const kept = ['STRONGROOM_SIZE=small', 'STRONGROOM_SANDBOXES=3', 'STRONGROOM_WORKER_MEMORY=1000'];
    assert.deepEqual(sizeLines(), kept);
    await house.strongroom(['status']);
    const asked = house.calls().find((call) => call.includes(' ps --all '));
    assert.match(asked ?? '', / --profile sandbox-3 ps /);
  });

  for (const [line, sentence] of [
    ['STRONGROOM_WORKER_MEMORY=2g', /STRONGROOM_WORKER_MEMORY is "2g" .* whole number from 768 to 3900/],
    ['STRONGROOM_WORKER_MEMORY=500', /"500" .* whole number from 768/],
    ['STRONGROOM_WORKER_MEMORY=4000', /"4000" .* to 3900\. Correct that line/],
    ['STRONGROOM_SANDBOXES=9', /STRONGROOM_SANDBOXES is "9" .* from 2 to 8/],
    ['STRONGROOM_SERVERS=5', /STRONGROOM_SERVERS is "5" .* from 2 to 4/],
    ['STRONGROOM_POSTGRES_BUFFERS=2000', /BUFFERS is 2000 and STRONGROOM_POSTGRES_RESERVED only 384/],
    ['STRONGROOM_MINIO_HEAP=1000', /HEAP is 1000 and STRONGROOM_MINIO_MEMORY only 768/],
    ['STRONGROOM_SIZE=tiny', /The size is "tiny" and must be small, medium or large/],
  ] as const) {
    it(`is not ${line}: one sentence, exit code 2, and nothing is changed`, async () => {
      house.add('config/settings.env', `${line}\n`);
      const before = settings();
      const ran = await install(fourGigabytes);
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, sentence);
      assert.equal(ran.stderr.trim().split('\n').length, 1);
      assert.equal(settings(), before);
    });
  }

  it('is none that there is not, and none that the machine has no memory for', async () => {
    const unknown = await install(fourGigabytes, ['--size', 'huge']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /The size is "huge" and must be small, medium or large\./);
    const large = await install(eightGigabytes, ['--size', 'large']);
    assert.equal(large.code, 3);
    assert.match(
      large.stderr,
      /has 7900 MB of memory; the size "large" needs at least 28000 MB\. Give --size medium/,
    );
  });

  it('reaches Compose, before what the firm set, and with the sandboxes it has', async () => {
    house.add('config/settings.env', 'STRONGROOM_SIZE=medium\n');
    await house.strongroom(['start']);
    const started = house.calls().find((call) => call.includes(' up ')) ?? '';
    assert.match(started, /\/sizes\/medium\.env --env-file \S+\/config\/settings\.env /);
    assert.deepEqual(started.match(/--profile \S+/g), ['--profile sandbox-3', '--profile sandbox-4']);
    for (const number of [1, 2, 3, 4]) {
      assert.ok(existsSync(join(house.data, `scratch/${number}`)), String(number));
    }
  });

  it('that is smaller takes away the sandboxes that are too many, before anything starts', async () => {
    for (const number of [2, 3, 8])
      mkdirSync(join(house.data, `scratch/${number}/jobs`), { recursive: true });
    await house.strongroom(['start']);
    const calls = house.calls();
    const removed = calls.filter((call) => call.endsWith('rm --force 1234'));
    assert.equal(removed.length, 2);
    for (const number of [3, 8]) {
      assert.ok(!existsSync(join(house.data, `scratch/${number}`)));
      assert.ok(calls.some((call) => call.includes(`compose.service=sandbox-${number}`)));
    }
    assert.ok(existsSync(join(house.data, 'scratch/2/jobs')));
    assert.ok(calls.indexOf(removed.at(-1) ?? '') < calls.findIndex((call) => call.includes(' up ')));
  });

  it('is named by status and by doctor, which says when the machine has too little for it', async () => {
    house.add('config/settings.env', 'STRONGROOM_SIZE=small\n');
    assert.match(
      (await house.strongroomText(['status'])).stdout,
      /^ {2}size {8}small, with 2 sandboxes \(this/m,
    );
    const { size } = JSON.parse((await house.strongroom(['status'])).stdout) as { size: string };
    assert.equal(size, 'small');

    const examine = async (machine: Machine, set: string) => {
      const script = `set -euo pipefail
        SOURCE_DIR=$1 INSTALL_DIR=$1/ops/install DATA_DIR=${house.data}
        . "$INSTALL_DIR/compose.sh"; . "$1/ops/host/status.sh"
        nproc() { echo ${machine.cores}; }
        machine_memory() { echo ${machine.memory}; }
        setting() { echo ${set}; }
        examine_size
        printf '%s\\n' "\${DOCTOR_LINES[@]}"`;
      return (await house.bash(script, [])).stdout;
    };
    assert.match(await examine(fourGigabytes, 'small'), /^ok\|size\|small; this machine has 2 cores/);
    assert.match(await examine(eightGigabytes, 'small'), /^note\|size\|small, .* enough for medium; type: /);
    assert.match(
      await examine(fourGigabytes, 'medium'),
      /^FAIL\|size\|medium needs 7000 MB, .* --size small$/m,
    );
  });
});

describe('What fetches virus signatures', function signatures() {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-signatures-`));
    const program = '#!/bin/bash\nsed -n "s/^TestDatabases //p" "${4#--config-file=}"\n';
    writeFileSync(join(folder, 'freshclam'), program);
    writeFileSync(
      join(folder, 'fetch-signatures'),
      readFileSync(join(rootDir, 'ops/images/clamav/fetch-signatures')),
    );
    for (const name of ['freshclam', 'fetch-signatures']) chmodSync(join(folder, name), 0o755);
    chmodSync(folder, 0o755);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [memory, tests] of [
    [512, 'no'],
    [2048, 'yes'],
  ] as const) {
    it(`with ${memory} MB ${tests === 'yes' ? 'loads them once, to test them' : 'does not load them'}`, async () => {
      const mounted = ['freshclam', 'fetch-signatures'].flatMap((name) => [
        '--volume',
        `${join(folder, name)}:/usr/local/bin/${name}:ro`,
      ]);
      const printed = await run('docker', [
        ...['run', '--rm', '--network', 'none', '--read-only', '--user', '10009:10000'],
        ...['--tmpfs', '/tmp:mode=1777', '--tmpfs', '/var/lib/clamav:uid=10009', ...mounted],
        ...['--env', `STRONGROOM_SIGNATURES_MEMORY=${memory}`, '--entrypoint', 'fetch-signatures'],
        `strongroom/clamav:${imageVersion}`,
      ]);
      assert.equal(printed.trim(), tests);
    });
  }
});

describe('What starts PostgreSQL', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-postgres-`))));
  after(() => rmSync(folder, { recursive: true }));

  it('takes the sizes that Compose gives, for the server that sets the roles and for the one that stays', async () => {
    for (const name of ['initdb', 'pg_ctl', 'psql', 'postgres']) {
      writeFileSync(join(folder, name), `#!/bin/bash\necho "${name} $*"\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const given = '--shared_buffers=256MB --work_mem=16MB';
    const printed = await run(
      'bash',
      [join(rootDir, 'ops/images/postgres/entrypoint.sh'), ...given.split(' ')],
      { env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, PGDATA: folder } },
    );
    const started = printed.split('\n').filter((line) => /^(pg_ctl .* start|postgres )/.test(line));
    assert.equal(started.length, 2, printed);
    for (const line of started)
      assert.ok(line.includes(` -c config_file=/etc/strongroom/postgresql.conf ${given}`));
  });
});
