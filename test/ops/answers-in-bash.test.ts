import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';
import { fakeAnswer, fakeError, keyOrders, type KeyOrder } from './fake-answers.ts';

/** The functions of install.sh that make the first administrator and report at the end, on the fake engine. */
const harness = `
set -euo pipefail
SOURCE_DIR=$1 INSTALL_DIR=$1/ops/install DATA_DIR=$2
for file in engine images compose flags settings checks prepare services report run-steps; do . "$INSTALL_DIR/$file.sh"; done
DATA_DIR=$2 PROJECT=none ADMIN_EMAIL=it@firm.example HOST=room.example HTTPS_PORT=443 SHOW_ONCE_DIR=$3 PROGRESS_LOG=$3/log
certificate_fingerprint() { echo AB:CD; }
is_installed() { false; }
case $4 in
  administrator) create_administrator && cat "$SHOW_ONCE_DIR/password" ;;
  report) print_json "$5" "$6" ;;
esac
`;
/** What a sentence may hold, and a list of sentences cut at quotes and commas would not survive. */
const faults = ['The object "ab", of document 1, is missing.', 'A row says "a","b" and \\ and a\ttab.'];

describe('what bash reads of the product’s answers, in whatever order their keys stand', function () {
  this.timeout(60_000);
  let house: FakeAppliance;
  beforeEach(() => (house = fakeAppliance('answers')));
  afterEach(() => house.remove());

  for (const order of Object.keys(keyOrders) as KeyOrder[]) {
    it(`restore: the report, for people and as JSON (${order})`, async () => {
      const backup = { documents: 12, missing: ['ab'], snapshot: 'beef0123' };
      house.answer('restore-backup', fakeAnswer('restore-backup', backup, order));
      const proof = { documents: 11, objects: 10, bytes: 9, auditEvents: 8, lost: ['d1', 'd2'], faults };
      house.answer('verify-restored', fakeAnswer('verify-restored', proof, order));
      const ran = await house.strongroom(['restore', 'latest', '--yes', '--accept-damage']);
      assert.equal(ran.code, 1, ran.stderr);
      const report = JSON.parse(ran.stdout) as Record<string, Record<string, unknown>>;
      assert.deepEqual({ ...report['set'], ...backup }, report['set']);
      assert.deepEqual({ ...report['verification'], ...proof }, report['verification']);
      assert.equal(report['recoveryPoint'], '2026-01-01T00:00:00.000Z');
      const [name = ''] = readdirSync(house.data).filter((each) => each.endsWith('.txt'));
      const text = readFileSync(join(house.data, name), 'utf8');
      assert.match(text, /^Restored backup beef0123 at /);
      assert.match(
        text,
        /^Documents 11, objects read and hashed 10, bytes 9, audit events in an unbroken chain 8\.$/m,
      );
      assert.ok(
        text.includes(`\nTAKEN ALTHOUGH DAMAGED:\n${faults.join('\n')}\n2 documents came back WITHOUT`),
        text,
      );
      assert.match(text, /goes on to 2026-01-01 00:52:04 UTC/);
      assert.match(
        house.calls().join('\n'),
        / verify-restored .*--snapshot beef0123 --bytes 1048576 --damage accept/,
      );
    });

    it(`restore --dry-run, read-only: which backup, when, how much of it (${order})`, async () => {
      house.answer('restore-backup', fakeAnswer('restore-backup', { missing: ['ab', 'cd', 'ef'] }, order));
      const dry = await house.strongroomText(['restore', 'latest', '--dry-run']);
      assert.match(
        dry.stdout,
        /^Backup abcd1234 of 2026-01-01T00:00:00\.000Z at the near target can be restored: 2 documents, 1 MB\.\n/,
      );
      assert.match(dry.stdout, /--at "2026-01-01 00:52:04"/);
      const copy = await house.strongroom(['read-only']);
      const { copyOf, missing } = JSON.parse(copy.stdout) as Record<string, unknown>;
      assert.deepEqual([copyOf, missing, copy.code], ['2026-01-01T00:00:00.000Z', 3, 1]);
    });

    it(`status and doctor: whether all is well (${order})`, async () => {
      for (const ready of [true, false]) {
        house.answer('status', fakeAnswer('status', { ready }, order));
        const ran = await house.strongroom(['status'], 'runs');
        const { appliance, containers, disk } = JSON.parse(ran.stdout) as Record<
          string,
          { ready?: boolean; encrypted?: boolean | null; encryption?: string }
        >;
        assert.ok([true, false, null].includes(disk?.encrypted ?? null) && 'encrypted' in (disk ?? {}));
        assert.match(disk?.encryption ?? '', /^(encrypted|not known|NOT encrypted)/);
        assert.deepEqual([appliance?.ready, ran.code], [ready, ready ? 0 : 1]);
        assert.deepEqual(containers, [
          { service: 'ops', state: 'running', health: 'healthy', containers: 1 },
        ]);
      }
      const clock = { check: 'clock', ok: false, says: 'is "behind", by 3 | 4 s' };
      house.answer('doctor', fakeAnswer('doctor', { findings: [clock] }, order));
      const { stdout, code } = await house.strongroom(['doctor'], 'runs');
      const { findings } = JSON.parse(stdout) as { findings: (typeof clock)[] };
      assert.deepEqual(findings.at(-1), clock);
      assert.ok(findings.some(({ check }) => check === 'containers') && code === 1);
      // It is said, and no fault of the appliance.
      assert.equal(findings.find(({ check }) => check === 'encryption')?.ok, true);
    });

    it(`install: the first administrator’s password, or a new one (${order})`, async () => {
      const once = join(house.folder, 'once');
      mkdirSync(once);
      house.answer('create-administrator', fakeAnswer('create-administrator', {}, order));
      house.answer('reset-password', fakeAnswer('reset-password', {}, order));
      const create = async () => (await house.bash(harness, [house.data, once, 'administrator'])).stdout;
      const there = { email: 'it@firm.example', exists: true } as const;
      assert.equal(await create(), 'one-password\n');
      house.lose('../once/password');
      house.answer('create-administrator', fakeAnswer('create-administrator', there, order));
      assert.equal(await create(), 'another-password\n');
    });
  }

  it('doctor fails, and says why, when the product could not look', async () => {
    house.answer('doctor', fakeError({ error: 'The settings are not there.', exitCode: 1 }));
    const { stdout, code } = await house.strongroom(['doctor'], 'runs');
    const { findings } = JSON.parse(stdout) as { findings: unknown[] };
    const why = { check: 'appliance', ok: false, says: 'The settings are not there.' };
    assert.deepEqual([findings.at(-1), code], [why, 1]);
  });

  it('a restore that is refused says the product’s own sentence and code', async () => {
    house.answer('restore-backup.full', fakeError({ error: 'The key "x" opens\nnothing.', exitCode: 1 }));
    const ran = await house.strongroom(['restore', 'latest', '--yes'], 'full');
    assert.deepEqual(JSON.parse(ran.stdout), { error: 'The key "x" opens\nnothing.', exitCode: 1 });
    assert.equal(ran.code, 1);
  });

  it('install: the report at the end is JSON whatever a secret holds, and no command line shows it', async () => {
    const report = async (key: string, password: string) => {
      const ran = await house.bash(harness, [house.data, house.folder, 'report', key, password]);
      return JSON.parse(ran.stdout) as Record<string, unknown>;
    };
    const { email, password, recoveryKey, changed } = await report('', 'a"b\\c');
    assert.deepEqual([email, password, recoveryKey, changed], ['it@firm.example', 'a"b\\c', null, false]);
    assert.equal((await report('ABCD', ''))['recoveryKey'], 'ABCD');
    assert.equal(existsSync(join(house.folder, 'log')), false);
  });
});
