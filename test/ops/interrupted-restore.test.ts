import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';

/** What each part of the appliance holds, before and in the set. */
const standing = {
  'postgres/PG_VERSION': 'old',
  'redis/appendonly': 'old',
  'minio/object': 'old',
  'secrets/repository_key': 'old',
  'tls/server.key': 'old',
  'ops/base/backup_manifest': 'old',
  'ops/log/segment': 'old',
  'config/settings.env': 'STRONGROOM_HOST=old\n',
  'config/installed': 'then',
};
const inBackup = {
  'postgres/PG_VERSION': 'new',
  'redis/appendonly': 'new',
  'minio/object': 'new',
  'minio/another': 'new',
  'secrets/repository_key': 'new',
  'tls/server.key': 'new',
  'config/settings.env': 'STRONGROOM_HOST=new\n',
  'config/extra-ca.pem': 'new',
};

/** Runs what swaps, with every command that changes a file counted: before the one numbered $1 the shell is killed, as by a power cut. */
const harness = `
set -euo pipefail
LAST=$1 DATA_DIR=$3 count=0
report_progress() { :; }
compose() { :; }
is_empty_machine() { false; }
write_restore_report() { printf '%s %s %s\\n' "$1" "$RESTORE_SNAPSHOT" "$RESTORE_AT" >"$DATA_DIR/restore-report-$1"; }
remove_if_empty() { :; }
counted() {
  count=$((count + 1))
  if ((count == LAST)); then kill -9 $$; fi
  command "$@"
}
for name in mv cp rm install sync; do eval "$name() { counted $name \\"\\$@\\"; }"; done
. "$4/ops/install/swap-data.sh"
RESTORE_PREVIOUS=$DATA_DIR/before-restore-20260101T000000Z
case $2 in
  swap) swap_in_backup "$DATA_DIR/restore-20260101T000000Z" ;;
  back) resolve_interrupted_restore ;;
  open) RESTORE_SNAPSHOT=abcd RESTORE_AT='2026-01-01 10:15' RESTORE_STARTED=0 && mark_opened ;;
  keep) restore_previous ;;
  final) commit_swap ;;
esac
printf '%d\\n' "$count"
`;
const never = 0;

describe('a restore that a power cut ends while it puts the set in place', function () {
  this.timeout(60_000);
  let folder: string;
  let data: string;

  const write = (root: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  };
  const read = () => {
    const names = readdirSync(data, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const paths = names.map((each) => join(each.parentPath, each.name));
    return Object.fromEntries(paths.map((path) => [path.slice(data.length + 1), readFileSync(path, 'utf8')]));
  };
  const run = (last: number, what: 'swap' | 'back' | 'open' | 'keep' | 'final') =>
    tryRun('bash', ['-c', harness, 'swap', String(last), what, data, rootDir]);
  const freshData = () => {
    rmSync(data, { recursive: true, force: true });
    cpSync(join(folder, 'template'), data, { recursive: true });
  };
  const inPlace = () =>
    Object.fromEntries(Object.entries(read()).filter(([name]) => !/^(before-)?restore-/.test(name)));
  /** What the restored appliance makes for itself as soon as it runs. */
  const itsOwn = { 'ops/base/backup_manifest': 'new', 'ops/base/more': 'new', 'ops/log/segment': 'new' };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-swap-`));
    data = join(folder, 'data');
    write(join(folder, 'template'), standing);
    write(join(folder, 'template', 'restore-20260101T000000Z', 'set'), inBackup);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('not interrupted, takes the set, keeps this machine’s settings and keeps aside what was there', async () => {
    freshData();
    assert.equal((await run(never, 'swap')).code, 0);
    const now = read();
    assert.deepEqual(
      [now['postgres/PG_VERSION'], now['secrets/repository_key'], now['config/settings.env']],
      ['new', 'new', 'STRONGROOM_HOST=old\n'],
    );
    assert.equal(now['before-restore-20260101T000000Z/minio/object'], 'old');
    assert.equal(existsSync(join(data, 'ops/base')), false);
  });

  it('lets the clock stand from its first step until it is final, or undone', async () => {
    const stands = () => existsSync(join(data, 'ops/restoring'));
    for (const end of ['final', 'back'] as const) {
      freshData();
      await run(never, 'swap');
      assert.equal(stands(), true);
      assert.equal((await run(never, end)).code, 0);
      assert.equal(stands(), false);
    }
  });

  it('is undone by whatever comes next, wherever it was cut off and wherever the undoing was cut off', async () => {
    freshData();
    const steps = Number((await run(never, 'swap')).stdout);
    const stepsBack = Number((await run(never, 'back')).stdout);
    assert.ok(steps > 10 && stepsBack > 10, `${steps} and ${stepsBack} steps`);
    for (let step = 1; step <= steps; step += 1) {
      for (const stepBack of [1 + (step % stepsBack), 1 + ((step * 7) % stepsBack)]) {
        freshData();
        assert.equal((await run(step, 'swap')).code, -1);
        await run(stepBack, 'back');
        assert.ok(existsSync(join(data, 'config/settings.env')), `${step}, ${stepBack}`);
        assert.equal((await run(never, 'back')).code, 0);
        assert.deepEqual(inPlace(), standing, `cut off before step ${step}, then before step ${stepBack}`);
      }
    }
    console.log(`    cut off before each of ${steps} steps, and ${2 * steps} times on the way back`);
  });

  it('is undone as well when the restored appliance ran already, and leaves nothing that it made', async () => {
    freshData();
    await run(never, 'swap');
    const stepsBack = Number((await run(never, 'back')).stdout);
    for (let step = 1; step <= stepsBack; step += 1) {
      freshData();
      assert.equal((await run(never, 'swap')).code, 0);
      write(data, itsOwn);
      assert.equal((await run(step, 'back')).code, -1);
      assert.equal((await run(never, 'back')).code, 0);
      assert.deepEqual(inPlace(), standing, `cut off before step ${step} of ${stepsBack}`);
    }
  });

  it('is finished, not undone, once people may have come in: what they filed since stays', async () => {
    const filed = { 'minio/filed-since': 'new', ...itsOwn };
    const prepare = async (last: number) => {
      freshData();
      assert.equal((await run(never, 'swap')).code, 0);
      const opened = await run(last, 'open');
      write(data, filed);
      return opened;
    };
    const stepsOpen = Number((await prepare(never)).stdout);
    const stepsOn = Number((await run(never, 'back')).stdout);
    assert.ok(stepsOpen > 3 && stepsOn > 2, `${stepsOpen} and ${stepsOn} steps`);
    for (let step = 1; step <= stepsOn; step += 1) {
      await prepare(never);
      assert.equal((await run(step, 'back')).code, -1);
      assert.equal((await run(never, 'back')).code, 0);
      const now = read();
      for (const [name, text] of Object.entries({ ...inBackup, ...filed, 'config/settings.env': undefined }))
        if (text !== undefined) assert.equal(now[name], text, `${name}, cut off before step ${step}`);
      assert.equal(now['before-restore-20260101T000000Z/minio/object'], 'old');
      assert.equal(now['restore-report-20260101T000000Z'], '20260101T000000Z abcd 2026-01-01 10:15\n');
      for (const name of ['swapping', 'ops/restoring', 'restore-20260101T000000Z'])
        assert.equal(existsSync(join(data, name)), false, `${name}, cut off before step ${step}`);
    }
    // The front door is opened after the last step: before it nobody was there.
    for (let step = 1; step < stepsOpen; step += 1) {
      await prepare(step);
      const marked = existsSync(join(data, 'before-restore-20260101T000000Z/opened'));
      assert.equal((await run(never, 'back')).code, 0);
      assert.equal(read()['postgres/PG_VERSION'], marked ? 'new' : 'old', `cut off before step ${step}`);
    }
  });

  it('is undone all the same when the front door did not become healthy', async () => {
    freshData();
    assert.equal((await run(never, 'swap')).code, 0);
    const stepsBack = Number((await run(never, 'keep')).stdout);
    for (let step = 1; step <= stepsBack; step += 1) {
      freshData();
      await run(never, 'swap');
      await run(never, 'open');
      await run(step, 'keep');
      assert.equal((await run(never, 'back')).code, 0);
      const now = read();
      if (now['postgres/PG_VERSION'] === 'old') assert.deepEqual(inPlace(), standing, `before step ${step}`);
      else assert.deepEqual([now['minio/another'], now['tls/server.key'], step], ['new', 'new', 1]);
    }
  });

  it('lets the clock go on when nothing is to be undone: the power went before the folder’s name was on the disk', async () => {
    freshData();
    write(data, { swapping: '', 'ops/restoring': '' });
    assert.equal((await run(never, 'back')).code, 0);
    assert.deepEqual(inPlace(), standing);
  });

  it('has the name of the folder on the disk before the clock stands', async () => {
    freshData();
    const steps = Number((await run(never, 'swap')).stdout);
    const states = new Set<string>();
    for (let step = 1; step <= steps; step += 1) {
      freshData();
      await run(step, 'swap');
      const { 'ops/restoring': stands, swapping = '' } = read();
      states.add(`${swapping === '' ? 'no' : 'a'} name, ${stands === undefined ? 'goes' : 'stands'}`);
    }
    assert.deepEqual([...states], ['no name, goes', 'a name, goes', 'a name, stands']);
  });

  it('puts back nothing where nothing was, and keeps what was brought back when it is told to', async () => {
    freshData();
    for (const part of ['redis', 'ops/base', 'ops/log'])
      rmSync(join(data, part), { recursive: true, force: true });
    const before = inPlace();
    assert.equal((await run(never, 'swap')).code, 0);
    write(data, itsOwn);
    assert.equal((await run(never, 'keep')).code, 0);
    assert.deepEqual(inPlace(), before);
    const kept = read();
    for (const [name, text] of Object.entries(inBackup))
      assert.equal(kept[`restore-20260101T000000Z/set/${name}`], text, name);
  });
});
