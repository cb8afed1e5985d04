import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
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
import { rootDir } from '../support/paths.js';
import { tryRun } from '../support/run.js';
import { waitFor } from '../support/wait.js';

/** What stands there before, and what the set brings: the version file says on which of them a service would start. */
const parts = ['postgres/PG_VERSION', 'redis/appendonly', 'minio/object', 'secrets/key', 'tls/server.key'];
const setFiles = ['manifest.json', 'objects.tsv', 'config/extra-ca.pem'];

/**
 * Stands for the Docker engine. It notes what it is asked and on which data, brings "the set", and lets the restored front door be
 * what FAULT says: one that "ends" by itself, that "loads" for a while, that is "never" healthy, or that is waited for "long". With
 * "scanner" it is only what starts after the front door that is not healthy; "damage" and "full" are faults of the set's coming back.
 */
const engine = `#!/bin/bash
data=$FAKE/data
standing=$(cat "$data/postgres/PG_VERSION" 2>/dev/null)
printf '%s | %s\\n' "$standing" "$*" >>"$FAKE/calls"
door=
[[ $standing != new || " $* " != *' up '*' nginx '* ]] || door=$FAULT
[[ $FAULT != scanner || $standing != new || " $* " != *' up '*' --wait-timeout '+([0-9])' ' ]] || door=never
case " $* " in
  *' restore-set '*)
    [[ $FAULT != full ]] || { echo 'FAILED: The disk became full.' >&2; exit 1; }
    for each in "$@"; do [[ $each != *,target=/into ]] || into=\${each#*source=}; done
    cp -a "$FAKE/set" "\${into%,target=/into}/set"
    echo '{"snapshot":"abcd1234","time":"2026-01-01T00:00:00.000Z","manifest":{},"bytes":1048576,"target":"near","documents":2}'
    ;;
  *' verify-restored '*)
    [[ $FAULT != damage ]] || { echo '{"madeAt":"t","lost":[],"faults":["The object 12 is missing."],"seconds":1}'; exit 1; }
    echo '{"madeAt":"2026-01-01T00:00:00.000Z","documents":2,"objects":2,"bytes":2,"auditEvents":3,"lost":[],"lostObjects":0,"faults":[],"seconds":1}'
    ;;
  # It ended before as well, long ago: only what it does now counts.
  *' inspect '*) echo "1234 $([[ $FAULT == ends ]] && grep -q '^new .* up .* nginx' "$FAKE/calls" && echo 29 || echo 20) nginx" ;;
  *' ps --all --quiet '*) echo 1234 ;;
  *' compose '*' ps '*) if [[ $standing == new ]]; then echo "nginx running $([[ $FAULT == loads ]] && echo starting || echo unhealthy)"; fi ;;
  *' logs '*) echo 'nginx: cannot load certificate' ;;
  *' up '*)
    [[ $door != long ]] || sleep 60
    [[ $door != loads || $(grep -c '^new .* up .* nginx' "$FAKE/calls") -ge 3 ]] || exit 1
    [[ $door != ends && $door != never ]] || exit 1
    ;;
esac
`;

describe('a restored appliance whose services do not become healthy', function () {
  this.timeout(60_000);
  const project = `strongroom-test-${process.pid}-unhealthy`;
  let folder: string;
  let data: string;

  const write = (root: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  };
  const all = (names: readonly string[], text: string) =>
    Object.fromEntries(names.map((name) => [name, text]));
  const env = (fault: string, more: Record<string, string> = {}) => ({
    ...process.env,
    ...more,
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    FAKE: folder,
    FAULT: fault,
  });
  const command = (args: readonly string[]) => [...args, '--json', '--data-dir', data, '--project', project];
  const program = join(rootDir, 'ops/strongroom');
  const strongroom = (args: readonly string[], environment: NodeJS.ProcessEnv) =>
    tryRun(program, command(args), { env: environment });
  const restore = async (fault: string, more: Record<string, string> = {}) => {
    const ran = await strongroom(['restore', 'latest', '--yes'], env(fault, more));
    return { ...ran, error: /"error":"([^"]*)/.exec(ran.stdout.replaceAll('\\"', '“'))?.[1] ?? '' };
  };
  const standsOn = () => parts.map((name) => readFileSync(join(data, name), 'utf8'));
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const brought = () =>
    readdirSync(data).filter((name) => name.startsWith('restore-') && !name.includes('report'));
  const everyPart = (text: string) => parts.map(() => text);
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
    folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-unhealthy-`));
    data = join(folder, 'data');
    write(data, all(parts, 'old'));
    const settings = `STRONGROOM_VERSION=0\nSTRONGROOM_REPOSITORY=/repository\nSTRONGROOM_REPOSITORY_PATH=${folder}\n`;
    write(data, {
      'config/settings.env': settings,
      'config/installed': 'then',
      'secrets/repository_key': 'k',
    });
    write(join(folder, 'set'), all([...parts, ...setFiles, 'secrets/repository_key'], 'new'));
    write(folder, { 'bin/docker': engine, calls: '' });
    chmodSync(join(folder, 'bin/docker'), 0o755);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(`/run/strongroom-${project}.lock`, { force: true });
  });

  it('gives way to what was there before, which runs again; one sentence says what failed and where everything lies', async () => {
    const ran = await restore('ends');
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(
      ran.error,
      /did not become healthy: the service “nginx“ ends again and again\. What was there before is back and runs\. .*services\.log; this run is in .*install\.log/,
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
    const args = command(['restore', 'latest', '--yes']);
    const doomed = spawn(program, args, { env: env('long'), detached: true, stdio: 'ignore' });
    const ended = once(doomed, 'exit');
    await waitFor('the front door', 30, () =>
      Promise.resolve(calls().some((call) => /^new .* up .* nginx$/.test(call)) || undefined),
    );
    if (doomed.pid !== undefined) process.kill(-doomed.pid, 'SIGKILL');
    await ended;
    assert.deepEqual(standsOn(), everyPart('new'));
    const ran = await strongroom(['start'], env('none'));
    assert.equal(ran.code, 0, ran.stderr);
    isBack();
    assert.deepEqual(brought(), []);
  });

  it('a flag of restore is not passed over by a command that does not know it', async () => {
    const ran = await strongroom(['prune', '--dry-run'], env('none'));
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /--dry-run.* belong to "strongroom restore"/);
    assert.deepEqual(calls(), ['']);
  });
});
