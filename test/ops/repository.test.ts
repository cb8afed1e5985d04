import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/run-program.ts';
import { sharedServices, type Services } from '../support/services.ts';
import { emptyRepository, listRepositoryFiles } from './prepared-repository.ts';
import { opsContainer, type OpsContainer } from './ops-container.ts';

describe('the place for backups is made once and never taken from another', function () {
  this.timeout(120_000);
  let services: Services;
  let ops: OpsContainer;
  const init = (keyFile: string) => ops.ask(['init-repository', '--recovery-key-file', keyFile, '--json']);

  const restic = (...args: string[]) => [
    ...['restic', '--repo', '/repository', '--password-file', '/run/secrets/repository_key', '--no-cache'],
    ...args,
  ];

  before(async () => {
    services = await sharedServices();
    ops = opsContainer(services);
  });
  beforeEach(() => {
    emptyRepository(services);
  });

  it('may be repeated', async () => {
    for (const created of [true, false]) {
      const ran = await init('/run/keys/recovery-key');
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(JSON.parse(ran.stdout), {
        created,
        keys: ['server', 'recovery'],
        targets: [{ name: 'near', created }],
      });
    }
    const keys = await ops.tool(restic('key', 'list', '--json'));
    const own = (JSON.parse(keys.stdout) as { id: string; current: boolean }[]).find(
      ({ current }) => current,
    );
    const hint = readFileSync(join(services.dataDir, 'ops', 'key-hints', 'near'), 'utf8').trim();
    assert.equal(hint, own?.id, 'which of the keys is the server’s is known, so that no other is tried');
  });

  it('refuses a folder that holds something else', async () => {
    await run('touch', [join(services.dataDir, 'repository', 'holiday.jpg')]);
    const ran = await init('/run/keys/recovery-key');
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stdout, /not empty/);
    assert.deepEqual(listRepositoryFiles(services), ['holiday.jpg']);
  });

  it('refuses the repository of another installation', async () => {
    const foreign = ops.writeKey('foreign', 'not our password');
    const made = await ops.tool([
      'restic',
      '--repo',
      '/repository',
      '--password-file',
      foreign,
      '--no-cache',
      'init',
    ]);
    assert.equal(made.code, 0, made.stderr);
    const ran = await init('/run/keys/recovery-key');
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stdout, /another installation/);
  });

  it('takes up the repository that the recovery key opens, for a server with a new key', async () => {
    assert.equal((await init('/run/keys/recovery-key')).code, 0);
    const key = join(services.secretsDir, 'repository_key');
    const before = readFileSync(key);
    await run('bash', ['-c', `printf another-servers-key > ${key}`]);
    try {
      assert.equal((await init('/run/keys/recovery-key')).code, 0);
    } finally {
      await run('bash', ['-c', `printf %s ${before.toString()} > ${key}`]);
    }
  });

  it('refuses a folder it may not write', async () => {
    await run('chown', ['0:0', join(services.dataDir, 'repository')]);
    try {
      const ran = await init('/run/keys/recovery-key');
      assert.equal(ran.code, 3, ran.stderr);
      assert.match(ran.stdout, /Strongroom cannot write to the target/);
    } finally {
      await run('chown', ['10004:10000', join(services.dataDir, 'repository')]);
    }
  });
});
