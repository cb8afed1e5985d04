import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import { imageVersion } from '../support/paths.ts';
import { run, runAtExit, type RunResult } from '../support/run-program.ts';
import type { Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments } from './stored-documents.ts';
import { targetServers, type TargetServer } from './target-servers.ts';

const recoveryKey = ['--recovery-key-file', '/run/keys/recovery-key'];
const away = /The carrier, .* is not running \(\w+\)\. Type "strongroom start" to start it/;

describe('two targets in a network that ops has no way to, but for the carrier', function () {
  this.timeout(300_000);
  const name = (what: string) => `strongroom-test-${process.pid}-carrier-${what}`;
  const [carrier, beyond] = [name('itself'), name('beyond')];
  const label = ['--label', `strongroom.test=${process.pid}`];
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let near: TargetServer;
  let far: TargetServer;

  /** The servers that backups go to, as the settings name them. */
  const targets = () => ({ STRONGROOM_REPOSITORY: near.location, STRONGROOM_FAR_REPOSITORY: far.location });
  const ask = (args: readonly string[], more: Record<string, string> = {}) =>
    ops.ask(args, { environment: { ...targets(), STRONGROOM_CARRIER: `${carrier}:8888`, ...more } });
  const answers = () =>
    waitFor('the carrier', 30, () =>
      run('docker', ['exec', carrier, 'carrier-ok']).then(
        () => true,
        () => undefined,
      ),
    );
  const startCarrier = async (...repositories: string[]) => {
    const [first = '/repository', second = ''] = repositories;
    const tmpfs = '/run/carrier:size=1m,mode=0700,uid=10014,gid=65534,noexec,nosuid,nodev';
    const rights = [
      '--read-only',
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges',
      '--user',
      '10014:65534',
    ];
    const limits = ['--init', '--memory', '48m', '--pids-limit', '128', '--tmpfs', tmpfs];
    const environment = [
      '--env',
      `STRONGROOM_REPOSITORY=${first}`,
      '--env',
      `STRONGROOM_FAR_REPOSITORY=${second}`,
    ];
    const image = `strongroom/carrier:${imageVersion}`;
    await run('docker', ['rm', '--force', carrier]);
    await run('docker', [
      ...['create', '--name', carrier, ...label, '--network', services.network, ...rights, ...limits],
      ...[...environment, image],
    ]);
    await run('docker', ['network', 'connect', beyond, carrier]);
    await run('docker', ['start', carrier]);
    await answers();
  };
  const passes = (ran: RunResult) => assert.equal(ran.code, 0, ran.stdout + ran.stderr);

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    await storeDocuments(app, services, [1, 70_000, 3_000_000]);
    await run('docker', ['network', 'create', ...label, beyond]);
    const servers = await targetServers({ network: beyond });
    // After what the servers do at the end: a network goes when nobody is on it.
    process.once('exit', () => {
      runAtExit('docker', ['rm', '--force', carrier]);
      runAtExit('docker', ['network', 'rm', beyond]);
    });
    [near, far] = [await servers.s3(), await servers.sftp()];
    writeFileSync(join(services.secretsDir, 'target_near'), near.credentials, { mode: 0o444 });
    writeFileSync(join(services.secretsDir, 'target_far'), far.credentials, { mode: 0o444 });
    await startCarrier(near.location, far.location);
    passes(await ask(['init-repository', ...recoveryKey]));
  });
  after(async () => {
    for (const which of ['near', 'far'])
      rmSync(join(services.secretsDir, `target_${which}`), { force: true });
    await run('docker', ['rm', '--force', carrier]);
    await app.close();
  });

  it('get backups by it, and are read, asked and restored from by it', async () => {
    passes(await ask(['backup', '--json']));
    for (const target of ['near', 'far']) {
      const listed = await ask(['snapshots', '--target', target, '--json']);
      passes(listed);
      assert.equal((JSON.parse(listed.stdout) as { snapshots: unknown[] }).snapshots.length, 1, target);
    }
    assert.match((await ask(['doctor'])).stdout, /ok +near target[^]*ok +far target/);
    const folder = ops.freshFolder('back-by-carrier');
    const where = ['--repository', near.location, '--credentials-file', '/data/secrets/target_near'];
    const back = ['restore-backup', 'latest', ...recoveryKey, ...where, '--into', '/into/set'];
    passes(await ops.ask([...back, '--carrier', `${carrier}:8888`], { folder }));
    const directly = await ask(['check'], { STRONGROOM_CARRIER: '' });
    assert.equal(directly.code, 1);
    assert.match(directly.stderr, /does not answer \((ENOTFOUND|EAI_AGAIN)\)/);
  });

  it('is the way to nothing else: no other port, no other host, no service of the appliance', async () => {
    const { hostname } = new URL(near.location.replace('s3:', ''));
    const requests = [
      'postgres:5432',
      'redis:6379',
      'minio:9000',
      `${hostname}:22`,
      `${hostname}:9001`,
      '1.1.1.1:443',
    ]
      .map((authority) => `CONNECT ${authority}`)
      .concat(['GET http://minio:9000/', 'GET http://1.1.1.1/', `GET http://${hostname}:9001/`]);
    for (const request of requests) {
      const script = `exec 3<>/dev/tcp/${carrier}/8888; printf '%s HTTP/1.1\\r\\n\\r\\n' "$1" >&3; read -r -u 3 _ status _; echo "$status"`;
      const { stdout } = await ops.tool(['bash', '-c', script, 'bash', request]);
      assert.equal(stdout.trim(), '403', request);
    }
  });

  it('when it is away, backup and doctor say so and what to type; when it is back, backups go on', async () => {
    await run('docker', ['stop', carrier]);
    const backup = await ask(['backup', '--json']);
    assert.equal(backup.code, 1, backup.stderr);
    assert.match((JSON.parse(backup.stdout) as { error: string }).error, away);
    assert.match((await ask(['doctor'])).stdout, new RegExp(`FAIL +near target +${away.source}`));
    await run('docker', ['start', carrier]);
    await answers();
    passes(await ask(['backup', '--json']));
  });

  it('when it ends in the middle of a backup and starts again, the backup is whole at the S3 server all the same', async () => {
    await storeDocuments(app, services, [3_000_001]);
    const slowly = { STRONGROOM_REPOSITORY_LIMIT: '700', STRONGROOM_FAR_REPOSITORY: '' };
    const before = (await run('docker', ['logs', carrier])).length;
    const backup = ask(['backup', '--json'], slowly);
    await waitFor('a pack to be on its way', 120, async () => {
      const log = (await run('docker', ['logs', carrier])).slice(before);
      return /PUT http:\/\/\S+\/data\//.test(log) || undefined;
    });
    await run('docker', ['kill', carrier]);
    await run('docker', ['start', carrier]);
    passes(await backup);
    passes(await ask(['check', '--read-data-subset', '100%'], { STRONGROOM_FAR_REPOSITORY: '' }));
  });

  it('when it was started for other targets, the sentence says so', async () => {
    await startCarrier('/repository');
    const ran = await ask(['check']);
    assert.equal(ran.code, 1);
    assert.match(
      ran.stderr,
      /The carrier, .* lets nothing through to .*: it was started for other targets\. Type "strongroom start" to start it anew\./,
    );
  });
});
