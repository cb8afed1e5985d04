import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { imageVersion } from '../support/paths.ts';
import { useRoom } from '../support/room.ts';

const docker = promisify(execFile);

/** The sandbox's own step runner, in a container of its image with the same walls, on programs that mean harm. */
const program = `
  import { mkdirSync, readdirSync } from 'node:fs';
  import { runStep } from '/opt/strongroom/dist/worker/sandbox/run-step.js';
  import { listToolProcesses } from '/opt/strongroom/dist/worker/sandbox/processes.js';
  const [argv, change] = JSON.parse(process.argv[1]);
  const megabyte = 1024 ** 2;
  const limits = { wallSeconds: 20, cpuSeconds: 20, memoryBytes: 256 * megabyte, outputBytes: 64 * megabyte, processes: 40, ...change };
  const folder = '/scratch/job-' + process.pid + '-' + Date.now();
  mkdirSync(folder);
  const run = { folder, limits, signal: new AbortController().signal };
  const end = await runStep({ argv }, run);
  const next = await runStep({ argv: ['true'] }, run);
  console.log(JSON.stringify({ end, next, left: listToolProcesses(undefined).length, files: readdirSync(folder) }));
`;

describe('What a tool does beyond its limits ends it, and the next job finds nothing of it', () => {
  const room = useRoom();
  let scratch: string;

  before(() => {
    scratch = join(room.services.dataDir, 'scratch-of-limits');
    mkdirSync(scratch, { recursive: true });
    chownSync(scratch, 10_003, 10_000);
    chmodSync(scratch, 0o2770);
  });

  async function run(argv: string[], change: Record<string, number> = {}) {
    const walls = [
      '--network=none',
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '--init',
      '--pids-limit=128',
      '--memory=1g',
    ];
    const mounts = [
      '--tmpfs=/tmp:size=512m,mode=1777',
      `--volume=${scratch}:/scratch`,
      `--volume=${room.services.dataDir}/dist:/opt/strongroom/dist:ro`,
    ];
    const inside = ['node', '--input-type=module', '--eval', program, JSON.stringify([argv, change])];
    const started = Date.now();
    const { stdout } = await docker(
      'docker',
      ['run', '--rm', ...walls, ...mounts, `strongroom/sandbox:${imageVersion}`, ...inside],
      { timeout: 60_000 },
    );
    const result = JSON.parse(stdout) as {
      end: { ok: boolean; failure?: string; exitCode?: number | null; message?: string };
      next: { ok: boolean };
      left: number;
      files: string[];
    };
    assert.deepEqual(result.next, { ok: true }, 'the next program runs');
    assert.equal(result.left, 0, 'no process is left');
    return { ...result.end, files: result.files, seconds: (Date.now() - started) / 1000 };
  }

  it('an honest program runs', async () => {
    assert.equal((await run(['touch', 'made'])).ok, true);
  });

  it('says with which code a program ended, and what it complained of', async () => {
    const end = await run(['bash', '-c', 'echo "no such luck" >&2; exit 7']);
    assert.deepEqual([end.failure, end.exitCode, end.message], ['exit', 7, 'no such luck\n']);
  });

  it('too long a time', async () => {
    const end = await run(['sleep', '30'], { wallSeconds: 2 });
    assert.equal(end.failure, 'timeout');
    assert.ok(end.seconds < 15, String(end.seconds));
  });

  it('too much processor time', async () => {
    assert.equal((await run(['bash', '-c', 'while :; do :; done'], { cpuSeconds: 2 })).failure, 'timeout');
  });

  it('too much memory, also shared out among several processes', async () => {
    // Each holds 230 MB for a while: allowed alone, too much together.
    const hog = '(head -c 230000000 /dev/zero; sleep 8) | tail -c 300000000 > /dev/null';
    assert.equal(
      (await run(['bash', '-c', `${hog} & ${hog} & wait`], { memoryBytes: 400 * 1024 ** 2 })).failure,
      'memory',
    );
  });

  it('too much output, in one file, in many, and in /tmp', async () => {
    assert.equal((await run(['dd', 'if=/dev/zero', 'of=big', 'bs=1M'])).failure, 'output');
    assert.equal(
      (await run(['bash', '-c', 'for n in {1..4000}; do head -c 200000 /dev/zero > "f$n"; done; sleep 1']))
        .failure,
      'output',
    );
    assert.equal(
      (
        await run([
          'bash',
          '-c',
          'for n in {1..400}; do head -c 2000000 /dev/zero > "/tmp/f$n"; sleep 0.01; done',
        ])
      ).failure,
      'output',
    );
  });

  it('a fork bomb', async function bomb() {
    this.timeout(90_000);
    const end = await run(['bash', '-c', 'b() { b | b & }; b; sleep 20']);
    assert.equal(end.ok, false);
    assert.ok(end.seconds < 30, String(end.seconds));
  });

  it('a process that leaves its group and its parent', async () => {
    const end = await run(['bash', '-c', 'setsid bash -c "setsid sleep 500 & disown" & sleep 0.3']);
    assert.equal(end.ok, true);
  });

  it('a process that closes its ears to signals', async () => {
    assert.equal(
      (await run(['bash', '-c', 'trap "" TERM INT HUP; sleep 30'], { wallSeconds: 1 })).failure,
      'timeout',
    );
  });

  it('gets an environment with nothing of ours in it', async () => {
    const end = await run(['bash', '-c', 'env >&2; exit 1']);
    const names = (end.message ?? '')
      .split('\n')
      .map((line) => line.split('=')[0])
      .filter((name) => name && !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name));
    assert.deepEqual(
      names.toSorted((a, b) => String(a).localeCompare(String(b))),
      ['LANG', 'OMP_THREAD_LIMIT', 'PATH'],
    );
  });
});
