import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { rootDir } from '../../support/paths.ts';
import { tryRun, type RunResult } from '../../support/run-program.ts';
import { freePorts } from '../../support/services.ts';
import { installedAppliance, createWorkFolder } from './appliance.ts';

/** Runs install.sh for a house that is not there, in a mount namespace of its own: what `before` changes there, nobody else sees. */
async function installElsewhere(args: readonly string[], before = ':'): Promise<RunResult> {
  const command = `set -e; ${before}; exec ./install.sh "$@"`;
  return tryRun('unshare', ['--mount', 'bash', '-c', command, 'install', ...args], { cwd: rootDir });
}

const elsewhere = (name: string) => join(createWorkFolder('elsewhere'), name);

/** Arguments under which an installation would be accepted, if it were not for the one thing a test changes. */
async function goodArguments(changed: Record<string, string> = {}): Promise<string[]> {
  const { https, http } = await freePorts('https', 'http');
  const options = {
    project: 'strongroom-test-elsewhere',
    'data-dir': elsewhere('data'),
    repository: elsewhere('repository'),
    host: 'localhost',
    'https-port': String(https),
    'http-port': String(http),
    ...changed,
  };
  return ['--yes', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])];
}

async function assertRefused(ran: RunResult, sentence: RegExp): Promise<void> {
  assert.equal(ran.code, 3, ran.stdout + ran.stderr);
  assert.match(ran.stderr, sentence);
  assert.match(ran.stderr, /Nothing has been changed\./);
  assert.equal((await tryRun('ls', ['-A', elsewhere('data')])).stdout, '');
}

describe('install.sh refuses in one sentence and changes nothing', function refusesInWords() {
  this.timeout(5 * 60_000);
  before(async function waitForAppliance() {
    this.timeout(30 * 60_000);
    await installedAppliance();
  });

  it('an unknown flag, with exit code 2', async () => {
    const ran = await installElsewhere([...(await goodArguments()), '--colour', 'blue']);
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /no option "--colour"/);
  });

  it('a flag without its value, and no repository, with exit code 2', async () => {
    assert.equal((await installElsewhere(['--yes', '--repository'])).code, 2);
    const ran = await installElsewhere(['--yes', '--data-dir', elsewhere('data')]);
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /--repository/);
  });

  it('a port that is in use', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const port = (server.address() as { port: number }).port;
    const ran = await installElsewhere(await goodArguments({ 'https-port': String(port) }));
    server.close();
    await assertRefused(ran, new RegExp(`Port ${port} is in use.*--https-port`));
  });

  it('documents that a build before the first release keeps in other folders', async () => {
    const old = elsewhere('old');
    mkdirSync(join(old, 'config'), { recursive: true });
    writeFileSync(join(old, 'config/settings.env'), '');
    mkdirSync(join(old, 'minio/documents/sha256/ab/cd'), { recursive: true });
    await assertRefused(
      await installElsewhere(await goodArguments({ 'data-dir': old })),
      /would not find them.*strongroom export/,
    );
  });

  it('too little memory', async () => {
    const meminfo = join(createWorkFolder('elsewhere'), 'meminfo');
    writeFileSync(meminfo, 'MemTotal:        2048000 kB\nMemAvailable:    1024000 kB\n');
    await assertRefused(
      await installElsewhere(await goodArguments(), `mount --bind ${meminfo} /proc/meminfo`),
      /2000 MB of memory; Strongroom needs at least/,
    );
  });

  it('too little disk', async () => {
    const small = elsewhere('small');
    mkdirSync(small, { recursive: true });
    const ran = await installElsewhere(
      await goodArguments({ 'data-dir': `${small}/data` }),
      `mount -t tmpfs -o size=1g tmpfs ${small}`,
    );
    await assertRefused(ran, /GB free; Strongroom needs at least/);
  });

  it('a repository that cannot be written', async () => {
    const readOnly = elsewhere('read-only');
    mkdirSync(readOnly, { recursive: true });
    const ran = await installElsewhere(
      await goodArguments({ repository: `${readOnly}/repository` }),
      `mount -t tmpfs -o ro tmpfs ${readOnly}`,
    );
    await assertRefused(ran, /cannot be written/);
  });

  it('a machine without Docker whose operator wants none installed', async () => {
    const hide = 'for name in $(type -aP docker dockerd); do mount --bind /dev/null "$name"; done';
    await assertRefused(
      await installElsewhere([...(await goodArguments()), '--no-docker-install'], hide),
      /Docker.*missing and --no-docker-install/,
    );
  });

  it('a backup that lies inside the data', async () => {
    await assertRefused(
      await installElsewhere(await goodArguments({ repository: elsewhere('data/repository') })),
      /lie inside one another/,
    );
  });

  after(() => rmSync(createWorkFolder('elsewhere'), { recursive: true, force: true }));
});
