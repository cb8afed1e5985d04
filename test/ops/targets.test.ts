import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import { withinOneHour, type OpsContainer } from './ops-container.ts';
import { storeDocuments } from './stored-documents.ts';
import { targetServers, type TargetServer } from './target-servers.ts';

const recoveryKey = ['--recovery-key-file', '/run/keys/recovery-key'];

describe('backups go to whatever place the firm names', function () {
  this.timeout(240_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let servers: Awaited<ReturnType<typeof targetServers>>;

  const near = (server: TargetServer) => ({ environment: { STRONGROOM_REPOSITORY: server.location } });
  const giveCredentials = (text: string) =>
    writeFileSync(join(services.secretsDir, 'target_near'), text, { mode: 0o444 });

  /** The places, by their ids, of which something is kept here. */
  const remembered = () => {
    const folder = join(services.dataDir, 'ops', 'cache');
    return existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name)) : [];
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    await storeDocuments(app, services, [1, 70_000]);
    servers = await targetServers(services);
    writeFileSync(join(services.dataDir, 'config', 'extra-ca.pem'), servers.authority);
  });
  after(async () => {
    for (const file of ['secrets/target_near', 'config/extra-ca.pem'])
      rmSync(join(services.dataDir, file), { force: true });
    await app.close();
  });

  const kinds = {
    'an S3 server': () => servers.s3(),
    'a REST server that only adds': () => servers.rest(),
    'an SFTP server': () => servers.sftp(),
  };
  for (const [kind, start] of Object.entries(kinds)) {
    it(`${kind}: is written, read back and restored; wrong credentials and a server that is away are one sentence`, async () => {
      const server = await start();
      const before = remembered();
      giveCredentials(server.wrong);
      const wrong = await ops.ask(['init-repository', ...recoveryKey, '--json'], near(server));
      assert.equal(wrong.code, 3, wrong.stdout + wrong.stderr);
      assert.match(wrong.stdout, /cannot be used: .* Check the address, the credentials/);

      giveCredentials(server.credentials);
      const made = await ops.ask(['init-repository', ...recoveryKey, '--json'], near(server));
      assert.equal(made.code, 0, made.stderr);
      const backup = await ops.ask(['backup', '--json'], near(server));
      assert.equal(backup.code, 0, backup.stderr);
      const { snapshot } = JSON.parse(backup.stdout) as { snapshot: string };
      const now = remembered();
      assert.equal(now.length, before.length + 1, 'what is asked for again and again is remembered here');

      const folder = ops.freshFolder(`back-${server.location.slice(0, 4).replace(':', '')}`);
      const where = ['--repository', server.location, '--credentials-file', '/data/secrets/target_near'];
      const trust = ['--ca-file', '/data/config/extra-ca.pem', '--into', '/into/set', '--json'];
      const back = await ops.ask(['restore-backup', 'latest', ...recoveryKey, ...where, ...trust], {
        folder,
      });
      assert.equal(back.code, 0, back.stderr);
      assert.equal((JSON.parse(back.stdout) as { snapshot: string }).snapshot, snapshot);
      assert.deepEqual(
        readdirSync(join(folder, 'set')).filter((name) => /cache/.test(name)),
        [],
      );

      await server.stop();
      const began = Date.now();
      const away = await ops.ask(['check', '--json'], near(server));
      assert.equal(away.code, 1, away.stderr);
      assert.match(away.stdout, /does not answer .* Check that it runs/);
      const late = await ops.ask(['restore-backup', 'latest', ...recoveryKey, ...where, ...trust], {
        folder,
      });
      assert.equal(late.code, 1, late.stderr);
      assert.match(late.stdout, /does not answer .* Nothing was changed/);
      assert.ok(Date.now() - began < 60_000, 'an absent server is not waited for');
      for (const ran of [wrong, made, backup, back, away, late]) assertNoSecret(ran, server.credentials);
    });
  }

  it('a bucket with Object Lock is recognised: doctor and status say until when, and prune refuses what is locked', async () => {
    const server = await servers.s3('locked');
    const [accessKey = '', secretKey = ''] = server.credentials.match(/(?<==).*/g) ?? [];
    const { hostname } = new URL(server.location.replace('s3:', ''));
    const client = `new (await import('minio')).Client(${JSON.stringify({ endPoint: hostname, port: 9000, useSSL: false, accessKey, secretKey })})`;
    const rule = "{ mode: 'COMPLIANCE', unit: 'Days', validity: 30 }";
    const made = await ops.tool([
      ...['node', '--input-type=module', '--eval'],
      `const s3 = ${client}; await s3.makeBucket('backups', 'us-east-1', { ObjectLocking: true }); await s3.setObjectLockConfig('backups', ${rule});`,
    ]);
    assert.equal(made.code, 0, made.stderr);
    giveCredentials(server.credentials);
    await withinOneHour(120);
    for (const args of [['init-repository', ...recoveryKey], ['backup'], ['backup'], ['backup']]) {
      const ran = await ops.ask(args, near(server));
      assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    }
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const status = await ops.ask(['status'], near(server));
    assert.match(status.stdout + status.stderr, new RegExp(`nobody can remove before ${day}`));
    const doctor = await ops.ask(['doctor'], near(server));
    assert.match(doctor.stdout, new RegExp(`ok +near target .*before ${day} \\(Object Lock\\)`));
    // Three sets of one hour: the firm does not keep the second, the place does.
    const prune = await ops.ask(['prune', '--json'], near(server));
    assert.equal(prune.code, 3, prune.stdout + prune.stderr);
    assert.match(
      prune.stdout,
      new RegExp(`1 backups are kept no longer, but .* until ${day}\\. Nothing was removed`),
    );
    const { snapshots } = JSON.parse((await ops.ask(['snapshots', '--json'], near(server))).stdout) as {
      snapshots: unknown[];
    };
    assert.equal(snapshots.length, 3);
  }).timeout(400_000);

  it('says what an address must look like, and takes none that holds a password or sends one in the clear', async () => {
    for (const [location, words] of [
      ['ftp://example.com/x', /is no backup target\. Give a folder/],
      ['rest:https://me:secret@example.com/x', /holds a password\. Put it into the credentials file/],
      ['rest:http://example.com/x', /over https/],
    ] as const) {
      const ran = await ops.ask(['check', '--json'], { environment: { STRONGROOM_REPOSITORY: location } });
      assert.equal(ran.code, 3, ran.stderr);
      assert.match(ran.stdout, words);
    }
  });
});

function assertNoSecret(ran: { stdout: string; stderr: string }, credentials: string): void {
  const secrets = credentials.split('\n').map((line) => line.replace(/^(password|secret-key)=/, ''));
  for (const secret of secrets.filter((each) => /^[0-9a-f]{24}$|^[A-Za-z0-9+/]{60,}/.test(each)))
    assert.ok(!(ran.stdout + ran.stderr).includes(secret));
}
